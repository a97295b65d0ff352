"""A register kept in step: an edition is read whole, compared, posted, and only then covered.

The order is what makes it safe to be killed anywhere: nothing is posted before the file was read to
its end, and coverage is posted last. A run that is made again posts what was not accepted yet under
the same (`source`, `id`) and the same `time`, which changes nothing.
"""

from datetime import datetime

from interparty_ingest.handlers.register_rows import (
    Desk,
    Run,
    post_gone,
    post_rows,
    still_ours,
)
from interparty_ingest.sources import events
from interparty_ingest.sources.difference import covered_without
from interparty_ingest.sources.editions import Edition, batches, is_fragment
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import BrokenFile, Covered
from interparty_ingest.store import registers as store
from interparty_shared.errors import Invalid


async def take_in(
    desk: Desk, register: Register, edition: Edition, *, again: bool = False, fewer: bool = False
) -> Report:
    """Post what an edition says that the one before did not; return what became of it.

    `again` reads an edition anew that is ours already; `fewer` believes one that has lost more of its
    records than `least` allows.

    Raises:
        BrokenFile: the edition is not what the register publishes: nothing of it was posted.
        Invalid: it is older than the one that we have.
        Fenced: somebody else has taken over.
        Unavailable: the log or the database does not answer; the next run goes on from here.
    """
    async with desk.database.read() as connection:
        copy = await store.copy_of(connection, register.id)
        known = await store.known(connection, register.id)
    if edition.digest == copy.digest and not again:
        validators = {"etag": edition.etag, "last_modified": edition.last_modified}
        return await _unchanged(desk, register, copy, {**validators, "synced": edition.synced})
    fragment = is_fragment(register, edition)
    moment = _moment(copy, edition)
    resumed = copy.begun == moment and copy.edition != moment
    run = Run(desk, register, edition, moment, known, Report(register.id, moment, resumed=resumed))
    await _survey(run, fewer=fewer or fragment or not register.whole)
    await _note(run, begun=moment, begun_digest=edition.digest)
    async for rows in batches(register, edition):
        await post_rows(run, rows)
    if fragment:
        run.report.uncovered = "a file of this form holds a part of the register"
    else:
        await post_gone(run)
        await _cover(run, copy.first or moment)
    await _note(
        run,
        first=copy.first or moment,
        edition=moment,
        digest=edition.digest,
        etag=edition.etag,
        last_modified=edition.last_modified,
        tried=desk.now(),
        synced=edition.synced,
        report=run.report.document(),
        failure=None,
        failures=0,
    )
    return run.report


def _moment(copy: store.Copy, edition: Edition) -> datetime:
    """Return the moment that the edition's events bear: later than all that were posted before.

    An edition that was begun with keeps its own, so that events which were accepted already are the
    same when they come again.

    Raises:
        Invalid: it is of no later moment, so that its versions would lose against those before.
    """
    if copy.begun is None or edition.moment > copy.begun:
        return edition.moment
    if copy.begun_digest == edition.digest and copy.edition != copy.begun:
        return copy.begun
    if edition.synced > copy.begun:
        return edition.synced  # whatever its file says of its age, the register shows it now
    raise Invalid(
        f"this edition is of {edition.moment:%Y-%m-%d %H:%M:%S}, and the copy has one of"
        f" {copy.begun:%Y-%m-%d %H:%M:%S}: an older one tells nothing new"
    )


async def not_modified(desk: Desk, register: Register, copy: store.Copy) -> Report:
    """Note that a register says that ours is its present edition.

    Nothing is posted: the edition speaks of the day of which it is, and an exporter that has stopped
    says "not modified" for ever.
    """
    return await _unchanged(desk, register, copy, {"synced": desk.now()})


async def _unchanged(
    desk: Desk, register: Register, copy: store.Copy, facts: dict[str, object]
) -> Report:
    async with desk.database.begin() as connection:
        await still_ours(connection, desk, register)
        noted = {**facts, "tried": desk.now(), "failure": None, "failures": 0}
        await store.note(connection, register.id, **noted)
    return Report(register.id, copy.edition or desk.now(), unchanged=True)


async def _survey(run: Run, *, fewer: bool) -> None:
    """Read an edition to its end before anything is made of it.

    Raises:
        BrokenFile: it is not what the register publishes, or too much of it is gone.
    """
    count = 0
    async for rows in batches(run.register, run.edition):
        for row in rows:
            run.report.read += 1
            if row.made or row.refused:
                count += 1
                run.seen.add(row.key)
                run.parts.add(row.part)
                run.filers.add(events.filer_of(row.made))
    if not count:
        raise BrokenFile("an edition without any record: a fault, far more often than a register")
    before = len(run.present)
    if count < run.register.least * before and not fewer:
        raise BrokenFile(
            f"it has {count} records where the edition before had {before}: half a file, it seems."
            " If the register did lose so many, take it in with --fewer"
        )


async def _cover(run: Run, first: datetime) -> None:
    """Post which filing dates the copy covers now that all of the edition is in.

    Raises:
        Invalid: that was refused.
    """
    covered = run.register.covered(run.moment.date())
    if covered is None:
        run.report.uncovered = "an edition of this register testifies to no absence"
        return
    if run.register.follows_filer:
        covered = Covered(max(covered.start, first.date()), covered.end)
    spans = covered_without(covered, run.doubts, stands=run.register.stands)
    if missing := {one.part for one in run.known.values() if not one.gone} - run.parts:
        run.report.uncovered = f"not in this edition: {', '.join(sorted(missing))}"
        return
    if run.doubts:
        run.report.uncovered = f"records that could not be used: {len(run.doubts)}"
    elif not spans:
        run.report.uncovered = f"only what is filed from {covered.start} on is known complete"
    said = events.coverage(
        run.register.source, run.register.id, spans, moment=run.moment, synced=run.edition.synced
    )
    if said and (refused := await run.desk.post(said)):
        raise Invalid(f"coverage was refused: {next(iter(refused.values()))}")
    run.report.covered = spans


async def _note(run: Run, **facts: object) -> None:
    async with run.desk.database.begin() as connection:
        await still_ours(connection, run.desk, run.register)
        await store.note(connection, run.register.id, **facts)
