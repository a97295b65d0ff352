"""Who was posted under names that reference data may mean, now that it says more or other than before."""

import asyncio
from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.questions import Rules
from interparty_alerts.store import links, meant
from interparty_alerts.store.links import Posted
from interparty_shared.domain import actors, blocking, namesakes
from interparty_shared.domain.actors import Known
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.facts import ActorRecord, Ref
from interparty_shared.domain.resolving.comparing import WITHOUT_SEAT


async def names_meant(
    connection: AsyncConnection, said: Mapping[Ref, Collection[Known]], rules: Rules
) -> dict[Ref, set[Search]]:
    """Return, for each of these, the searches for those who were posted under names that it may mean."""
    some = {ref: list(known) for ref, known in said.items() if known}
    if not some:
        return {}
    ids = {
        ref: {one.id for one in known if isinstance(one, ActorRecord)}
        for ref, known in some.items()
    }
    naming = await meant.naming(connection, set().union(*ids.values()))
    for ref, known in some.items():
        known += [one for id_ in ids[ref] for one in naming[id_]]
    keys = {
        ref: {key for one in known for key in actors.known_keys(one, rules.matcher)}
        for ref, known in some.items()
    }
    under = await links.posted_under(connection, set().union(*keys.values()))
    found = {}
    for ref, its in keys.items():
        await asyncio.sleep(0)  # thousands of names may be compared: others have their turn
        posted = {one for key in its for one in under.get(key, ())}
        found[ref] = {
            Search(blocking.EXACTLY + one.key)
            for one in posted
            if any(_bears(known, one, rules) for known in some[ref])
        }
    return found


def whoever_was_meant(known: Known, rules: Rules) -> set[Search]:
    """Return the searches for all that may be posted under names which it may have meant.

    Wider than `names_meant`, for those whose names are not listed yet.
    """
    return {Search(blocking.LIKE + key) for key in actors.known_keys(known, rules.matcher)}


def _bears(known: Known, posted: Posted, rules: Rules) -> bool:
    """Return whether it may mean a posted name; of a very long one the end is not known."""
    seated = not isinstance(known, ActorRecord) or known.kind not in WITHOUT_SEAT
    if posted.country and seated and known.country not in {None, posted.country}:
        return False
    if len(posted.key) >= blocking.LONGEST:
        return True
    return actors.bears_on(known, posted.key.removeprefix(namesakes.NAME), rules.matcher)
