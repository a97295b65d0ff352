"""A journey is one occasion, however many engagements it is told in."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.contacts import Body, Contact
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.patterns.history import History, Met, Party, Timeline, View

BEGIN = date(2026, 1, 5)
HOME = Body("Department X", "party_organ", "CN")
AWAY = Body("Party A", "party", "DE")


def contact(number: int, begin: int, days: int = 1) -> View:
    day = BEGIN + timedelta(days=begin)
    one = Contact(
        ref=Ref("urn:example", str(number)),
        day=day,
        last=day + timedelta(days=days - 1),
        channel="meeting",
        layer="party",
        a=HOME,
        b=AWAY,
        a_people=(),
        b_people=(),
        giver=None,
        value=None,
        made_public=(),
        machine=False,
        said="",
    )
    return Met(one, Party("x", HOME.actor), Party("a", AWAY.actor)).views[0]


def timeline(*spans: tuple[int, int]) -> Timeline:
    views = [contact(number, *span) for number, span in enumerate(spans)]
    return Timeline(sorted(views, key=lambda one: one.met.order))


def occasions(*spans: tuple[int, int], apart: int = 3) -> list[int]:
    counts = timeline(*spans).occasions(apart)
    first = min(counts)
    return [counts.get(first + n, 0) for n in range(max(counts) - first + 1)]


def test_eight_meetings_on_three_days_that_follow_one_another_are_one_occasion() -> None:
    assert occasions(*[(day, 1) for day in (0, 0, 0, 1, 1, 2, 2, 2)]) == [1]


def test_a_meeting_a_week_later_is_another() -> None:
    assert occasions((0, 1), (1, 1), (8, 1)) == [1, 1]


def test_so_many_days_apart_as_the_rule_says_are_two() -> None:
    assert occasions((0, 1), (2, 1)) == [1]
    assert occasions((0, 1), (3, 1)) == [2]


def test_a_journey_lasts_until_its_last_day_and_counts_in_the_week_in_which_it_began() -> None:
    assert occasions((5, 4), (9, 1), (20, 1)) == [1, 0, 1]


def test_an_engagement_of_a_year_does_not_swallow_all_that_follows() -> None:
    assert occasions((0, 365), (20, 1)) == [1, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 12)), min_size=1, max_size=40))
def test_whether_an_engagement_begins_an_occasion_hangs_on_the_days_just_before(
    spans: list[tuple[int, int]],
) -> None:
    whole = timeline(*spans).occasions(3)
    for cut in range(0, 121, 30):
        later = timeline(*[span for span in spans if span[0] >= cut]).occasions(3)
        settled = BEGIN + timedelta(days=cut + 17)
        for view in timeline(*spans).views:
            if view.contact.day >= settled:
                assert later.get(view.week, 0) == whole.get(view.week, 0)


def test_the_weeks_before_a_window_that_nobody_recorded_are_not_on_record() -> None:
    """A list of two years, three years of silence, and another list of a year."""
    first = [(7 * week, 1) for week in range(104)]
    later = [(7 * week, 1) for week in range(260, 312)]
    history = History([contact(number, *span).met for number, span in enumerate(first + later)])
    begin = contact(0, 0).week

    assert history.recorded(begin + 311, 26, 104) == 26
    assert history.recorded(begin + 103, 26, 104) == 78
    assert history.recorded(begin + 311, 26, 0) == 0
