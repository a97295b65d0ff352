"""Obligations and alerts: what was last decided about engagements, and saving what is new."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.outcomes import Overtaken
from interparty_alerts.tables import Alert, Obligation
from interparty_shared.db import bulk
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.facts import Ref

OBLIGATIONS = Obligation.__table__  # type: ignore[attr-defined]
ALERTS = Alert.__table__  # type: ignore[attr-defined]


class State(NamedTuple):
    """An obligation as it is stored; in the order of its columns."""

    id: str
    ref: Ref
    regime: str
    register: str
    verdict: str
    first: date
    last: date | None
    attested: datetime | None
    wake_at: datetime | None
    digest: str
    key: str
    trace: str
    version: int


def midnight(day: date | None) -> datetime | None:
    """Return the first moment of a day, in UTC."""
    return datetime.combine(day, time.min, UTC) if day else None


async def obligations_of(
    connection: AsyncConnection, refs: Collection[Ref]
) -> dict[Ref, dict[str, State]]:
    """Return the obligations of engagements, by engagement and id."""
    if not refs:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    statement = text(
        "SELECT o.id, o.source, o.engagement, o.regime, o.register_id, o.verdict, o.first, o.last,"
        " o.attested, o.wake_at, o.digest, o.key, o.trace, o.version FROM alerts_obligation o"
        f" JOIN {keys} ON o.source = k.source AND o.engagement = k.id"
    ).columns(*OBLIGATIONS.c)
    found: dict[Ref, dict[str, State]] = {}
    for id_, source, engagement, *state in (await connection.execute(statement, parameters)).all():
        ref = Ref(source, engagement)
        found.setdefault(ref, {})[id_] = State(id_, ref, *state)
    return found


async def owing(connection: AsyncConnection, refs: Collection[Ref]) -> dict[Ref, set[str]]:
    """Return in which registers engagements should show, by what was decided about them.

    A record bears on no others: one that is not decided yet will be, with the record in sight.
    """
    if not refs:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    rows = await connection.execute(
        text(
            "SELECT DISTINCT o.source, o.engagement, o.register_id FROM alerts_obligation o"
            f" JOIN {keys} ON o.source = k.source AND o.engagement = k.id"
        ),
        parameters,
    )
    found: dict[Ref, set[str]] = {}
    for source, engagement, register in rows:
        found.setdefault(Ref(source, engagement), set()).add(register)
    return found


async def save_obligations(
    connection: AsyncConnection, states: Iterable[State], gone: Collection[State]
) -> None:
    """Store these states, each the next version of its obligation, and forget those that are `gone`.

    Raises:
        Overtaken: one of them was decided by another worker since it was read. Without this check two
            workers could publish in one order and commit in the other.
    """
    ordered = sorted(states, key=lambda one: one.id)
    rows = [(id_, source, engagement, *rest) for id_, (source, engagement), *rest in ordered]
    changed = "verdict first last attested wake_at digest regime register_id trace version".split()
    changes = ", ".join(f"{name} = excluded.{name}" for name in changed)
    conflict = (
        f"ON CONFLICT (id) DO UPDATE SET {changes}"
        " WHERE alerts_obligation.version = excluded.version - 1"
    )
    columns = dict(zip(OBLIGATIONS.c.keys(), zip(*rows, strict=True), strict=True)) if rows else {}
    written = await bulk.insert_columns(connection, OBLIGATIONS, columns, conflict=conflict)
    if written != len(rows):
        raise Overtaken(f"{len(rows) - written} of {len(rows)} obligations were decided meanwhile")
    await _forget(connection, gone)


async def _forget(connection: AsyncConnection, gone: Collection[State]) -> None:
    if not gone:
        return
    pairs = [(state.id, str(state.version)) for state in sorted(gone, key=lambda one: one.id)]
    keys, parameters = bulk.keyed(connection, ("id", "version"), pairs)
    result = await connection.execute(
        text(
            "DELETE FROM alerts_obligation WHERE (id, CAST(version AS TEXT)) IN"
            f" (SELECT k.id, k.version FROM {keys})"
        ),
        parameters,
    )
    if result.rowcount != len(pairs):
        raise Overtaken("an obligation that is gone was decided meanwhile")


async def alerts_of(
    connection: AsyncConnection, refs: Collection[Ref]
) -> dict[Ref, dict[str, Known]]:
    """Return the last revision of the alerts about engagements, by engagement and id."""
    if not refs:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    statement = text(
        "SELECT a.id, a.source, a.engagement, a.revision, a.status, a.digest, a.document"
        f" FROM alerts_alert a JOIN {keys} ON a.source = k.source AND a.engagement = k.id"
    ).columns(*ALERTS.c)
    found: dict[Ref, dict[str, Known]] = {}
    for row in (await connection.execute(statement, parameters)).all():
        ref = Ref(row.source, row.engagement)
        known = Known(row.id, row.revision, row.status, row.digest, row.document)
        found.setdefault(ref, {})[row.id] = known
    return found


async def save_alerts(
    connection: AsyncConnection, revisions: Collection[tuple[Ref, Known]]
) -> None:
    """Store these revisions, each the next one of its alert.

    Raises:
        Overtaken: one of them is not the next any more.
    """
    rows = _alert_rows(revisions)
    # What a pattern is about may come to be between other countries: its alert is then found with those.
    columns = ("source", "engagement", "revision", "status", "digest", "document")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    conflict = (
        f"ON CONFLICT (id) DO UPDATE SET {changes}"
        " WHERE alerts_alert.revision = excluded.revision - 1"
    )
    written = await bulk.insert(connection, ALERTS, rows, conflict=conflict)
    if written != len(rows):
        raise Overtaken(f"{len(rows) - written} of {len(rows)} alerts were revised meanwhile")


async def restore_alerts(
    connection: AsyncConnection, revisions: Collection[tuple[Ref, Known]]
) -> None:
    """Store alerts as they were last published, where none are known."""
    await bulk.insert(connection, ALERTS, _alert_rows(revisions), conflict="ON CONFLICT DO NOTHING")


def _alert_rows(revisions: Collection[tuple[Ref, Known]]) -> list[bulk.Row]:
    return [
        {
            "id": known.id,
            "source": ref.source,
            "engagement": ref.id,
            "revision": known.revision,
            "status": known.status,
            "digest": known.digest,
            "document": known.document,
        }
        for ref, known in sorted(revisions, key=lambda pair: pair[1].id)
    ]


async def due(connection: AsyncConnection, now: datetime, limit: int) -> dict[Ref, str]:
    """Claim engagements whose time has come (or which were woken), with the trace to go on with.

    Rows that another worker has claimed are left to it.
    """
    skip = " FOR UPDATE SKIP LOCKED" if connection.dialect.name == "postgresql" else ""
    statement = text(
        "SELECT source, engagement, trace FROM alerts_obligation"
        f" WHERE wake_at <= :now ORDER BY wake_at LIMIT :limit{skip}"
    ).bindparams(_moment("now", now), limit=limit)
    return {Ref(row[0], row[1]): row[2] for row in await connection.execute(statement)}


async def next_wake(connection: AsyncConnection) -> datetime | None:
    """Return when the next obligation is due to be looked at."""
    statement = text("SELECT min(wake_at) AS wake_at FROM alerts_obligation").columns(
        OBLIGATIONS.c.wake_at
    )
    return (await connection.execute(statement)).scalar_one_or_none()


async def wake_register(
    connection: AsyncConnection,
    register: str,
    first: date,
    last: date,
    synced: datetime,
    now: datetime,
) -> int:
    """Have the obligations looked at that a sync of these days may settle; return how many."""
    statement = text(
        "UPDATE alerts_obligation SET wake_at = :now WHERE register_id = :register"
        " AND verdict IN ('not_assessable', 'missing') AND last >= :first AND first <= :last"
        " AND (attested IS NULL OR attested >= :synced)"
    ).bindparams(
        _moment("now", now),
        _moment("synced", synced),
        _day("first", first),
        _day("last", last),
        register=register,
    )
    return (await connection.execute(statement)).rowcount


def _moment(name: str, value: datetime) -> BindParameter[datetime]:
    return bindparam(name, value, OBLIGATIONS.c.wake_at.type)


def _day(name: str, value: date) -> BindParameter[date]:
    return bindparam(name, value, OBLIGATIONS.c.first.type)
