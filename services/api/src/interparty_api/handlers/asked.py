"""What regimes ask of an engagement: the pure core that `explain` and `check` share."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.projection import (
    ACTORS,
    in_listing,
    reference,
    reference_terms,
    standing,
)
from interparty_api.store import events, facts
from interparty_api.store import reference as versions
from interparty_api.store.events import Stored
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


def known_on(packs: Iterable[Regime], day: date) -> list[Regime]:
    """Return the rule packs that were known on a day: the version says since when one is."""
    return [pack for pack in packs if not _is_later(pack.version, day)]


def _is_later(version: str, day: date) -> bool:
    try:
        return date.fromisoformat(version) > day
    except ValueError:
        return False  # no date: it was known always


async def reference_for(
    connection: AsyncConnection, engagements: Sequence[Engagement], *, at: datetime | None = None
) -> Reference:
    """Return the reference records that may complete the participants of engagements.

    With `at`, those in force at that moment, by when they were received.
    """
    keys: Collection[str] = {
        reference(key)
        for engagement in engagements
        for actor in engagement.participants
        for key in actors.reference_keys(actor)
    }
    if at is None:
        things = await facts.found_under(connection, in_listing(ACTORS, keys))
        found = await events.by_thing(connection, things)
    else:
        then = await versions.known_at(connection, keys, at)
        found = {thing: stored for thing, stored in then.items() if _is_under(stored, keys)}
    return actors.index(
        actor_record_of(event.data)
        for stored in found.values()
        for event in stored
        if event.type == words.EVENT_ACTOR
    )


def _is_under(stored: Sequence[Stored], keys: Collection[str]) -> bool:
    """Return whether the one that speaks for a thing was found under one of these keys."""
    speaking = standing(stored)
    if speaking is None or speaking[0].type != words.EVENT_ACTOR:
        return False
    return not reference_terms(speaking[0].data).isdisjoint(keys)
