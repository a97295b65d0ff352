"""Backtests of events that a test has in hand, as the command would read, judge and write them."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from interparty_embedded.backtesting.outcome import write_changes, write_judged
from interparty_embedded.backtesting.reading import Moments, Said, decoded
from interparty_shared.backtest.difference import compared
from interparty_shared.backtest.evaluation import Evaluator, judged
from interparty_shared.backtest.facts import Facts, Standing
from interparty_shared.backtest.rules import Rules
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from tests.support.builders import Event

LONGEST = 512 * 1024


def standing(events: Iterable[Event], now: datetime) -> Standing:
    """Return what stands of these events; all of them have to be good."""
    facts = Facts()
    for posted in events:
        facts.add(*said(posted, now))
    return facts.standing(naming.matcher())


def said(posted: Event, now: datetime) -> Said:
    """Return what a good event says, read at a moment."""
    read = decoded(json.dumps(posted).encode(), Moments(now, now), longest=LONGEST)
    assert isinstance(read, Said), read
    return read


def evaluator(events: Iterable[Event], now: datetime) -> Evaluator:
    return Evaluator(standing(events, now), today=now.astimezone(UTC).date())


def verdicts(
    events: Iterable[Event], packs: Sequence[Regime], now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the obligations and the open alerts, by id, as they are written."""
    written: list[dict[str, Any]] = []
    for one in judged(evaluator(events, now), Rules(packs)):
        write_judged(one, written.append)
    held = [one["obligation"] for one in written if "obligation" in one]
    told = [one["alert"] for one in written if "alert" in one]
    assert len(held) + len(told) == len(written)
    return {one["id"]: one for one in held}, {one["id"]: one for one in told}


def changes(
    events: Iterable[Event], before: Sequence[Regime], after: Sequence[Regime], now: datetime
) -> dict[str, dict[str, Any]]:
    """Return how alerts differ, by the alert's id, as it is written."""
    written: list[dict[str, Any]] = []
    first = Rules(before)
    for one in compared(evaluator(events, now), first, Rules(after, like=first)):
        write_changes(one, written.append)
    return {one["change"]["alert"]: one["change"] for one in written}
