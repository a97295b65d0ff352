"""Whom a name means, with what speaks for it: the answer that a person can check, and overrule."""

from typing import Any

from interparty_api.handlers.asked import about
from interparty_shared.db.engine import Database
from interparty_shared.domain.actors import Meaning
from interparty_shared.domain.documents import moment
from interparty_shared.domain.facts import Actor
from interparty_shared.domain.resolving.comparing import Scored

Document = dict[str, Any]


async def resolve(database: Database, actor: Actor) -> Document:
    """Return whom an actor means by all reference data that is known: the best candidates first."""
    async with database.read() as connection:
        reference = await about(connection, [actor])
    return meaning_document(reference.resolve(actor))


def meaning_document(meaning: Meaning) -> Document:
    """Return whom an actor means: `{"verdict", "by", "judgement", "items"}`."""
    judgement = None
    if (said := meaning.judgement) is not None:
        judgement = {
            "source": said.ref.source,
            "id": said.ref.id,
            "time": moment(said.stamp.time),
            "actor": said.actor,
            "by": said.by,
            "reason": said.reason,
        }
    items = meaning.items
    if not items and meaning.record is not None:
        items = (Scored(meaning.record, 1.0, ()),)
    return {
        "verdict": meaning.verdict,
        "by": meaning.by,
        "judgement": judgement,
        "items": [candidate_document(one) for one in items],
    }


def candidate_document(one: Scored) -> Document:
    """Return a candidate: `{"id", "score", "names", "ids", "features", "relation", "part"}`."""
    record = one.record
    return {
        "id": record.id,
        "kind": record.kind,
        "country": record.country,
        "score": one.score,
        "names": list(record.names),
        "ids": dict(record.ids),
        "relation": one.relation,
        "part": one.part or None,
        "features": [
            {"name": it.name, "score": it.score, "query": it.query, "candidate": it.candidate}
            for it in one.features
        ],
    }
