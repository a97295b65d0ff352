"""Who was posted under names that reference data may mean, now that it says more or other than before."""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.questions import Rules
from interparty_alerts.store import meant
from interparty_shared.domain import actors, blocking, namesakes
from interparty_shared.domain.actors import Known
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.facts import ActorRecord, Ref


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
    naming = await meant.judgements_naming(connection, set().union(*ids.values()))
    for ref, known in some.items():
        known += [one for id_ in ids[ref] for one in naming[id_]]
    keys = {
        ref: {key for one in known for key in actors.known_keys(one, rules.matcher)}
        for ref, known in some.items()
    }
    under = await meant.names_under(connection, set().union(*keys.values()))
    found = {}
    for ref, its in keys.items():
        posted = {name for key in its for name in under.get(key, ())}
        found[ref] = {
            Search(blocking.EXACTLY + name) for name in posted if _bears(some[ref], name, rules)
        }
    return found


def _bears(known: Collection[Known], key: str, rules: Rules) -> bool:
    """Return whether some of it may mean a name; of a very long one the end is not known."""
    name = key.removeprefix(namesakes.NAME)
    if len(key) >= blocking.LONGEST:
        return True
    return any(actors.bears_on(one, name, rules.matcher) for one in known)
