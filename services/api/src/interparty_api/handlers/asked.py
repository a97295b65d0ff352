"""What regimes ask of an engagement: the pure core that `explain` and `check` share."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.projection import ACTORS, in_listing, reference
from interparty_api.store import events, facts
from interparty_shared.domain import actors, gates, words
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.domain.regimes import Regime


@dataclass(frozen=True, slots=True)
class Asked:
    """What one version of a regime says about an engagement."""

    regime: Regime
    holders: tuple[str, ...]
    """Names of those who owe, or may owe, a disclosure."""
    why_not: tuple[str, ...]
    """In sentences, why it says nothing of the others, or of anyone."""


def ask(engagement: Engagement, packs: Iterable[Regime]) -> list[Asked]:
    """Return what every regime says about an engagement."""
    return [
        Asked(
            regime,
            tuple(case.holder.name for case in gates.cases(engagement, regime)),
            tuple(gates.passed_over(engagement, regime)),
        )
        for regime in packs
    ]


async def reference_for(
    connection: AsyncConnection, engagements: Sequence[Engagement]
) -> Reference:
    """Return the reference records that may complete the participants of engagements."""
    keys: Collection[str] = {
        reference(key)
        for engagement in engagements
        for actor in engagement.participants
        for key in actors.reference_keys(actor)
    }
    things = await facts.found_under(connection, in_listing(ACTORS, keys))
    found = await events.by_thing(connection, things)
    return actors.index(
        actor_record_of(event.data)
        for stored in found.values()
        for event in stored
        if event.type == words.EVENT_ACTOR
    )
