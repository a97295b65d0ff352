"""What follows from an attempt."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers.retrying import (
    GIVE_UP_AFTER,
    JITTER,
    LONGEST_WAIT,
    SCHEDULE,
    next_of,
    wait,
    why_disabled,
)
from interparty_api.notify.base import Outcome

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
DELIVERED = Outcome("delivered", "Taken.", 204)
RETRY = Outcome("retry", "500.", 500)
REFUSED = Outcome("refused", "550 no such user.", 550)
GONE = Outcome("gone", "410.", 410)


@given(st.integers(1, len(SCHEDULE)), st.integers())
def test_waits_keep_the_schedule_and_are_longer_by_a_fifth_at_most(
    attempts: int, seed: int
) -> None:
    pause = wait(attempts, None, random.Random(seed))

    assert pause is not None
    assert SCHEDULE[attempts - 1] <= pause <= SCHEDULE[attempts - 1] * (1 + JITTER)


@given(
    st.integers(1, len(SCHEDULE)),
    st.floats(allow_nan=False, allow_infinity=True),
    st.integers(),
)
def test_who_asks_for_more_time_gets_it_up_to_a_day(attempts: int, asked: float, seed: int) -> None:
    pause = wait(attempts, asked, random.Random(seed))

    assert pause is not None
    assert pause >= min(timedelta(seconds=min(max(asked, 0), 1e6)), LONGEST_WAIT)
    assert pause <= max(LONGEST_WAIT, SCHEDULE[attempts - 1] * (1 + JITTER))


def test_after_ten_attempts_over_three_days_it_is_given_up() -> None:
    dice, now, attempts = random.Random(1), NOW, 1
    while (then := next_of(RETRY, kind="alerts", attempts=attempts, now=now, dice=dice)).due:
        now, attempts = then.due, attempts + 1

    assert then.state == "failed"
    assert attempts == 10
    assert timedelta(days=3) < now - NOW < timedelta(days=4)


def test_nothing_is_given_up_because_our_own_mail_server_is_down() -> None:
    down = Outcome("retry", "It could not be reached.", ours=True)

    then = next_of(down, kind="alerts", attempts=50, now=NOW, dice=random.Random(1))

    assert (then.state, then.due) == ("pending", NOW + LONGEST_WAIT)


def test_what_is_refused_or_gone_is_not_tried_again_and_a_test_never_is() -> None:
    dice = random.Random(1)
    states = [
        next_of(outcome, kind=kind, attempts=1, now=NOW, dice=dice).state
        for outcome, kind in (
            (DELIVERED, "alerts"),
            (REFUSED, "alerts"),
            (GONE, "alerts"),
            (RETRY, "test"),
            (RETRY, "disabled"),
        )
    ]

    assert states == ["delivered", "failed", "failed", "failed", "pending"]


@pytest.mark.parametrize(
    ("outcome", "channel", "since", "last", "disables"),
    [
        (GONE, "webhook", timedelta(0), ["gone"], True),
        (RETRY, "webhook", GIVE_UP_AFTER, ["retry"], True),
        (RETRY, "webhook", GIVE_UP_AFTER - timedelta(seconds=1), ["retry"], False),
        (DELIVERED, "webhook", GIVE_UP_AFTER, ["delivered"], False),
        (REFUSED, "email", timedelta(0), ["refused"] * 3, True),
        (REFUSED, "email", timedelta(0), ["refused"] * 2, False),
        (REFUSED, "email", timedelta(0), ["refused", "delivered", "refused"], False),
        (REFUSED, "webhook", timedelta(0), ["refused"] * 3, False),
    ],
)
def test_when_a_subscription_is_disabled(
    outcome: Outcome, channel: str, since: timedelta, last: list[str], disables: bool
) -> None:
    why = why_disabled(outcome, channel=channel, failing_since=NOW - since, last=last, now=NOW)

    assert (why is not None) == disables
    assert why is None or why.endswith(".")
