"""Lists find what the domain's keys and searches say belongs together."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.backtest.index import Index
from interparty_shared.domain import blocking, namesakes
from interparty_shared.domain.blocking import Linked, Reach, Search
from interparty_shared.domain.facts import Actor, Days

FIRST = ["John", "Jon", "Sarah", "Sara", "José"]
LAST = ["Smith", "Smyth", "García López", "Lopez", "Li"]
SPANS = st.builds(
    lambda start, length: Days(start, start + timedelta(days=length)),
    st.dates(date(2025, 12, 1), date(2026, 3, 10)),
    st.sampled_from([0, 3, 31, 32]),
)
PEOPLE = st.builds(
    lambda first, last, ids: Actor(f"{first} {last}", ids=ids),
    st.sampled_from(FIRST),
    st.sampled_from(LAST),
    st.sampled_from([(), (("gb-mnis", "1"),), (("gb-mnis", "2"),)]),
)
LINKED = st.lists(st.tuples(PEOPLE, SPANS), max_size=12)


def links(person: Actor, days: Days) -> set[Linked]:
    on = (
        blocking.UNDATED
        if days.end - days.start > blocking.LONG
        else f"{days.start:%Y%m%d}{days.end:%Y%m%d}"
    )
    return {(key, on) for key in blocking.person_keys(person)}


def finds(search: Search, linked: Linked) -> bool:
    key, on = linked
    if key != search.key:
        listed = blocking.directory_keys(key) & blocking.directory_keys(search.key)
        named = key.startswith(namesakes.NAME) and search.key.startswith(namesakes.NAME)
        if not named or not listed or not namesakes.may_be_one(search.key, key):
            return False
    if not on or not search.spans:
        return True
    return any(one.low <= on[:8] <= one.high and on[8:] >= one.ends for one in search.spans)


@given(linked=LINKED, person=PEOPLE, days=SPANS, reach=st.sampled_from([0, 31]))
def test_it_finds_each_thing_once_that_any_of_its_links_leads_to(
    linked: list[tuple[Actor, Days]], person: Actor, days: Days, reach: int
) -> None:
    things = [((number,), links(*one)) for number, one in enumerate(linked)]
    searches = blocking.record_searches(person, days, Reach(reach), "r")

    found = Index(things).find(searches)

    assert sorted(found) == [
        thing
        for thing, leads in things
        if any(finds(search, one) for search in searches for one in leads)
    ]


@given(linked=LINKED, people=st.lists(PEOPLE, max_size=6), days=SPANS)
def test_it_finds_the_same_however_little_it_keeps_at_hand(
    linked: list[tuple[Actor, Days]], people: list[Actor], days: Days
) -> None:
    things = [((number,), links(*one)) for number, one in enumerate(linked)]
    roomy, narrow = Index(things), Index(things, most=1)

    for person in [*people, *people]:
        searches = blocking.record_searches(person, days, Reach(31), "r")
        assert sorted(roomy.find(searches)) == sorted(narrow.find(searches))


def test_a_search_without_spans_finds_whatever_the_days() -> None:
    index = Index([(("then",), {("id:x:1", "2026010120260102")}), (("ever",), {("id:x:1", "")})])

    assert sorted(index.find([Search("id:x:1")])) == [("ever",), ("then",)]
