"""Contacts as they follow from the engagements that stand, and which weeks are other than before."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store.remembered import Remembered
from interparty_alerts.tables import Body as BodyRow
from interparty_alerts.tables import ChangedWeeks
from interparty_alerts.tables import Contact as ContactRow
from interparty_shared.db import bulk
from interparty_shared.domain import identity
from interparty_shared.domain.contacts import Body, Contact, Person
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.money import Money

BODIES = BodyRow.__table__  # type: ignore[attr-defined]
CONTACTS = ContactRow.__table__  # type: ignore[attr-defined]
CHANGED = ChangedWeeks.__table__  # type: ignore[attr-defined]

_KNOWN: Final[WeakKeyDictionary[Engine, Remembered[str, bool]]] = WeakKeyDictionary()
"""Bodies that another transaction has written: they need not be written again."""
_MOST: Final = 65_536


WEEKS: Final = 8
"""Weeks that are read at a time."""


class Changed(NamedTuple):
    """Weeks whose contacts are other than before, first and last; None: only reference data is.

    `numbers` are those of its rows.
    """

    numbers: tuple[int, ...]
    first: int | None
    last: int | None
    earliest: datetime
    latest: datetime
    notify: bool


async def replace(
    connection: AsyncConnection,
    found: Mapping[Ref, tuple[Sequence[Contact], bool]],
    now: datetime,
) -> None:
    """Put these in the place of the contacts that engagements had; note the weeks in which that matters.

    `found` has, of each engagement that was looked at, its contacts (none, where it does not stand) and
    whether anyone is to be told of what follows.
    """
    known = await _known(connection, found.keys())
    rows: list[bulk.Row] = []
    gone: list[Ref] = []
    weeks: dict[bool, list[int]] = {True: [], False: []}
    bodies: dict[str, Body] = {}
    for ref in sorted(found):
        contacts, notify = found[ref]
        was = known.get(ref, ())
        fresh = [_row(ref, number, one) for number, one in enumerate(contacts)]
        if [row["digest"] for row in fresh] == [digest for digest, _ in was]:
            continue
        if was:
            gone.append(ref)
        rows += fresh
        weeks[notify] += [week for _, week in was] + [row["week"] for row in fresh]
        bodies.update((body.key, body) for one in contacts for body in (one.a, one.b))
    await _save_bodies(connection, bodies)
    await _forget(connection, gone)
    changes = ", ".join(
        f"{name} = excluded.{name}" for name in ("week", "a", "b", "digest", "document")
    )
    # Two workers may look at one engagement at a time; whoever is later looks again (`rechecks`).
    conflict = f"ON CONFLICT (source, engagement, number) DO UPDATE SET {changes}"
    await bulk.insert(connection, CONTACTS, rows, conflict=conflict)
    marks = [
        {"first": min(some), "last": max(some), "at": now, "notify": notify}
        for notify, some in weeks.items()
        if some
    ]
    await bulk.insert(connection, CHANGED, marks)


async def _known(
    connection: AsyncConnection, refs: Collection[Ref]
) -> dict[Ref, list[tuple[str, int]]]:
    """Return the digests and weeks of the contacts of engagements, as they are stored."""
    if not refs:
        return {}
    keys, parameters = bulk.keyed(connection, ("source", "id"), sorted(refs))
    rows = await connection.execute(
        text(
            "SELECT c.source, c.engagement, c.digest, c.week FROM alerts_contact c"
            f" JOIN {keys} ON c.source = k.source AND c.engagement = k.id"
            " ORDER BY c.source, c.engagement, c.number"
        ),
        parameters,
    )
    found: dict[Ref, list[tuple[str, int]]] = {}
    for source, engagement, digest, week in rows.all():
        found.setdefault(Ref(source, engagement), []).append((digest, week))
    return found


async def _forget(connection: AsyncConnection, refs: Sequence[Ref]) -> None:
    if not refs:
        return
    keys, parameters = bulk.keyed(connection, ("source", "id"), refs)
    await connection.execute(
        text(
            "DELETE FROM alerts_contact WHERE (source, engagement) IN"
            f" (SELECT k.source, k.id FROM {keys})"
        ),
        parameters,
    )


async def _save_bodies(connection: AsyncConnection, bodies: Mapping[str, Body]) -> None:
    memory = _KNOWN.setdefault(
        connection.sync_connection.engine,  # type: ignore[union-attr]
        Remembered(_MOST),
    )
    unknown = sorted(key for key in bodies if memory.get(key) is None)
    if not unknown:
        return
    keys, parameters = bulk.keyed(connection, ("key",), [(key,) for key in unknown])
    rows = await connection.execute(
        text(f"SELECT b.key FROM alerts_body b JOIN {keys} ON b.key = k.key"), parameters
    )
    there = set(rows.scalars())
    fresh = [
        {"key": key, "document": _body_document(bodies[key])} for key in unknown if key not in there
    ]
    await bulk.insert(connection, BODIES, fresh, conflict="ON CONFLICT DO NOTHING")
    for key in there:
        # What was there before is committed; what we write may come to nothing.
        memory.put(key, True)


async def within(
    connection: AsyncConnection, first: int, last: int, bodies: Mapping[str, Body]
) -> AsyncIterator[Contact]:
    """Give the contacts of some weeks, both included; a few weeks are in memory at a time.

    `bodies` are those of these weeks (`bodies_within`), by key.
    """
    names = ("source", "engagement", "a", "b", "document")
    statement = text(
        f"SELECT {', '.join(names)} FROM alerts_contact WHERE week BETWEEN :first AND :last"
    ).columns(*(CONTACTS.c[name] for name in names))
    for begin in range(first, last + 1, WEEKS):
        end = min(last, begin + WEEKS - 1)
        rows = await connection.execute(statement, {"first": begin, "last": end})
        for source, engagement, a, b, document in rows:
            yield _contact(Ref(source, engagement), bodies[a], bodies[b], document)


async def bodies_within(connection: AsyncConnection, first: int, last: int) -> dict[str, Body]:
    """Return the bodies that are in contact in some weeks, both included, by key."""
    weeks = "FROM alerts_contact WHERE week BETWEEN :first AND :last"
    rows = await connection.execute(
        text(
            "SELECT key, document FROM alerts_body"
            f" WHERE key IN (SELECT a {weeks} UNION SELECT b {weeks})"
        )
        .columns(BODIES.c.key, BODIES.c.document)
        .bindparams(first=first, last=last)
    )
    return {key: _body(document) for key, document in rows}


async def since(connection: AsyncConnection) -> int | None:
    """Return the first week of which there is any contact; None: there is none at all."""
    found = await connection.execute(text("SELECT min(week) FROM alerts_contact"))
    return found.scalar_one_or_none()


async def changed(connection: AsyncConnection) -> Changed | None:
    """Return the weeks that are other than when they were decided; None: there are none."""
    statement = text(
        "SELECT number, first, last, at, notify FROM alerts_changed_weeks ORDER BY number"
    ).columns(*CHANGED.c)
    rows = (await connection.execute(statement)).all()
    if not rows:
        return None
    return Changed(
        tuple(row.number for row in rows),
        min((row.first for row in rows if row.first <= row.last), default=None),
        max((row.last for row in rows if row.first <= row.last), default=None),
        min(row.at for row in rows),
        max(row.at for row in rows),
        any(row.notify for row in rows),
    )


async def reference_changed(connection: AsyncConnection, now: datetime) -> None:
    """Note that reference data changes, so that it is waited for until it does no more."""
    await bulk.insert(connection, CHANGED, [{"first": 1, "last": 0, "at": now, "notify": False}])


async def decided(connection: AsyncConnection, numbers: Collection[int]) -> None:
    """Forget that these weeks had changed."""
    await connection.execute(
        text("DELETE FROM alerts_changed_weeks WHERE number = :number"),
        [{"number": number} for number in numbers],
    )


def _row(ref: Ref, number: int, one: Contact) -> dict[str, Any]:
    document = {
        "day": one.day.isoformat(),
        "last": one.last.isoformat(),
        "channel": one.channel,
        "layer": one.layer,
        "a": [_person_document(who) for who in one.a_people],
        "b": [_person_document(who) for who in one.b_people],
        "giver": one.giver,
        "value": [str(one.value.amount), one.value.currency] if one.value else None,
        "paid_by": one.paid_by,
        "public": [[side, day.isoformat() if day else None] for side, day in one.made_public],
        "machine": one.machine,
        "said": one.said,
        "reports": [[*ref] for ref in one.reports],
    }
    return {
        "source": ref.source,
        "engagement": ref.id,
        "number": number,
        "week": one.week,
        "a": one.a.key,
        "b": one.b.key,
        "digest": identity.digest(one.a.key, one.b.key, repr(document))[:20],
        "document": document,
    }


def _contact(ref: Ref, a: Body, b: Body, said: Mapping[str, Any]) -> Contact:
    value = said["value"]
    return Contact(
        ref=ref,
        day=date.fromisoformat(said["day"]),
        last=date.fromisoformat(said["last"]),
        channel=said["channel"],
        layer=said["layer"],
        a=a,
        b=b,
        a_people=tuple(Person(*who) for who in said["a"]),
        b_people=tuple(Person(*who) for who in said["b"]),
        giver=said["giver"],
        value=Money(Decimal(value[0]), value[1]) if value else None,
        paid_by=said.get("paid_by"),
        made_public=tuple(
            (side, date.fromisoformat(day) if day else None) for side, day in said["public"]
        ),
        machine=said["machine"],
        said=said["said"],
        reports=tuple(Ref(*ref) for ref in said.get("reports", ())),
    )


def _person_document(who: Person) -> list[str | None]:
    return [who.name, who.office, who.role]


def _body_document(body: Body) -> dict[str, Any]:
    return {
        "name": body.name,
        "kind": body.kind,
        "country": body.country,
        "ids": [[*one] for one in body.ids],
    }


def _body(said: Mapping[str, Any]) -> Body:
    ids = tuple((scheme, value) for scheme, value in said["ids"])
    return Body(said["name"], said["kind"], said["country"], ids)
