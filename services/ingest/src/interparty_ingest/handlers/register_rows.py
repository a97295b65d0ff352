"""The records of one edition: posted where they are news, kept as they were accepted.

The bytes of a record are kept before its event is posted; the record counts as known once its event
was accepted, in a transaction that also makes sure that nobody else has taken over.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_ingest.sources import events
from interparty_ingest.sources.difference import POSTED, Gone, Known, compare, vanished
from interparty_ingest.sources.editions import Edition
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import Made, Row
from interparty_ingest.store import registers as store
from interparty_shared.db.engine import Database
from interparty_shared.errors import Fenced

Post = Callable[[Sequence[bytes]], Awaitable[Mapping[int, str]]]
"""Posts events; returns why some were refused, by their place. All others were accepted.

Raises:
    Unavailable: it is not known that they were accepted.
"""

LEASE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Desk:
    """With what a register is kept in step."""

    database: Database
    post: Post
    holder: str
    now: Callable[[], datetime]


@dataclass(slots=True)
class Run:
    """One edition on its way in."""

    desk: Desk
    register: Register
    edition: Edition
    moment: datetime
    known: dict[str, Known]
    report: Report
    seen: set[str] = field(default_factory=set)
    filers: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    doubts: list[date | None] = field(default_factory=list)
    """When the records were filed that could not be used."""

    @property
    def present(self) -> list[Known]:
        """The records that were there before, in the lists that this edition shows."""
        return [one for one in self.known.values() if not one.gone and one.part in self.parts]


async def post_rows(run: Run, rows: Sequence[Row]) -> None:
    """Post the records of a batch that are new or changed, and keep what became of each."""
    changes = [(row, compare(row, run.known.get(row.key))) for row in rows]
    run.report.changes.update(change for _, change in changes)
    for row, change in changes:
        if change == "refused":
            run.report.refused[row.refused] += 1
            run.doubts.append(row.day)
    news = [row for row, change in changes if change in POSTED]
    kept = [*news, *(row for row, change in changes if change in {"restated", "refused"})]
    kept = [row for row in kept if row in news or _differs(run.known.get(row.key), row)]
    if not kept:
        return
    before = await _evidence_kept(run, kept)
    refusals = await _posted(run, news, before)
    for row in news:
        run.report.unknown.update(row.unknown)
        if row.key in refusals:
            run.report.refused[refusals[row.key]] += 1
            run.doubts.append(_filed(row.made))
    outcome = [_kept(run, row, refusals.get(row.key) or row.refused, before) for row in kept]
    async with run.desk.database.begin() as connection:
        await still_ours(connection, run.desk, run.register)
        await store.keep(connection, run.register.id, outcome, moment=run.moment)


async def _evidence_kept(run: Run, rows: Sequence[Row]) -> dict[str, list[Made]]:
    """Keep the bytes of records; return what was accepted of them before."""
    bytes_ = {row.digest: (row.key, row.raw) for row in rows}
    async with run.desk.database.begin() as connection:
        await still_ours(connection, run.desk, run.register)
        await store.keep_evidence(connection, run.register.id, bytes_, moment=run.moment)
        there = [row.key for row in rows if row.key in run.known]
        return await store.made(connection, run.register.id, there)


async def _posted(
    run: Run, rows: Sequence[Row], before: Mapping[str, Sequence[Made]]
) -> dict[str, str]:
    """Post what records say, and take back what they no longer do; return why some were refused."""
    source = run.register.source
    batch: list[tuple[str, bytes]] = []
    for row in rows:
        said = {(one.type, one.id) for one in row.made}
        batch += [
            (row.key, events.disclosure(source, one, moment=run.moment, digest=row.digest))
            for one in row.made
        ]
        batch += [
            (row.key, events.withdrawal(source, one, moment=run.moment, digest=row.digest))
            for one in before.get(row.key, ())
            if (one.type, one.id) not in said
        ]
    return await _accepted(run, batch)


async def _accepted(run: Run, batch: Sequence[tuple[str, bytes]]) -> dict[str, str]:
    if not batch:
        return {}
    reasons = await run.desk.post([event for _, event in batch])
    run.report.accepted += len(batch) - len(reasons)
    return {batch[at][0]: reason for at, reason in reasons.items()}


async def post_gone(run: Run) -> None:
    """Post that records were taken out or have ended, and keep of all that are gone why."""
    gone = vanished(
        run.known,
        run.seen,
        run.filers,
        run.parts,
        day=run.moment.date(),
        whole=run.register.whole,
        keeps=run.register.keeps,
        follows_filer=run.register.follows_filer,
        ends=run.register.ends,
    )
    keys = sorted(gone)
    for start in range(0, len(keys), store.KEYS):
        some = {key: gone[key] for key in keys[start : start + store.KEYS]}
        told = [key for key, why in some.items() if why in {"withdrawn", "ended"}]
        async with run.desk.database.read() as connection:
            made = await store.made(connection, run.register.id, told)
        batch = [
            (key, event)
            for key in told
            for one in made.get(key, ())
            if (event := _parting(run, key, some[key], one)) is not None
        ]
        for key, reason in (await _accepted(run, batch)).items():
            run.report.refused[reason] += 1
            some.pop(key)  # still there, as far as anybody was told
        run.report.gone.update(some.values())
        async with run.desk.database.begin() as connection:
            await still_ours(connection, run.desk, run.register)
            await store.keep_gone(connection, run.register.id, some, moment=run.moment)


def _parting(run: Run, key: str, why: Gone, made: Made) -> bytes | None:
    source, digest, moment = run.register.source, run.known[key].digest, run.moment
    if why == "withdrawn":
        return events.withdrawal(source, made, moment=moment, digest=digest)
    return events.ending(source, made, moment=moment, digest=digest, day=moment.date())


def _kept(run: Run, row: Row, refused: str, before: Mapping[str, Sequence[Made]]) -> store.Kept:
    known = run.known.get(row.key)
    now = Known(
        digest=row.digest,
        facts=events.facts_digest(row.made),
        filed=_filed(row.made) or row.day,
        filer=events.filer_of(row.made),
        part=row.part,
    )
    if not refused:
        return store.Kept(row.key, now, row.made)
    # What was accepted before still stands, as far as anybody was told.
    facts, filer = (known.facts, known.filer) if known else ("", now.filer)
    now = replace(now, refused=refused, facts=facts, filer=filer or now.filer)
    return store.Kept(row.key, now, before.get(row.key, ()))


def _differs(known: Known | None, row: Row) -> bool:
    if known is None or known.gone is not None:
        return True
    return known.digest != row.digest or known.refused != row.refused


def _filed(made: Sequence[Made]) -> date | None:
    """Return when a record was filed, as far as it says."""
    days = [str(one.data["filed"]) for one in made if one.data.get("filed")]
    return date.fromisoformat(min(days)) if days else None


async def still_ours(connection: AsyncConnection, desk: Desk, register: Register) -> None:
    """Hold the register on, in the transaction that is to be saved.

    Raises:
        Fenced: somebody else has taken over.
    """
    now = desk.now()
    other = await store.hold(connection, register.id, desk.holder, now=now, until=now + LEASE)
    if other is not None:
        raise Fenced(f"{other} keeps {register.id} in step by now")
