"""A page of alerts as feeds tell it: each with what its last revision changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_api.handlers.changed import sentence
from interparty_api.handlers.pages import Place
from interparty_api.store import judgements, revisions
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it is now, and what its last revision changed, in a sentence (of a first: None)."""

    alert: dict[str, Any]
    changed: str | None
    left: bool = False
    """Resolved or withdrawn, it is none of the open alerts any more that were asked for."""

    @property
    def updated(self) -> str:
        """Return when something of it changed last: a revision, or what people said of it."""
        said = [self.alert["updated"], self.alert["triage"]["at"]]
        said += [one["at"] for one in self.alert["answers"]]
        # Fractions of a second may be there or not: compared as moments, told as they are.
        return max((str(one) for one in said if one), key=datetime.fromisoformat)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Alerts, where the next page begins, and when anything was said of any alert for the last time."""

    told: Sequence[Told]
    end: Place | None
    newest: datetime | None


async def feed_page(database: Database, query: AlertQuery) -> FeedPage:
    """Return a page of alerts for a feed.

    Where open ones are asked for, those that are resolved or withdrawn by now are there as having left:
    who was told of them is told of that, too.

    Raises:
        Invalid: `q` has no word that can be searched for.
    """
    asked = query.status
    if "open" in asked:
        query = replace(query, status=tuple(dict.fromkeys([*asked, "resolved", "withdrawn"])))
    page = await list_alerts(database, query)
    alerts = [orjson.loads(text) for text in page.items]
    async with database.read() as connection:
        later = [one["sequence"] for one in alerts if one["revision"] > 1]
        earlier = await revisions.previous(connection, later)
        moments = [await revisions.newest(connection), await judgements.newest(connection)]
    told = [
        Told(
            one,
            _changed(earlier.get(one["sequence"]), one),
            left=bool(asked) and one["status"] not in asked,
        )
        for one in alerts
    ]
    return FeedPage(told, page.end, max((one for one in moments if one), default=None))


def _changed(before: dict[str, Any] | None, judged: dict[str, Any]) -> str | None:
    if before is None:
        return None
    now = {name: value for name, value in judged.items() if name not in {"triage", "answers"}}
    return sentence(before, now)
