"""What follows from an attempt: pure, the dice are an argument."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from interparty_api.notify.base import Outcome

SCHEDULE: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long to wait after each attempt that failed (as Svix has it, a day longer): three days in all."""
LONGEST_WAIT: Final = timedelta(hours=24)
"""Who asks for more (`Retry-After`) is asked again after this."""
JITTER: Final = 0.2
"""By up to this part a wait is longer, so that what failed together does not come back together."""
GIVE_UP_AFTER: Final = timedelta(days=5)
QUIET: Final = timedelta(days=2)
"""Longer than any wait between attempts: after this a failure begins anew, and adds to none before."""
REFUSED_IN_A_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a message."""

    state: str
    due: datetime | None = None
    """When it is tried again; None: it is settled."""


def wait(attempts: int, asked_s: float | None, dice: random.Random) -> timedelta | None:
    """Return how long to wait after so many attempts failed; None: give up.

    `asked_s` is what the receiver asked for in seconds (`Retry-After`): never less than that, up to
    a day.
    """
    if attempts > len(SCHEDULE):
        return None
    least = SCHEDULE[attempts - 1] * (1 + JITTER * dice.random())
    if asked_s is None:
        return least
    return max(least, min(timedelta(seconds=min(max(asked_s, 0), 1e6)), LONGEST_WAIT))


def next_of(
    outcome: Outcome, *, kind: str, attempts: int, now: datetime, dice: random.Random
) -> Next:
    """Return what becomes of a message after an attempt; `attempts` counts this one too.

    A test is tried once: whoever asked for it waits for what comes of it.
    """
    if outcome.outcome == "delivered":
        return Next("delivered")
    if outcome.outcome == "retry" and kind != "test":
        pause = wait(attempts, outcome.retry_after_s, dice)
        if pause is None and outcome.ours:
            pause = LONGEST_WAIT  # nobody's message is given up because our own server is down
        if pause is not None:
            return Next("pending", now + pause)
    return Next("failed")


def why_disabled(
    outcome: Outcome,
    *,
    channel: str,
    failing_since: datetime,
    last: Sequence[str],
    now: datetime,
) -> str | None:
    """Return why a subscription is to be disabled after an attempt, in a sentence; None: it is not.

    `failing_since`: of its first failure without a success since. `last`: what came of its attempts,
    this one first.
    """
    if outcome.outcome == "gone":
        return "The receiver said that there is nothing here any more (410 Gone)."
    if outcome.outcome == "delivered":
        return None
    if now - failing_since >= GIVE_UP_AFTER:
        since = failing_since.strftime("%Y-%m-%d %H:%M UTC")
        return f"Nothing could be delivered since {since}. The last attempt: {outcome.detail}"[:500]
    refused = len(last) >= REFUSED_IN_A_ROW and set(last[:REFUSED_IN_A_ROW]) == {"refused"}
    if channel == "email" and refused:
        return f"The mail server refused {REFUSED_IN_A_ROW} messages in a row: {outcome.detail}"[
            :500
        ]
    return None
