"""Answer: what is recorded here about somebody?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from interparty_api.handlers import terms
from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_api.handlers.facts import actor_query, engagement_query, list_facts
from interparty_api.handlers.obligations import ObligationQuery, list_obligations
from interparty_shared.db.engine import Database

Document = dict[str, Any]
SHOWN: Final = 20
COUNTED: Final = 500


@dataclass(frozen=True, slots=True)
class About:
    """What is recorded about an actor; all of it may be empty."""

    asked: str
    """As it was asked for: a name, or `scheme:value`."""
    known_as: Document | None
    """How it is spoken of in what is recorded: the actor of an engagement, or a reference record."""
    records: Sequence[Document]
    engagements: Sequence[Document]
    more_engagements: bool
    alerts: Sequence[Document]
    more_alerts: bool
    verdicts: Mapping[str, int]
    """Obligations by their verdict: of the first `COUNTED`, the latest contacts first."""
    more_obligations: bool

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is recorded."""
        return not (self.records or self.engagements or self.alerts or self.verdicts)


async def about(database: Database, asked: str) -> About:
    """Return what is recorded about an actor, by its name or an identifier."""
    wanted = (asked,)
    records = await list_facts(database, actor_query(name=wanted))
    engagements = await list_facts(database, engagement_query(actor=wanted))
    alerts = await list_alerts(database, AlertQuery(actor=wanted, limit=SHOWN))
    owed = await list_obligations(database, ObligationQuery(actor=wanted, limit=COUNTED))
    met = [orjson.loads(text) for text in engagements.items[:SHOWN]]
    known = [orjson.loads(text) for text in records.items[:SHOWN]]
    told = [orjson.loads(text) for text in alerts.items]
    verdicts = Counter(orjson.loads(text)["verdict"] for text in owed.items)
    return About(
        asked,
        _known_as(asked, met, told, known),
        known,
        met,
        len(engagements.items) > SHOWN or engagements.end is not None,
        told,
        alerts.end is not None,
        dict(verdicts.most_common()),
        owed.end is not None,
    )


def _known_as(
    asked: str,
    met: Sequence[Document],
    told: Sequence[Document],
    records: Sequence[Document],
) -> Document | None:
    wanted = set(terms.actor_asked(asked))
    speaking = [actor for one in met for actor in one.get("participants", ())]
    speaking += [one["subject"][side] for one in told for side in ("domestic", "foreign")]
    for actor in speaking:
        if not wanted.isdisjoint(terms.of_actor(actor)):
            return dict(actor)
    for record in records:
        names = record.get("names") or []
        if names:
            return {**record, "name": names[0]["name"]}
    return None
