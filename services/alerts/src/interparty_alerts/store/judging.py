"""By which packs verdicts are decided, and asking for all of them again when these change.

One row says which digest (`domain.judging`) is in force. Whoever starts last wins; workers by another
digest store facts and leave the judging to those in force, so that two versions side by side, as in a
rolling deploy, never undo one another's verdicts. `until` ends the reign of a digest that nobody works
by any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store.rechecks import CHUNK, OTHERS
from interparty_alerts.tables import Judging
from interparty_shared.domain import words
from interparty_shared.domain.facts import Ref

JUDGING = Judging.__table__  # type: ignore[attr-defined]
NAME = "alerts"
ASKED = (words.EVENT_ENGAGEMENT, words.EVENT_ACTOR, words.EVENT_JUDGED)
"""What is looked at when all is judged again."""
LEASE = timedelta(seconds=60)
"""For so long nobody else takes over from workers that have fallen silent."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The digest that verdicts are decided by; whether engagements are still to be asked for again."""

    digest: str
    until: datetime
    asking: bool


async def current(connection: AsyncConnection, *, lock: bool = False) -> InForce | None:
    """Return what is in force, or None where no worker has started yet; `lock`: until we commit."""
    for_update = " FOR UPDATE" if lock and connection.dialect.name == "postgresql" else ""
    statement = text(
        f"SELECT digest, until, asking FROM alerts_judging WHERE name = :name{for_update}"
    ).columns(JUDGING.c.digest, JUDGING.c.until, JUDGING.c.asking)
    row = (await connection.execute(statement, {"name": NAME})).first()
    return InForce(row.digest, row.until, row.asking) if row is not None else None


async def ours(connection: AsyncConnection, digest: str) -> bool:
    """Return whether verdicts may be decided by this digest: no other is in force."""
    rows = await connection.execute(
        text("SELECT digest FROM alerts_judging WHERE name = :name"), {"name": NAME}
    )
    return rows.scalar_one_or_none() in {None, digest}


async def first(connection: AsyncConnection, now: datetime) -> None:
    """Have a row where there is none: what was decided until now, if anything, was by no known packs."""
    statement = text(
        "INSERT INTO alerts_judging (name, digest, until, asking, after_source, after_id)"
        " VALUES (:name, '', :until, false, '', '') ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("until", now, JUDGING.c.until.type), name=NAME)
    await connection.execute(statement)


async def take_over(connection: AsyncConnection, digest: str, now: datetime) -> None:
    """Put a digest in force."""
    statement = text(
        "UPDATE alerts_judging SET digest = :digest, until = :until WHERE name = :name"
    ).bindparams(bindparam("until", now + LEASE, JUDGING.c.until.type), name=NAME, digest=digest)
    await connection.execute(statement)


async def hold(connection: AsyncConnection, digest: str, now: datetime) -> None:
    """Say that somebody works by a digest, if it is still in force."""
    statement = text(
        "UPDATE alerts_judging SET until = :until WHERE name = :name AND digest = :digest"
    ).bindparams(bindparam("until", now + LEASE, JUDGING.c.until.type), name=NAME, digest=digest)
    await connection.execute(statement)


async def ask_for_all(connection: AsyncConnection, *, after: int | None) -> bool:
    """Have all engagements asked for again, from the first; return whether there are facts at all.

    Not before transaction `after` and all older ones are over: what they commit is to be found, and
    they may have decided by what was in force before.
    """
    rows = await connection.execute(text("SELECT 1 FROM alerts_fact LIMIT 1"))
    known = rows.first() is not None
    await connection.execute(
        text(
            "UPDATE alerts_judging SET asking = :known, after_source = '', after_id = '',"
            " after_xid = :after WHERE name = :name"
        ),
        {"name": NAME, "known": known, "after": after},
    )
    return known


async def next_asked(connection: AsyncConnection, digest: str) -> list[Ref] | None:
    """Return the engagements and reference data among the next facts, and go on after them.

    None where there are no more, where another worker is at it, or others decide by other packs yet.
    """
    postgres = connection.dialect.name == "postgresql"
    over = f" AND NOT EXISTS (SELECT 1 FROM {OTHERS} WHERE xid <= after_xid)" if postgres else ""
    lock = " FOR UPDATE SKIP LOCKED" if postgres else ""
    rows = await connection.execute(
        text(
            "SELECT after_source, after_id FROM alerts_judging"
            f" WHERE name = :name AND digest = :digest AND asking{over}{lock}"
        ),
        {"name": NAME, "digest": digest},
    )
    at = rows.first()
    if at is None:
        return None
    # All facts, not engagements alone: a table of records would be walked through in one go.
    found = await connection.execute(
        text(
            "SELECT source, id, type FROM alerts_fact WHERE (source, id) > (:source, :id)"
            " ORDER BY source, id LIMIT :limit"
        ),
        {"source": at.after_source, "id": at.after_id, "limit": CHUNK},
    )
    facts = list(found)
    last = facts[-1] if facts else at
    await connection.execute(
        text(
            "UPDATE alerts_judging SET asking = :more, after_source = :source, after_id = :id"
            " WHERE name = :name"
        ),
        {"name": NAME, "more": len(facts) == CHUNK, "source": last[0], "id": last[1]},
    )
    return [Ref(one.source, one.id) for one in facts if one.type in ASKED]
