"""Answer how rules fare by what people do with their alerts."""

from datetime import datetime
from typing import Any

from interparty_api.store import scores
from interparty_shared.db.engine import Database
from interparty_shared.domain.scorecards import CONFIDENCE, Scorecard, scored

Document = dict[str, Any]


async def scorecards(
    database: Database, *, since: datetime | None, as_of: datetime | None
) -> list[Document]:
    """Return the scorecard of every rule that raised an alert, by its id."""
    async with database.read() as connection:
        raised, judged = await scores.counts(connection, since=since, at=as_of)
    return [_document(one) for one in scored(raised, judged)]


def empty(rule: str) -> Document:
    """Return the scorecard of a rule that raised nothing."""
    return _document(Scorecard(rule))


def _document(one: Scorecard) -> Document:
    low, high = one.interval
    return {
        "rule": one.rule,
        "alerts": one.alerts,
        "open": one.open,
        "resolved": one.resolved,
        "withdrawn": one.withdrawn,
        "acknowledged": one.acknowledged,
        "dismissed": one.dismissed,
        "unjudged": one.unjudged,
        "kept": {
            "share": None if one.kept is None else round(one.kept, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "confidence": CONFIDENCE,
        },
        "advice": one.advice,
        "text": one.text,
    }
