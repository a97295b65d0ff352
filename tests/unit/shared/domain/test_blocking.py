"""What comparisons count as near must be found: a missed match would read as an accusation."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain import blocking, matching, namesakes, spelling
from interparty_shared.domain.blocking import Linked, Reach, Search
from interparty_shared.domain.facts import Actor, Days, Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.matching import Sought
from interparty_shared.domain.regimes import MatchLimits
from tests.support.builders import NOON

LIMITS = MatchLimits()
FIRST = ["John", "Jon", "J", "Sarah", "Sara", "Maria de la", "José", "Mary Ann", "Dr Al", "Lord"]
LAST = [
    "Smith",
    "Smyth",
    "MacCleary",
    "Mac Cleary",
    "O'Neil",
    "Oneill",
    "García López",
    "Lopez",
    "Li",
]
DAYS = st.dates(date(2024, 11, 20), date(2026, 2, 10))


@st.composite
def people(draw: st.DrawFn) -> Actor:
    names = [f"{draw(st.sampled_from(FIRST))} {draw(st.sampled_from(LAST))}"]
    names += draw(st.sampled_from([[], [draw(st.sampled_from(LAST))]]))
    ids = draw(st.sampled_from([(), (("gb-mnis", "1"),), (("gb-mnis", "2"), ("x", "1"))]))
    written = draw(st.sampled_from([names[0], ", ".join(reversed(names[0].split(" ", 1)))]))
    return Actor(written, aliases=tuple(names[1:]), ids=ids)


@st.composite
def days(draw: st.DrawFn) -> Days:
    start = draw(DAYS)
    return Days(start, start + timedelta(days=draw(st.sampled_from([0, 3, 30, 31, 32, 200]))))


@st.composite
def slipped(draw: st.DrawFn, of: Days) -> Days:
    """Return other days, often such as were perhaps meant to be the same."""
    start = of.start
    moved = [start.replace(year=start.year + by) for by in (-1, 0, 1) if start.day < 29]
    if start.day <= 12:
        moved.append(start.replace(month=start.day, day=start.month))
    near = draw(st.sampled_from([start, *moved])) + timedelta(days=draw(st.integers(-70, 70)))
    return draw(st.one_of(days(), st.sampled_from([*(Days(one, one) for one in [*moved, near])])))


def finds(search: Search, linked: Linked) -> bool:
    key, on = linked
    if key != search.key:
        listed = blocking.directory_keys(key) & blocking.directory_keys(search.key)
        both = key.startswith(namesakes.NAME) and search.key.startswith(namesakes.NAME)
        if not (both and listed and namesakes.may_be_one(key, search.key)):
            return False
    if not search.spans or on == blocking.UNDATED:
        return True
    return any(low <= on[:8] <= high and on[8:] >= ends for low, high, ends in search.spans)


@settings(max_examples=1500, deadline=None)
@given(data=st.data(), holder=people(), filer=people(), occurred=days(), withdrawn=st.booleans())
def test_whatever_counts_for_anything_is_found_from_both_sides(
    data: st.DataObject, holder: Actor, filer: Actor, occurred: Days, withdrawn: bool
) -> None:
    theirs = data.draw(st.one_of(st.none(), slipped(occurred)))
    record = Disclosure(
        Ref("s", "d"), Stamp(NOON, ""), "r", "1", filer, occurred=theirs, withdrawn=withdrawn
    )
    engagement = Engagement(Ref("s", "e"), "visit", occurred, True, (holder,))
    sought = Sought(holder, occurred, (), (), None)
    candidate = matching.compare(sought, record, LIMITS)
    if candidate is None or (candidate.score == 0 and not withdrawn):
        return
    reach = Reach(LIMITS.far_days)
    records = blocking.record_searches(holder, occurred, reach, record.register)
    engagements = blocking.engagement_searches(record, reach)
    assert any(finds(s, one) for s in records for one in blocking.disclosure_links(record))
    assert any(finds(s, one) for s in engagements for one in blocking.engagement_links(engagement))


@given(occurred=days(), reach=st.integers(0, 90))
def test_a_search_that_is_kept_as_text_is_the_same_search(occurred: Days, reach: int) -> None:
    for search in blocking.record_searches(
        Actor("Ann Lee", ids=(("x", "a b-c,d"),)), occurred, Reach(reach), "r"
    ):
        assert Search.of(str(search)) == search


def test_a_common_first_name_alone_finds_nobody() -> None:
    assert not namesakes.may_be_one("name of:John Smith", "name of:John Cartwright")
    assert namesakes.may_be_one("name of:John Smith", "name of:Jon Smith")


NAMES = st.sets(st.builds("name of:{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)))


@given(
    asked=st.lists(st.tuples(st.sampled_from(sorted(FIRST)), NAMES), max_size=8),
    most=st.integers(0, 40),
)
def test_what_is_remembered_of_namesakes_and_forgotten_again_changes_no_answer(
    asked: list[tuple[str, set[str]]], most: int
) -> None:
    remembered = namesakes.Namesakes(most)

    for first, there in asked:
        key = f"name of:{first} Smith"
        expected = {name for name in there if namesakes.may_be_one(key, name)}
        assert remembered.among(key, there) == expected


WORDS = st.text(st.sampled_from("abcdeénøя"), min_size=1, max_size=9)


@settings(max_examples=3000, deadline=None)
@given(WORDS, WORDS)
def test_words_that_are_not_compared_are_not_alike(left: str, right: str) -> None:
    within = left in right or right in left
    alike = within or spelling.jaro_winkler(left, right) >= namesakes._ALIKE
    if min(len(left), len(right)) > 1:
        assert namesakes._alike(left, right) == alike
