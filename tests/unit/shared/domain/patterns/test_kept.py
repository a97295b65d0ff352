"""Contacts kept in columns are the contacts that were given, in order, whatever order they came in."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.contacts import Body, Contact, Person
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.money import Money
from interparty_shared.domain.patterns.history import History, Timeline, active
from interparty_shared.domain.patterns.kept import kept
from interparty_shared.domain.patterns.sides import Met, Party
from interparty_shared.domain.patterns.statistics.weeks import week_of

BODIES = [
    Body("Department X", "party_organ", "CN"),
    Body("Party A", "party", "DE"),
    Body("Party B", "party", "DE"),
    Body("Party Bee", "party", "DE"),
]
PEOPLE = [(), (Person("Member M", "member_of_parliament", "guest"),), (Person("Member N"),)]
FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def met(draw: st.DrawFn) -> Met:
    a, b = draw(st.sampled_from(BODIES)), draw(st.sampled_from(BODIES))
    day = draw(DAYS)
    ref = Ref(draw(st.sampled_from(["urn:a", "urn:b"])), draw(st.sampled_from("123")))
    contact = Contact(
        ref,
        day,
        day + timedelta(days=draw(st.integers(0, 9))),
        draw(st.sampled_from(["visit", "meeting"])),
        draw(st.sampled_from(["party", "official", "other"])),
        a,
        b,
        draw(st.sampled_from(PEOPLE)),
        draw(st.sampled_from(PEOPLE)),
        draw(st.sampled_from([None, "a", "b"])),
        draw(st.sampled_from([None, Money(Decimal("9.00"), "EUR")])),
        draw(st.sampled_from([None, "a", "b"])),
        draw(st.sampled_from([(), (("host", FIRST), ("guest", None))])),
        draw(st.booleans()),
        draw(st.sampled_from(["", "0123456789ab"])),
        draw(st.sampled_from([(), (ref, Ref("urn:c", "9"))])),
    )
    return Met(contact, party(a), party(b))


def party(body: Body) -> Party:
    """Return who a body is: two of the names are one party's."""
    key = "Party B" if body.name == "Party Bee" else body.name
    return Party(key, body.actor)


WORLDS = st.lists(met(), max_size=30)


@given(WORLDS)
def test_they_are_what_was_given_in_the_order_of_days_reports_and_sides(world: list[Met]) -> None:
    found = kept(world)

    others = [one for one in world if one.a.key != one.b.key]
    given = sorted(others, key=lambda one: one.order)
    assert [found.at(place) for place in range(len(found))] == given
    assert list(found.weeks) == [one.week for one in given]
    assert found.first == min((one.week for one in world), default=None)


@given(WORLDS)
def test_a_timeline_counts_what_its_views_show(world: list[Met]) -> None:
    history = History(world)
    pairs = history.timelines("pairs", lambda one: [((one.a.key, one.b.key), one.views[0])])
    bodies = history.timelines("bodies", lambda one: [((v.home.key,), v) for v in one.views])
    first = week_of(FIRST) + 2
    span = first, first + 3

    assert list(pairs) == sorted(pairs)
    for timeline in (*pairs.values(), *bodies.values()):
        here = [one for one in timeline.views if span[0] <= one.week <= span[1]]
        assert list(timeline.within(*span)) == here
        assert timeline.engagements(*span) == len({one.contact.ref for one in here})
        met_with = {(one.away.key, one.contact.ref) for one in here}
        partners = timeline.partners(*span)
        assert sum(partners.values()) == len(met_with)
        assert partners.keys() == {key for key, _ in met_with}
    for week in range(first - 2, first + 9):
        told = [(subject, list(views)) for subject, _, views in active(bodies, week, week)]
        assert told == [
            (subject, list(timeline.within(week, week)))
            for subject, timeline in bodies.items()
            if timeline.within(week, week)
        ]


def test_of_two_parties_of_one_country_each_sees_the_contact_from_its_own_side() -> None:
    day = date(2026, 1, 5)
    contact = Contact(Ref("urn:a", "1"), day, day, "meeting", "party", BODIES[1], BODIES[2])
    one = Met(contact, party(BODIES[1]), party(BODIES[2]))
    other = Met(replace(contact, ref=Ref("urn:a", "2")), one.a, one.b)

    timelines = History([other, one]).timelines("all", lambda it: [(("x",), it.views[1])])

    (timeline,) = timelines.values()
    assert isinstance(timeline, Timeline)
    assert [one.home.key for one in timeline.views] == ["Party B", "Party B"]
    assert [one.contact.ref.id for one in timeline.views] == ["1", "2"]
