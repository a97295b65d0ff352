"""Times and days in queries."""

from datetime import UTC, date, datetime

import pytest

from interparty_api.handlers.pages import after, day, moments
from interparty_api.handlers.projection import change_type
from interparty_shared.errors import Invalid


def test_a_date_means_all_of_that_day_and_a_time_that_moment() -> None:
    whole = moments("2026-11-22", pointer="/since")
    exact = moments("2026-11-22T08:00:00+01:00", pointer="/since")

    assert whole.first == datetime(2026, 11, 22, tzinfo=UTC)
    assert whole.last == datetime(2026, 11, 23, tzinfo=UTC)
    assert exact.first == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert exact.last > exact.first


@pytest.mark.parametrize("text", ["", "today", "2026-13-01", "2026-11-22T08:00:00", "9999-12-31"])
def test_what_is_neither_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        moments(text, pointer="/until")

    assert refused.value.pointer == "/until"


@pytest.mark.parametrize("text", ["20261122", "2026-11-22T00:00:00Z"])
def test_a_day_is_written_as_a_date(text: str) -> None:
    with pytest.raises(Invalid):
        day(text, pointer="/since")


def test_there_is_no_day_after_the_last() -> None:
    assert after(date(2026, 1, 1)) == date(2026, 1, 2)
    assert after(date.max) is None
    assert after(None) is None


@pytest.mark.parametrize(
    ("revision", "status", "type_"),
    [
        (1, "open", "alert.opened"),
        (2, "open", "alert.revised"),
        (2, "resolved", "alert.resolved"),
        (3, "withdrawn", "alert.withdrawn"),
    ],
)
def test_a_change_is_named_for_what_happened_to_the_alert(
    revision: int, status: str, type_: str
) -> None:
    assert change_type(revision, status) == type_
