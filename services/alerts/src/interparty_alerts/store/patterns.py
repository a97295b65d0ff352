"""What rules of patterns found, week by week, and how far that is decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.outcomes import Overtaken
from interparty_alerts.tables import Flag as FlagRow
from interparty_alerts.tables import Patterns
from interparty_shared.db import bulk
from interparty_shared.domain.patterns.episodes import SOURCE
from interparty_shared.domain.patterns.flags import Flag

FLAGS = FlagRow.__table__  # type: ignore[attr-defined]
PATTERNS = Patterns.__table__  # type: ignore[attr-defined]
NAME = "patterns"


@dataclass(frozen=True, slots=True)
class State:
    """How far patterns are decided.

    `digest` and `reference`: by which rules and which reference data; `since`: the first week of which
    there was any contact; `through`: the last week that is over and was decided; `first` and `last`: the
    weeks that are to be decided still; `version`: which of all its states this is.
    """

    digest: str
    reference: str
    since: int | None
    through: int
    first: int | None = None
    last: int | None = None
    notify: bool = True
    version: int = 0


async def state(connection: AsyncConnection) -> State | None:
    """Return how far patterns are decided; None where nobody ever did."""
    names = [one.name for one in fields(State)]
    statement = text(f"SELECT {', '.join(names)} FROM alerts_patterns WHERE name = :name").columns(
        *(PATTERNS.c[name] for name in names)
    )
    row = (await connection.execute(statement, {"name": NAME})).first()
    return State(*row) if row is not None else None


async def save(connection: AsyncConnection, now: State) -> None:
    """Put a state in the place of the one before it.

    Raises:
        Overtaken: another worker did so meanwhile.
    """
    row = {one.name: getattr(now, one.name) for one in fields(State)}
    changes = ", ".join(f"{name} = excluded.{name}" for name in row)
    written = await bulk.insert(
        connection,
        PATTERNS,
        [{"name": NAME, **row}],
        conflict=f"ON CONFLICT (name) DO UPDATE SET {changes}"
        " WHERE alerts_patterns.version = excluded.version - 1",
    )
    if written != 1:
        raise Overtaken("patterns were decided by another worker meanwhile")


async def flags_within(connection: AsyncConnection, first: int, last: int) -> list[Flag]:
    """Return what was found in some weeks, both included."""
    rows = await connection.execute(
        text("SELECT * FROM alerts_flag WHERE week BETWEEN :first AND :last")
        .columns(*FLAGS.c)
        .bindparams(first=first, last=last)
    )
    return [Flag(*row) for row in rows]


async def flags_of(connection: AsyncConnection, groups: Collection[str]) -> dict[str, list[Flag]]:
    """Return all that was found between countries, by group."""
    found: dict[str, list[Flag]] = {group: [] for group in groups}
    for group in sorted(groups):
        rows = await connection.execute(
            text("SELECT * FROM alerts_flag WHERE group_key = :group").columns(*FLAGS.c),
            {"group": group},
        )
        found[group] = [Flag(*row) for row in rows]
    return found


async def replace_flags(
    connection: AsyncConnection, gone: Sequence[Flag], fresh: Sequence[Flag]
) -> None:
    """Forget what is not found any more, and keep what is."""
    if gone:
        await connection.execute(
            text(
                "DELETE FROM alerts_flag WHERE rule = :rule AND subject = :subject AND week = :week"
            ),
            [{"rule": one.rule, "subject": one.subject, "week": one.week} for one in gone],
        )
    await bulk.insert(
        connection,
        FLAGS,
        [
            {
                "rule": one.rule,
                "subject": one.subject,
                "week": one.week,
                "group_key": one.group,
                "document": one.document,
            }
            for one in fresh
        ],
        conflict="ON CONFLICT (rule, subject, week) DO UPDATE SET group_key = excluded.group_key,"
        " document = excluded.document",
    )


async def earliest_flag(connection: AsyncConnection) -> int | None:
    """Return the first week in which anything was found."""
    return (
        await connection.execute(text("SELECT min(week) FROM alerts_flag"))
    ).scalar_one_or_none()


async def open_groups(connection: AsyncConnection) -> set[str]:
    """Return the groups in which an alert is open: time alone may end it."""
    rows = await connection.execute(
        text(
            "SELECT DISTINCT engagement FROM alerts_alert WHERE source = :source AND status = 'open'"
        ),
        {"source": SOURCE},
    )
    return set(rows.scalars())
