"""When the rule packs change, what was judged by the old ones is judged anew."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.handlers.bearing import links_of
from interparty_alerts.questions import Rules
from interparty_alerts.store import facts, judging, links, meant, outbox, rechecks
from interparty_alerts.store.judging import LEASE, InForce
from interparty_shared.db.engine import Database
from interparty_shared.domain.actors import Known
from interparty_shared.domain.facts import Engagement, Ref, Value


async def begin(database: Database, rules: Rules, *, now: datetime) -> bool:
    """Put these packs in force, as a worker does when it starts.

    Where others were, all engagements are asked for again, and true is returned: a start with other
    packs asks once, one with the same asks for nothing.

    Raises:
        Unavailable: nothing was done.
    """
    async with database.begin() as connection:
        beside = await rechecks.under_way(connection)
        await judging.first(connection, now)
        held = await judging.current(connection, lock=True)
        await judging.take_over(connection, rules.digest, now)
        if held is not None and held.digest == rules.digest:
            return False
        return await judging.ask_for_all(connection, after=beside)


async def keep(database: Database, rules: Rules, *, now: datetime) -> InForce | None:
    """Say that we work by these packs; None where others are in force, and ours give no verdicts.

    Others that nobody has worked by for a while are taken over from: they went as they came, as a
    deploy does that is taken back.
    """
    async with database.read() as connection:
        held = await judging.current(connection)
    if held is None or (held.digest != rules.digest and held.until < now):
        await begin(database, rules, now=now)
    elif held.digest != rules.digest:
        return None
    elif held.until - now < LEASE / 2:
        async with database.begin() as connection:
            await judging.hold(connection, rules.digest, now)
    else:
        return held
    async with database.read() as connection:
        return await judging.current(connection)


async def ask_on(database: Database, rules: Rules, *, trace: str) -> bool:
    """Ask for some more engagements to be looked at again; return whether there may be others.

    A few at a time, each step its own transaction: a crash loses nothing, events go on meanwhile. They
    are found from then on wherever the code of now would look for them.

    Raises:
        Unavailable: nothing was done.
    """
    async with database.begin() as connection:
        if await outbox.unread(connection):
            return False
        refs = await judging.next_asked(connection, rules.digest)
        if refs is None:
            return False
        stored = {ref: one.value for ref, one in (await facts.by_ref(connection, refs)).items()}
        engagements = {ref: one for ref, one in stored.items() if isinstance(one, Engagement)}
        await _find_known(connection, stored, rules, trace=trace)
        await links.link(
            connection, {ref: links_of(one, rules.matcher) for ref, one in engagements.items()}
        )
        await meant.list_names(connection, engagements.values(), rules.matcher)
        await rechecks.add(connection, list(engagements), trace=trace)
        return True


async def _find_known(
    connection: AsyncConnection, stored: Mapping[Ref, Value], rules: Rules, *, trace: str
) -> None:
    """Have reference data found by the keys of now; what it means by new ones is looked at again."""
    found = {
        ref: links_of(one, rules.matcher) for ref, one in stored.items() if isinstance(one, Known)
    }
    beside = await rechecks.under_way(connection)
    if await links.link(connection, found):
        await meant.changed(connection)
        await rechecks.add(connection, list(found), after=beside, trace=trace, moved=True)
