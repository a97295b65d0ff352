"""When the rule packs change, what was judged by the old ones is judged anew."""

from collections.abc import Sequence
from datetime import datetime

from interparty_alerts.store import judging, outbox, rechecks
from interparty_alerts.store.judging import LEASE, InForce
from interparty_shared.db.engine import Database
from interparty_shared.domain.judging import digest
from interparty_shared.domain.regimes import Regime


async def begin(database: Database, packs: Sequence[Regime], *, now: datetime) -> bool:
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
        await judging.take_over(connection, digest(packs), now)
        if held is not None and held.digest == digest(packs):
            return False
        return await judging.ask_for_all(connection, after=beside)


async def keep(database: Database, packs: Sequence[Regime], *, now: datetime) -> InForce | None:
    """Say that we work by these packs; None where others are in force, and ours give no verdicts.

    Others that nobody has worked by for a while are taken over from: they went as they came, as a
    deploy does that is taken back.
    """
    async with database.read() as connection:
        held = await judging.current(connection)
    if held is None or (held.digest != digest(packs) and held.until < now):
        await begin(database, packs, now=now)
    elif held.digest != digest(packs):
        return None
    elif held.until - now < LEASE / 2:
        async with database.begin() as connection:
            await judging.hold(connection, digest(packs), now)
    else:
        return held
    async with database.read() as connection:
        return await judging.current(connection)


async def ask_on(database: Database, packs: Sequence[Regime], *, trace: str) -> bool:
    """Ask for some more engagements to be looked at again; return whether there may be others.

    A few at a time, each step its own transaction: a crash loses nothing, events go on meanwhile.

    Raises:
        Unavailable: nothing was done.
    """
    async with database.begin() as connection:
        if await outbox.unread(connection):
            return False
        refs = await judging.next_asked(connection, digest(packs))
        if refs is None:
            return False
        await rechecks.add(connection, refs, trace=trace)
        return True
