"""What regimes ask of an engagement: the pure core that `explain` and `check` share."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.projection import (
    ACTORS,
    JUDGEMENTS,
    in_listing,
    known_of,
    reference,
    reference_terms,
    standing,
)
from interparty_api.store import events, facts
from interparty_api.store import reference as versions
from interparty_api.store.events import Stored
from interparty_shared.domain import actors, gates
from interparty_shared.domain.actors import Index, Known, Reference
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming


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


async def known_about(
    connection: AsyncConnection, who: Iterable[Actor], *, at: datetime | None = None
) -> list[Known]:
    """Return the reference data that may say whom these mean.

    With `at`, what was in force at that moment, by when it was received.
    """
    keys = {key for actor in who for key in actors.lookup_keys(actor, naming.matcher())}
    found: list[Known] = []
    asked: set[str] = set()
    while keys:
        asked |= keys
        fresh = [one for one in await _under(connection, keys, at) if one not in found]
        found += fresh
        keys = actors.named_keys(fresh) - asked
    return found


async def about(
    connection: AsyncConnection, who: Iterable[Actor], *, at: datetime | None = None
) -> Reference:
    """Return what is known of these: see `known_about`."""
    return Index(await known_about(connection, who, at=at), naming.matcher())


def everybody(engagements: Iterable[Engagement]) -> Iterator[Actor]:
    """Give everybody who took part."""
    for engagement in engagements:
        yield from engagement.participants


async def _under(
    connection: AsyncConnection, keys: Collection[str], at: datetime | None
) -> list[Known]:
    wanted = {reference(key) for key in keys}
    if not wanted:
        return []
    if at is None:
        listed = in_listing(ACTORS, wanted) | in_listing(JUDGEMENTS, wanted)
        things = await facts.found_under(connection, listed)
        found = await events.by_thing(connection, things)
    else:
        then = await versions.known_at(connection, wanted, at)
        found = {thing: stored for thing, stored in then.items() if _is_under(stored, wanted)}
    said = (known_of(event) for stored in found.values() for event in stored)
    return [one for one in said if one is not None]


def _is_under(stored: Sequence[Stored], keys: Collection[str]) -> bool:
    """Return whether the one that speaks for a thing was found under one of these keys."""
    speaking = standing(stored)
    return speaking is not None and not reference_terms(speaking[0]).isdisjoint(keys)
