"""Why an engagement led to an alert or did not: load all that is known of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import alike, reported, stages
from interparty_api.handlers.asked import about as about_all
from interparty_api.handlers.asked import ask
from interparty_api.handlers.projection import about, standing
from interparty_api.store import alerts, arrivals, deliveries, events, obligations, routed
from interparty_shared.db.engine import Database
from interparty_shared.domain import actors, words
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import engagement_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import NotFound

Document = dict[str, Any]


async def explain_engagement(database: Database, packs: Sequence[Regime], ref: Ref) -> Document:
    """Return, stage by stage, what became of an event.

    Raises:
        NotFound: nothing was ever accepted under that source and id.
    """
    key, thing = events.ref_key(ref), events.engagement_key(ref)
    async with database.read() as connection:
        arrived = await arrivals.arrivals(connection, ref=key, thing=thing)
        if not arrived:
            raise NotFound(
                f"nothing was ever accepted here from source {ref.source!r} under the id {ref.id!r};"
                " what was refused is listed, to who sent it, at /v1/rejections"
            )
        bearing = (await events.by_thing(connection, [thing])).get(thing, [])
        own = (await events.by_ref(connection, [key])).get(key)
        if own is not None and own.type != words.EVENT_ENGAGEMENT:
            said = [stages.ingest(arrived, own, None)]
            return stages.document(ref, said, stages.of_other_type(own))
        speaking = standing(bearing)
        retraction = speaking[1] if speaking else None
        said = [stages.ingest(arrived, speaking[0] if speaking else None, retraction)]
        if speaking is None:
            return stages.document(ref, said, "Only a retraction was received, no engagement.")
        return await _followed(connection, packs, ref, said, speaking, retraction is not None)


async def _followed(
    connection: AsyncConnection,
    packs: Sequence[Regime],
    ref: Ref,
    said: list[Document],
    speaking: tuple[events.Stored, events.Stored | None],
    is_retracted: bool,
) -> Document:
    posted = engagement_of(ref, speaking[0].data, lane=speaking[0].lane)
    reference = await about_all(connection, posted.participants)
    engagement = actors.completed_engagement(posted, reference)
    owed = await obligations.of_engagement(connection, events.engagement_key(ref))
    told = await alerts.of_engagement(connection, about(ref))
    histories = [
        (document, await alerts.revisions_of(connection, document["id"])) for document in told
    ]
    said.append(stages.actors_read(posted, engagement, reference))
    lead: Ref | None = None
    if not is_retracted:
        near = await alike.near(connection, engagement)
        lead = reported.lead(near, told)
        said.append(reported.stage(near, lead, told))
    said.append(stages.regimes_asked([] if is_retracted else ask(engagement, packs), owed))
    said.append(stages.matches(owed))
    said.append(stages.rules(owed, packs))
    said.append(stages.alerts_told(histories))
    sequences = [one[0] for _, revisions in histories for one in revisions]
    done, _ = await routed.standing(connection)
    waiting = sum(one > (done or 0) for one in sequences)
    said.append(stages.delivery(await deliveries.of_revisions(connection, sequences), waiting))
    if lead is not None:
        return stages.document(ref, said, reported.outcome(lead))
    return stages.document(ref, said, stages.outcome(owed, told, is_retracted=is_retracted))
