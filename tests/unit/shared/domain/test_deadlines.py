"""Due dates: every vector of tables R6, 13 and E of the notes on regimes, and laws of the arithmetic."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.calendars import Calendar
from interparty_shared.domain.deadlines import Deadline, alert_date
from interparty_shared.domain.duties import dates
from interparty_shared.domain.facts import Days
from interparty_shared.packs.making import calendar
from tests.unit.shared.domain.world import GB, day, visit

AMOUNTS = st.integers(0, 400)
UNITS = st.sampled_from(["day", "week"])
YEARS = st.dates(date(1995, 1, 1), date(2050, 12, 31))
"""Days around which public holidays are known."""
FR = calendar("FR")
WORKING = Deadline(15, "working_day", calendar=FR)
NEXT_MONTH = Deadline(0, by="end_of_next_month")


def before(amount: int, unit: str = "day") -> Deadline:
    return Deadline(amount, unit, direction="before")  # type: ignore[arg-type]


def by(month: int, on: int) -> Deadline:
    return Deadline(0, by="fixed_date", fixed=(month, on))


@pytest.mark.parametrize(
    ("deadline", "trigger", "due"),
    [
        # R6: CA-FITAA, AU FITS s.16, and four weeks until the regulator must publish.
        (Deadline(14), "2026-09-01", "2026-09-15"),
        (Deadline(4, "week"), "2026-09-15", "2026-10-13"),
        # R6: GB s.69 "beginning with", GB register "within".
        (Deadline(28, inclusive=True), "2026-09-01", "2026-09-28"),
        (Deadline(28), "2026-09-01", "2026-09-29"),
        # R6: EP managers (E: Canada's Senate, too); Commission, in days and in weeks.
        (Deadline(30), "2026-01-31", "2026-03-02"),
        (Deadline(14), "2026-01-31", "2026-02-14"),
        (Deadline(2, "week"), "2026-01-31", "2026-02-14"),
        # R6: the six months before the first day of the election of 6 to 9 June 2024.
        (before(6, "month"), "2024-06-06", "2023-12-06"),
        # R6: SG candidates, two clear days before nomination day; election agents, the 31st day.
        (before(2, "clear_day"), "2026-05-20", "2026-05-17"),
        (Deadline(31), "2026-05-30", "2026-06-30"),
        # 13: CA-MP-TRAVEL, AU-HOUSE, US-HOUSE after return, and "filed before 16 May".
        (Deadline(60), "2026-03-10", "2026-05-09"),
        (Deadline(28), "2026-03-10", "2026-04-07"),
        (Deadline(15), "2026-03-10", "2026-03-25"),
        (before(31), "2026-06-15", "2026-05-15"),
        # E: FIRS, and its three months of grace.
        (Deadline(28, inclusive=True), "2026-07-01", "2026-07-28"),
        (Deadline(3, "month", inclusive=True), "2025-07-01", "2025-09-30"),
        # E: Commons, Lords, PPERA, Scotland, Wales; gifts in the Assemblée nationale and the Sénat.
        (Deadline(28), "2026-06-17", "2026-07-15"),
        (Deadline(28), "2025-12-06", "2026-01-03"),
        (Deadline(1, "month"), "2026-01-31", "2026-02-28"),
        (Deadline(1, "month"), "2026-03-31", "2026-04-30"),
        (Deadline(30), "2026-09-01", "2026-10-01"),
        (Deadline(30), "2026-10-01", "2026-10-31"),
        (Deadline(30), "2026-06-06", "2026-07-06"),
        (Deadline(7), "2026-09-01", "2026-09-08"),
        (Deadline(4, "week"), "2026-06-06", "2026-07-04"),
        # E: Canada's House.
        (Deadline(60), "2026-05-17", "2026-07-16"),
        (Deadline(60), "2026-03-22", "2026-05-21"),
        (Deadline(60), "2025-11-09", "2026-01-08"),
        (Deadline(60), "2025-12-20", "2026-02-18"),
        # E: Australia (the House as the GB register), the Netherlands, Norway.
        (Deadline(35), "2026-09-01", "2026-10-06"),
        (Deadline(1, "week"), "2026-05-01", "2026-05-08"),
        (Deadline(2, "week"), "2026-09-01", "2026-09-15"),
        # E: Bundestag, three months from the day of departure.
        (Deadline(3, "month"), "2026-11-30", "2027-02-28"),
        (Deadline(3, "month"), "2026-03-15", "2026-06-15"),
        # E: European Parliament, last day of the next month.
        (NEXT_MONTH, "2024-10-31", "2024-11-30"),
        (NEXT_MONTH, "2026-01-31", "2026-02-28"),
        (NEXT_MONTH, "2026-02-01", "2026-03-31"),
        (NEXT_MONTH, "2026-12-30", "2027-01-31"),
        (NEXT_MONTH, "2028-01-10", "2028-02-29"),
        (NEXT_MONTH, "2019-08-09", "2019-09-30"),
        # E: the United States after return (House, Senate), and thirty days before; IN form FC-2.
        (Deadline(15), "2026-02-20", "2026-03-07"),
        (Deadline(30), "2026-02-20", "2026-03-22"),
        (before(30), "2026-10-15", "2026-09-15"),
        (before(14), "2026-10-15", "2026-10-01"),
        (before(2, "week"), "2026-10-15", "2026-10-01"),
        # E: statements of a year, from its last day: Ireland, Singapore.
        (by(1, 31), "2026-12-31", "2027-01-31"),
        (by(2, 29), "2023-12-29", "2024-02-29"),
        (by(2, 29), "2024-12-31", "2025-02-28"),
        # Assemblée nationale: before the trip.
        (Deadline(0, by="before_event"), "2026-03-01", "2026-02-28"),
        # GB FIRS enhanced tier and FARA; hours are counted in days begun (AU voting period).
        (Deadline(10), "2022-03-09", "2022-03-19"),
        (Deadline(48, "hour"), "2026-09-01", "2026-09-03"),
        (Deadline(25, "hour"), "2026-09-01", "2026-09-03"),
        (Deadline(3, by="at_once"), "2026-09-01", "2026-09-04"),
    ],
)
def test_the_vectors_of_the_statutes(deadline: Deadline, trigger: str, due: str) -> None:
    assert deadline.due(day(trigger)) == day(due)


@pytest.mark.parametrize(
    ("deadline", "trigger", "due"),
    [
        # 8, 14 and 25 May 2026 are holidays: Victory in Europe, Ascension, Whit Monday.
        (WORKING, "2026-05-01", "2026-05-27"),
        (WORKING, "2026-05-02", "2026-05-27"),
        (Deadline(15, "working_day", inclusive=True, calendar=FR), "2026-05-04", "2026-05-27"),
        (Deadline(1, "working_day", calendar=FR), "2026-05-13", "2026-05-15"),
        (Deadline(1, "working_day", direction="before", calendar=FR), "2026-05-26", "2026-05-22"),
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(
    deadline: Deadline, trigger: str, due: str
) -> None:
    assert deadline.due(day(trigger)) == day(due)


@pytest.mark.parametrize(
    ("deadline", "trigger", "due"),
    [
        # Ten days after 9 March 2022 is a Saturday.
        (Deadline(10, rollover=True, calendar=calendar("US")), "2022-03-09", "2022-03-21"),
        # Fifteen days after 19 June 2025 is Independence Day, a Friday.
        (Deadline(15, rollover=True, calendar=calendar("US")), "2025-06-19", "2025-07-07"),
        (Deadline(10, rollover=True, calendar=calendar("US")), "2022-03-08", "2022-03-18"),
        # The day before a Monday event; what is due before it gives way to the Friday.
        (Deadline(0, by="before_event", rollover=True, calendar=FR), "2026-06-01", "2026-05-29"),
    ],
)
def test_a_last_day_on_which_offices_are_closed_may_give_way_to_the_next(
    deadline: Deadline, trigger: str, due: str
) -> None:
    assert deadline.due(day(trigger)) == day(due)


def test_thirty_days_to_accept_and_thirty_more_to_report() -> None:
    chained = replace(GB, trigger="donation_received", chain=(Deadline(30),), deadline=Deadline(30))
    gift = visit(occurred=Days(day("2026-09-01"), day("2026-09-01")))

    assert Deadline(30).due(gift.occurred.start) == day("2026-10-01")
    assert dates(chained, gift).due == day("2026-10-31")


@pytest.mark.parametrize(
    ("event", "filed", "lag", "overdue", "deadline"),
    [
        ("2019-08-09", "2023-01-24", 1264, 1212, NEXT_MONTH),
        ("2025-11-09", "2026-01-09", 61, 1, Deadline(60)),
        ("2026-02-15", "2026-02-10", -5, -65, Deadline(60)),
    ],
)
def test_the_lags_that_the_registers_show(
    event: str, filed: str, lag: int, overdue: int, deadline: Deadline
) -> None:
    ended, given_in = day(event), day(filed)

    assert (given_in - ended).days == lag
    assert (given_in - deadline.due(ended)).days == overdue


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        ("2024-03-31", "2024-04-30"),
        ("2024-01-31", "2024-02-29"),
        ("2023-01-30", "2023-02-28"),
        ("2024-03-01", "2024-03-31"),
        ("2024-02-01", "2024-02-29"),
    ],
)
def test_a_month_that_begins_with_a_day_ends_no_later_than_the_next(trigger: str, due: str) -> None:
    assert Deadline(1, "month", inclusive=True).due(day(trigger)) == day(due)


@given(AMOUNTS, UNITS, st.booleans(), st.dates(max_value=date(9000, 1, 1)))
def test_a_deadline_is_so_many_days_whatever_the_calendar(
    amount: int, unit: str, inclusive: bool, trigger: date
) -> None:
    deadline = Deadline(amount, unit, inclusive)  # type: ignore[arg-type]
    days = amount * {"day": 1, "week": 7}[unit] - inclusive

    assert deadline.due(trigger) - trigger == timedelta(days=days)


@given(st.integers(1, 400), UNITS, st.dates(), st.dates())
def test_a_later_trigger_is_never_due_earlier(amount: int, unit: str, one: date, two: date) -> None:
    deadline = Deadline(amount, unit)  # type: ignore[arg-type]

    assert deadline.due(min(one, two)) <= deadline.due(max(one, two))


@given(st.integers(1, 400), st.dates())
def test_counting_the_day_itself_is_one_day_less(amount: int, trigger: date) -> None:
    exclusive, inclusive = (
        Deadline(amount).due(trigger),
        Deadline(amount, inclusive=True).due(trigger),
    )

    assert exclusive - inclusive <= timedelta(days=1)
    assert inclusive >= trigger


@given(st.integers(1, 60), st.booleans(), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_months_end_in_the_month_that_was_counted_to(
    amount: int, inclusive: bool, trigger: date
) -> None:
    due = Deadline(amount, "month", inclusive).due(trigger)
    months = (due.year - trigger.year) * 12 + due.month - trigger.month
    begins_the_month = inclusive and trigger.day == 1

    assert months == amount - begins_the_month
    assert due.day in {trigger.day, trigger.day - 1} or (due + timedelta(days=1)).day == 1


@given(st.integers(1, 60), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_month_whose_first_day_counts_ends_a_day_earlier_or_with_the_month(
    amount: int, trigger: date
) -> None:
    exclusive, inclusive = (
        Deadline(amount, "month", counts).due(trigger) for counts in (False, True)
    )

    assert exclusive - inclusive == timedelta(days=exclusive.day == trigger.day)


@given(st.integers(1, 60), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_months_before_what_comes_months_after_lead_back_but_for_short_months(
    amount: int, trigger: date
) -> None:
    back = before(amount, "month").due(Deadline(amount, "month").due(trigger))

    assert back == trigger if trigger.day <= 28 else trigger - timedelta(days=3) <= back <= trigger


@given(st.integers(0, 400), st.sampled_from(["day", "week", "clear_day"]), YEARS)
def test_what_is_due_before_and_what_is_due_after_are_mirror_images(
    amount: int, unit: str, trigger: date
) -> None:
    after = Deadline(amount, unit).due(trigger)  # type: ignore[arg-type]

    assert before(amount, unit).due(after) == trigger
    assert trigger - before(amount, unit).due(trigger) == after - trigger


@given(st.integers(0, 60), YEARS)
def test_clear_days_lie_between_the_two_days_and_count_neither(amount: int, trigger: date) -> None:
    after = Deadline(amount, "clear_day").due(trigger)

    assert (after - trigger).days - 1 == amount
    assert after == Deadline(amount + 1).due(trigger)


@given(st.integers(1, 60), YEARS)
def test_so_many_working_days_lie_between_the_trigger_and_the_last_day(
    amount: int, trigger: date
) -> None:
    due = Deadline(amount, "working_day", calendar=FR).due(trigger)
    passed = [trigger + timedelta(days=n) for n in range(1, (due - trigger).days + 1)]

    assert FR.works(due)
    assert sum(map(FR.works, passed)) == amount


@given(st.integers(1, 60), YEARS)
def test_a_working_day_that_counts_itself_is_the_first_of_them(amount: int, trigger: date) -> None:
    exclusive = Deadline(amount, "working_day", calendar=FR).due(trigger)
    inclusive = Deadline(amount, "working_day", True, calendar=FR).due(trigger)
    counts_itself = FR.works(trigger)

    assert FR.moved(inclusive, counts_itself) == exclusive
    assert amount > 1 or inclusive == (trigger if counts_itself else exclusive)


@given(st.integers(0, 60), YEARS)
def test_working_days_before_and_after_are_mirror_images(amount: int, near: date) -> None:
    trigger = FR.on_or_after(near)
    after = Deadline(amount, "working_day", calendar=FR).due(trigger)

    back = Deadline(amount, "working_day", direction="before", calendar=FR).due(after)

    assert back == trigger


@given(AMOUNTS, st.sampled_from(["after", "before"]), YEARS)
def test_rollover_moves_to_the_nearest_working_day_on_the_lenient_side(
    amount: int, direction: str, trigger: date
) -> None:
    plain = Deadline(amount, direction=direction)  # type: ignore[arg-type]
    moving = Deadline(amount, direction=direction, rollover=True, calendar=FR)  # type: ignore[arg-type]
    stood, moved = plain.due(trigger), moving.due(trigger)
    passed = [min(stood, moved) + timedelta(days=n) for n in range(abs((moved - stood).days))]

    assert FR.works(moved)
    assert moved >= stood if direction == "after" else moved <= stood
    assert not any(FR.works(one) for one in {stood, *passed} - {moved})


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_the_end_of_the_next_month_is_a_last_day_in_it(trigger: date) -> None:
    due = NEXT_MONTH.due(trigger)

    assert (due + timedelta(days=1)).day == 1
    assert (due.year - trigger.year) * 12 + due.month - trigger.month == 1


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.dates(date(2023, 1, 1), date(2023, 12, 31))
)
def test_a_fixed_date_is_the_first_of_its_kind_that_follows(trigger: date, kind: date) -> None:
    due = by(kind.month, kind.day).due(trigger)

    assert (due.month, due.day) == (kind.month, kind.day)
    assert 1 <= (due - trigger).days <= 366


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_before_the_event_is_by_the_day_before(trigger: date) -> None:
    assert Deadline(0, by="before_event").due(trigger) == trigger - timedelta(days=1)


def test_a_country_whose_holidays_are_not_known_has_weekends() -> None:
    bare = Calendar("XX", frozenset())

    assert Deadline(1, "working_day", calendar=bare).due(day("2026-05-01")) == day("2026-05-04")


@given(st.dates(), st.integers(0, 365), st.integers(0, 365))
def test_an_absence_is_judged_after_publication_and_sync(
    due: date, publication: int, sync: int
) -> None:
    judged = alert_date(due, publication_days=publication, sync_days=sync)

    assert judged.toordinal() == min(due.toordinal() + publication + sync, date.max.toordinal())


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    assert Deadline(28).due(date.max) == date.max
    assert alert_date(date.max, publication_days=6, sync_days=1) == date.max


@pytest.mark.parametrize(
    "deadline",
    [
        NEXT_MONTH,
        by(1, 31),
        Deadline(3, "month"),
        Deadline(3, "month", inclusive=True),
        Deadline(2, "clear_day"),
        WORKING,
        Deadline(28, rollover=True, calendar=FR),
    ],
    ids=str,
)
def test_no_deadline_falls_off_the_calendar(deadline: Deadline) -> None:
    assert deadline.due(date.max) == date.max


@pytest.mark.parametrize(
    "deadline",
    [before(1), before(3, "month"), before(2, "clear_day"), Deadline(0, by="before_event")],
    ids=str,
)
def test_nothing_is_due_before_the_first_day_of_the_calendar(deadline: Deadline) -> None:
    assert deadline.due(date.min) == date.min


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (Deadline(28), "within 28 days after the day"),
        (Deadline(1), "within 1 day after the day"),
        (Deadline(4, "week"), "within 4 weeks after the day"),
        (Deadline(28, inclusive=True), "28 days beginning with the day"),
        (before(2, "clear_day"), "at least 2 clear days before the day"),
        (by(1, 31), "by the 31 January that follows the day"),
        (NEXT_MONTH, "by the last day of the month after the day"),
        (
            Deadline(1, direction="before", rollover=True, calendar=FR),
            "at least 1 day (or by the working day before, where offices are closed) before the day",
        ),
        (
            Deadline(10, rollover=True, calendar=FR),
            "within 10 days (or by the next working day, where offices are closed) after the day",
        ),
    ],
)
def test_a_deadline_reads_as_its_statute_writes_it(deadline: Deadline, said: str) -> None:
    assert str(deadline) == said
