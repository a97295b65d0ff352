"""What patterns there are in a set of events, in one pass, as `interparty backtest` finds them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from interparty_shared.backtest import patterns
from interparty_shared.domain import actors
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.reference.country_names import english
from tests.support import backtests
from tests.support.builders import Event

LIFE = ("revision", "opened", "updated")


def patterned(events: Iterable[Event], rules: Sequence[Rule], now: datetime) -> dict[str, Any]:
    """Return the alerts of patterns, open or over, without their history, by id."""
    standing = backtests.standing(events, now)
    completed = [
        actors.completed_engagement(one, standing.reference) for one in standing.engagements
    ]
    found = patterns.contacts(completed, standing.reference)
    told = patterns.outcome(rules, found, now.astimezone(UTC).date(), english).told
    return {one.id: {"id": one.id, **one.document} for one in told}


def published(revisions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the last revision of each alert of a pattern that was not withdrawn, without its history."""
    newest = {one["id"]: one for one in revisions if one.get("pattern")}
    return {
        id_: {key: value for key, value in one.items() if key not in LIFE}
        for id_, one in newest.items()
        if one["status"] != "withdrawn"
    }
