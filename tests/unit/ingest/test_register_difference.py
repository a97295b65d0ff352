"""Coverage less what could not be used, and records that are gone, for any editions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.difference import Known, covered_without, vanished
from interparty_ingest.sources.rows import Covered

BEGIN = date(2026, 1, 1)
DAYS = st.integers(-5, 40).map(lambda number: BEGIN + timedelta(days=number))
COVERED = Covered(BEGIN, BEGIN + timedelta(days=30))


def days_of(spans: list[Covered]) -> set[date]:
    return {
        one.start + timedelta(days=number)
        for one in spans
        for number in range((one.end - one.start).days + 1)
    }


@given(st.lists(DAYS))
def test_covered_are_exactly_the_days_without_a_doubt(doubts: list[date]) -> None:
    spans = covered_without(COVERED, doubts, stands=False)

    assert days_of(spans) == days_of([COVERED]) - set(doubts)
    assert all(one.start <= one.end for one in spans)


@given(st.lists(DAYS, min_size=1))
def test_where_records_stand_nothing_from_the_first_doubt_on_is_covered(
    doubts: list[date],
) -> None:
    covered = days_of(covered_without(COVERED, doubts, stands=True))

    assert covered == {day for day in days_of([COVERED]) if day < min(doubts)}


@given(st.lists(DAYS), st.booleans())
def test_one_doubt_of_no_known_day_leaves_nothing_covered(doubts: list[date], stands: bool) -> None:
    assert covered_without(COVERED, [*doubts, None], stands=stands) == []


@given(
    st.dictionaries(st.text(max_size=2), st.none() | DAYS, max_size=8),
    st.sets(st.text(max_size=2)),
)
def test_where_a_register_shows_what_stands_all_that_is_gone_has_ended(
    filed: dict[str, date | None], seen: set[str]
) -> None:
    known = {key: Known("d", "f", day, "Party A") for key, day in filed.items()}

    gone = vanished(
        known, seen, set(), {""}, day=BEGIN, whole=True, keeps=None, follows_filer=False, ends=True
    )

    assert gone == dict.fromkeys(filed.keys() - seen, "ended")


@given(
    st.dictionaries(st.text(max_size=2), st.none() | DAYS, max_size=8),
    st.sets(st.text(max_size=2)),
)
def test_what_expired_may_have_is_never_called_withdrawn(
    filed: dict[str, date | None], seen: set[str]
) -> None:
    known = {key: Known("d", "f", day, "Party A") for key, day in filed.items()}
    today, keeps = BEGIN + timedelta(days=20), timedelta(days=10)

    gone = vanished(
        known, seen, {"Party A"}, {""}, day=today, whole=True, keeps=keeps, follows_filer=True
    )

    assert gone.keys() == filed.keys() - seen
    for key, why in gone.items():
        day = filed[key]
        young = day is not None and day + keeps > today
        assert why == ("withdrawn" if young else "expired")
