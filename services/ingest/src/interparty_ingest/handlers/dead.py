"""Dead letters: taken from the log into a list, shown, replayed, forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from prometheus_client import Counter

from interparty_ingest.handlers.intake import Intake
from interparty_ingest.outcomes import Answer, Place, Rejected, Sender, Wanted
from interparty_ingest.store import dead as store
from interparty_ingest.store import quotas
from interparty_shared.bus.base import Positions, Record, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.errors import Invalid, NotFound
from interparty_shared.web.problems import Problem
from interparty_shared.wire.dead import DeadLetter, dead_letter
from interparty_shared.wire.topics import DEAD, LANES

KEEP: Final = timedelta(days=DEAD.retention_days or 90)


async def begin_at(database: Database, partitions: frozenset[TopicPartition]) -> Positions:
    """Return where to go on reading `dead.v1`.

    Raises:
        Unavailable: the database does not answer.
    """
    async with database.read() as connection:
        known = await store.positions(connection)
    return {one: known[one.partition] for one in partitions if one.partition in known}


async def take_in(database: Database, records: Sequence[Record], taken: Counter) -> Positions:
    """List what was put aside, with how far was read, in one transaction; return how far.

    Read twice, by one replica or two, a letter is listed once.

    Raises:
        Unavailable: the database does not answer; nothing was listed.
    """
    letters = [(Place(record.partition, record.offset), _letter(record)) for record in records]
    ends = {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}
    async with database.begin() as connection:
        new = await store.save_letters(connection, letters)
        await store.save_positions(
            connection, {one.partition: next_ for one, next_ in ends.items()}
        )
    for place, letter in letters:
        if place in new:
            taken.labels(letter.by, letter.step).inc()
    return ends


async def list_letters(
    database: Database, wanted: Wanted, *, before: tuple[datetime, Place] | None, limit: int
) -> list[Rejected]:
    """Return dead letters, newest first.

    Raises:
        Unavailable: the database does not answer.
    """
    async with database.read() as connection:
        return await store.list_letters(connection, wanted, before=before, limit=limit)


async def replay_letter(
    database: Database, intake: Intake, place: Place, *, trace: str, now: datetime
) -> Answer:
    """Send what was put aside through validation again and back to its lane.

    Raises:
        NotFound: nothing is kept there.
        Problem: it is refused again (invalid-event), or was too long to be kept whole (conflict).
        Unavailable: the log did not take it, or the database does not answer.
    """
    async with database.read() as connection:
        found = await store.find_letter(connection, place)
    if found is None:
        raise NotFound(f"no dead letter {place}")
    letter = found.letter
    if "kept_bytes" in letter.problem:
        raise Problem("conflict", f"only the first bytes of {place} were kept; send it again")
    lane = letter.lane if letter.lane in LANES else "live"
    sender = Sender(producer=letter.producer, quota=None, lane=lane, trace=trace)
    answer = await intake.accept_event(letter.raw, sender, now=now, keep=False)
    async with database.begin() as connection:
        await store.mark_replayed(connection, place, now=now)
    return answer


async def forget(database: Database, *, now: datetime) -> int:
    """Delete what the log no longer has either, and old quotas; return how many letters.

    Raises:
        Unavailable: the database does not answer.
    """
    gone = 0
    while True:
        async with database.begin() as connection:
            some = await store.forget_letters(connection, before=now - KEEP)
            await quotas.forget_quotas(connection, minute=int(now.timestamp()) // 60)
        gone += some
        if some < store.CHUNK:
            return gone


def _letter(record: Record) -> DeadLetter:
    try:
        letter = dead_letter(record)
        _check(letter)
    except Invalid as error:
        # Nothing of ours wrote this. It is listed all the same: nothing is dropped in silence.
        return DeadLetter(
            at=record.appended,
            by="unknown",
            producer="",
            step="parse",
            reason=str(error),
            problem={},
            raw=record.value,
            origin=DEAD.name,
            partition=record.partition,
            offset=record.offset,
        )
    return letter


_KINDS: Final = {
    **dict.fromkeys(("by", "producer", "step", "reason", "origin", "lane", "trace"), str),
    **dict.fromkeys(("source", "id"), str | None),
    **dict.fromkeys(("partition", "offset"), int | None),
    "problem": Mapping,
}


def _check(letter: DeadLetter) -> None:
    """Return if a letter can be kept.

    Raises:
        Invalid: it says things of another kind than letters do.
    """
    for name, kind in _KINDS.items():
        if not isinstance(getattr(letter, name), kind):
            raise Invalid(f"a letter with a {name} of another kind")
    if letter.at.tzinfo is None:
        raise Invalid("a letter whose moment has no offset from UTC")
    if not 0 <= (letter.partition or 0) < 2**31 or not 0 <= (letter.offset or 0) < 2**63:
        raise Invalid("a letter from a place that no log has")
