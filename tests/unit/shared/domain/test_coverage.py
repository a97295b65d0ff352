"""What syncs attest together, against a model that counts single days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain import coverage
from interparty_shared.domain.facts import Coverage
from tests.unit.shared.domain.world import day, sync

BEGIN = date(2026, 1, 1)
DAYS = st.integers(0, 12).map(lambda days: BEGIN + timedelta(days=days))
SPANS = st.tuples(DAYS, DAYS).map(sorted)
MOMENTS = st.integers(0, 6).map(
    lambda days: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=days)
)
SYNCS = st.lists(
    st.builds(lambda synced, span: Coverage(synced, *span), MOMENTS, SPANS), max_size=7
)


def counted(syncs: list[Coverage], start: date, end: date) -> datetime | None:
    """Answer day by day: the first moment by which every day had been covered."""
    wanted = {start + timedelta(days=days) for days in range((end - start).days + 1)}
    for moment in sorted({one.synced for one in syncs}):
        held = {
            one.start + timedelta(days=days)
            for one in syncs
            if one.synced <= moment
            for days in range((one.end - one.start).days + 1)
        }
        if wanted <= held:
            return moment
    return None


@given(SYNCS, SPANS)
def test_the_union_counts_and_its_earliest_moment(syncs: list[Coverage], span: list[date]) -> None:
    assert coverage.attested_at(syncs, *span) == counted(syncs, *span)


@given(SYNCS, SPANS, st.randoms(use_true_random=False))
def test_the_order_of_syncs_is_nothing(
    syncs: list[Coverage], span: list[date], chance: object
) -> None:
    turned = list(syncs)
    chance.shuffle(turned)  # type: ignore[attr-defined]

    assert coverage.attested_at(syncs, *span) == coverage.attested_at(turned, *span)
    assert coverage.spans(syncs) == coverage.spans(turned)


@given(SYNCS, SPANS, SYNCS)
def test_further_syncs_can_only_make_it_earlier(
    syncs: list[Coverage], span: list[date], further: list[Coverage]
) -> None:
    before = coverage.attested_at(syncs, *span)
    after = coverage.attested_at([*syncs, *further], *span)

    assert before is None or (after is not None and after <= before)


@given(SYNCS)
def test_spans_are_apart_and_hold_the_same_days(syncs: list[Coverage]) -> None:
    joined = coverage.spans(syncs)

    assert joined == sorted(joined)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(joined))
    for days in range(14):
        one = BEGIN + timedelta(days=days)
        assert any(start <= one <= end for start, end in joined) == any(
            sync.start <= one <= sync.end for sync in syncs
        )


def test_no_sync_attests_nothing() -> None:
    assert coverage.attested_at([], BEGIN, BEGIN) is None
    assert coverage.spans([]) == []


def test_syncs_that_touch_are_one() -> None:
    syncs = [sync("2026-01-01", "2026-01-10"), sync("2026-01-11", "2026-01-20", "2026-01-21")]

    assert coverage.attested_at(syncs, day("2026-01-01"), day("2026-01-20")) == syncs[1].synced
    assert coverage.spans(syncs) == [(day("2026-01-01"), day("2026-01-20"))]


def test_the_ends_of_the_calendar_are_days_like_others() -> None:
    syncs = [sync("0001-01-01", "9999-12-31", "2026-01-01"), sync("9999-12-30", "9999-12-31")]

    assert coverage.attested_at(syncs, date.min, date.max) == syncs[0].synced
    assert coverage.spans(syncs) == [(date.min, date.max)]
