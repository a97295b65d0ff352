"""Due dates: vectors of the statutes, and laws of the arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.deadlines import Deadline, alert_date
from tests.unit.shared.domain.world import day

AMOUNTS = st.integers(0, 400)
UNITS = st.sampled_from(["day", "week"])


@pytest.mark.parametrize(
    ("deadline", "trigger", "due"),
    [
        (Deadline(28), "2026-06-17", "2026-07-15"),
        (Deadline(28), "2025-12-06", "2026-01-03"),
        (Deadline(28), "2026-09-01", "2026-09-29"),
        (Deadline(28, inclusive=True), "2026-09-01", "2026-09-28"),
        (Deadline(28, inclusive=True), "2026-07-01", "2026-07-28"),
        (Deadline(14), "2026-09-01", "2026-09-15"),
        (Deadline(60), "2026-05-17", "2026-07-16"),
        (Deadline(60), "2026-03-22", "2026-05-21"),
        (Deadline(60), "2025-11-09", "2026-01-08"),
        (Deadline(60), "2025-12-20", "2026-02-18"),
        (Deadline(60), "2026-03-10", "2026-05-09"),
        (Deadline(30), "2026-01-31", "2026-03-02"),
        (Deadline(30), "2026-06-06", "2026-07-06"),
        (Deadline(4, "week"), "2026-06-06", "2026-07-04"),
        (Deadline(2, "week"), "2026-09-01", "2026-09-15"),
        (Deadline(1, "week"), "2026-05-01", "2026-05-08"),
        (Deadline(35), "2026-09-01", "2026-10-06"),
        (Deadline(15), "2026-02-20", "2026-03-07"),
    ],
)
def test_the_vectors_of_the_statutes(deadline: Deadline, trigger: str, due: str) -> None:
    assert deadline.due(day(trigger)) == day(due)


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
    ("deadline", "said"),
    [
        (Deadline(28), "within 28 days after the day"),
        (Deadline(1), "within 1 day after the day"),
        (Deadline(4, "week"), "within 4 weeks after the day"),
        (Deadline(28, inclusive=True), "28 days beginning with the day"),
    ],
)
def test_a_deadline_reads_as_its_statute_writes_it(deadline: Deadline, said: str) -> None:
    assert str(deadline) == said
