"""Into which message a revision goes, and when that is due."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers.planning import (
    digests,
    due,
    kind_of,
    message_id,
    own,
    window_end,
)
from interparty_api.store.watchers import Watcher

PACES = ("hourly", "daily", "weekly")
LENGTHS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
}
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
paces = st.sampled_from(PACES)


def watcher(
    pace: str = "immediate",
    channel: str = "email",
    group_by: tuple[str, ...] = (),
    muted_until: datetime | None = None,
) -> Watcher:
    return Watcher("sub_1", "{}", channel, pace, group_by, muted_until, 0)


@given(paces, moments)
def test_a_window_ends_after_each_of_its_moments_and_within_its_length(
    pace: str, now: datetime
) -> None:
    end = window_end(pace, now)

    assert now < end <= now + LENGTHS[pace]
    assert window_end(pace, end) == end + LENGTHS[pace]


@given(paces, moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_windows_follow_each_other_without_gap_and_time_never_leads_to_an_earlier_one(
    pace: str, now: datetime, passed: timedelta
) -> None:
    first, later = window_end(pace, now), window_end(pace, now + passed)

    assert later >= first
    assert (later - first) % LENGTHS[pace] == timedelta(0)


@given(moments)
def test_days_end_at_six_and_weeks_on_mondays_at_six(now: datetime) -> None:
    for pace in ("daily", "weekly"):
        end = window_end(pace, now)
        assert (end.hour, end.minute, end.second, end.microsecond) == (6, 0, 0, 0)
    assert window_end("weekly", now).weekday() == 0


@given(paces, moments, st.one_of(st.none(), moments))
def test_digests_are_offered_in_order_each_once_and_none_before_a_mute_ends(
    pace: str, now: datetime, muted: datetime | None
) -> None:
    offered = list(islice(digests(watcher(pace, muted_until=muted), now), 20))

    dues = [one.due for one in offered]
    assert dues == sorted(set(dues))
    assert len({one.id for one in offered}) == 20
    assert dues[0] > now
    assert muted is None or dues[0] >= muted
    assert dues[0] == due(watcher(pace, muted_until=muted), now)


@given(paces, moments, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_moments_of_one_window_lead_to_one_message(
    pace: str, now: datetime, passed: timedelta
) -> None:
    reader = watcher(pace)
    first, second = (next(digests(reader, at)) for at in (now, now + passed))

    assert (first.id == second.id) == (window_end(pace, now) == window_end(pace, now + passed))


@given(moments, moments, st.sampled_from(("immediate", *PACES)))
def test_the_message_of_a_revision_has_one_id_whenever_it_is_decided_on(
    once: datetime, again: datetime, pace: str
) -> None:
    hook = watcher(pace, "webhook")

    assert own(hook, 7, once).id == own(hook, 7, again).id
    assert own(hook, 7, once).id != own(hook, 8, once).id


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), unique=True, min_size=2, max_size=20))
def test_ids_differ_wherever_anything_differs(named: list[tuple[str, str, str]]) -> None:
    ids = {message_id(*one) for one in named}

    assert len(ids) == len(named)
    assert all(one.startswith("msg_") and len(one) == 36 for one in ids)


@pytest.mark.parametrize(
    ("pace", "channel", "group_by", "kind"),
    [
        ("immediate", "webhook", (), "own"),
        ("immediate", "webhook", ("regime",), "own"),
        ("daily", "webhook", (), "own"),
        ("immediate", "email", (), "own"),
        ("immediate", "email", ("regime",), "group"),
        ("hourly", "email", (), "digest"),
        ("weekly", "email", ("regime",), "digest"),
    ],
)
def test_only_mail_comes_together(
    pace: str, channel: str, group_by: tuple[str, ...], kind: str
) -> None:
    assert kind_of(watcher(pace, channel, group_by)) == kind
