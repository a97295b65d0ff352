"""Events in: read them, put them on the log, keep what is refused, say what became of each."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter

from interparty_ingest.body import Form, attributes_of
from interparty_ingest.outcomes import Answer, Sender
from interparty_ingest.parse import (
    BOM,
    Item,
    NotABatchError,
    Refusal,
    from_binary,
    read_event,
    split_batch,
    split_lines,
)
from interparty_ingest.quotas import Quotas
from interparty_shared.bus.base import Bus, Message, Rejected
from interparty_shared.errors import Unavailable
from interparty_shared.observability import counter, histogram
from interparty_shared.web.problems import Problem
from interparty_shared.wire.codec import event_headers
from interparty_shared.wire.dead import DeadLetter
from interparty_shared.wire.topics import LANES

KEEP_BYTES: Final = 64 * 1024
"""What of a refused item is kept; the problem says where more was cut off."""

BREATH: Final = 100
"""Items read before others get a turn: a body of 8 MiB takes a quarter of a second. Requests with
more than that are read one after the other, so that the first is on its way to the log while the
next is read: by turns all would be read at the same time, and then all would wait for the log."""


class Intake:
    """What accepts events. Holds no state but counters, so any number of them may run."""

    def __init__(
        self, *, bus: Bus, quotas: Quotas, max_event_bytes: int, metrics: CollectorRegistry
    ) -> None:
        self._bus = bus
        self._quotas = quotas
        self._max_event_bytes = max_event_bytes
        self._items = counter(metrics, "interparty_ingest_items_total")
        self._children: dict[tuple[str, str], Counter] = {}
        self._reading = asyncio.Lock()
        self._throttled = counter(metrics, "interparty_ingest_throttled_total")
        self._seconds = histogram(metrics, "interparty_ingest_publish_seconds")

    async def accept(
        self,
        form: Form,
        body: bytes,
        *,
        headers: Sequence[tuple[bytes, bytes]],
        content_type: str,
        sender: Sender,
        now: datetime,
    ) -> Answer:
        """Take in a body in one of the contract's forms.

        Raises:
            Problem: it is one event and that is refused, or it is too much, or no batch at all.
            Unavailable: the log did not take it; nothing is known to be accepted.
        """
        if form == "structured":
            return await self.accept_event(body.removeprefix(BOM), sender, now=now)
        if form == "binary":
            event = _binary(headers, content_type, body)
            return await self.accept_event(event, sender, now=now)
        try:
            items = split_batch(body) if form == "batch" else split_lines(body)
        except NotABatchError as error:
            return await self.refuse_body(body, str(error), sender, now=now)
        return await self.accept_events(items, sender, now=now)

    async def accept_event(
        self, raw: bytes | Refusal, sender: Sender, *, now: datetime, keep: bool = True
    ) -> Answer:
        """Take in one event; `keep` False makes no dead letter of a refused one.

        Raises:
            Problem: it is refused (invalid-event, too-large), or the quota is used up.
            Unavailable: the log did not take it.
        """
        await self._spend(sender, 1, now)
        read = raw if isinstance(raw, Refusal) else self._read(raw, now)
        if isinstance(read, Item):
            refused = await self._publish(_messages([read], sender, now), sender, 1, now)
            if not refused:
                self._count(sender, "accepted", 1)
                accepted = {"id": read.id, "source": read.source, "status": "accepted"}
                return Answer(202, accepted)
            read = _not_taken(read, refused[0])
        if keep and read.kind != "too-large":
            await self._keep([read], sender, 1, now)
        self._count(sender, read.step, 1)
        raise _problem(read)

    async def accept_events(
        self, raws: Sequence[bytes], sender: Sender, *, now: datetime
    ) -> Answer:
        """Take in many events, each for itself: what is wrong with one harms no other.

        Raises:
            Problem: the quota is used up.
            Unavailable: the log did not take them; some may be on it, which sending again mends.
        """
        await self._spend(sender, len(raws), now)
        reads = await self._read_all(raws, now)
        items = [read for read in reads if isinstance(read, Item)]
        refused = await self._publish(_messages(items, sender, now), sender, len(raws), now)
        if refused:
            reads = _with_refused(reads, refused)
        refusals = [read for read in reads if isinstance(read, Refusal)]
        await self._keep(refusals, sender, len(raws), now)
        return Answer(207, self._report(reads, sender))

    async def refuse_body(
        self, raw: bytes, reason: str, sender: Sender, *, now: datetime
    ) -> Answer:
        """Refuse a body in which no event can be found; it counts as one.

        Raises:
            Problem: always.
            Unavailable: the log did not take the dead letter.
        """
        return await self.accept_event(Refusal("parse", reason, raw), sender, now=now)

    async def _spend(self, sender: Sender, count: int, now: datetime) -> None:
        try:
            await self._quotas.spend(sender.producer, count, sender.quota, now=now)
        except Problem:
            self._throttled.labels(sender.producer).inc()
            raise

    async def _read_all(self, raws: Sequence[bytes], now: datetime) -> list[Item | Refusal]:
        if len(raws) <= BREATH:
            return [self._read(raw, now) for raw in raws]
        reads: list[Item | Refusal] = []
        async with self._reading:
            for start in range(0, len(raws), BREATH):
                reads += [self._read(raw, now) for raw in raws[start : start + BREATH]]
                await asyncio.sleep(0)
        return reads

    def _read(self, raw: bytes, now: datetime) -> Item | Refusal:
        return read_event(raw, now=now, max_bytes=self._max_event_bytes)

    async def _publish(
        self, messages: Sequence[Message], sender: Sender, spent: int, now: datetime
    ) -> dict[int, str]:
        """Return why the log will never take some of the messages; it has all the others."""
        if not messages:
            return {}
        try:
            began = perf_counter()
            await self._bus.publish(messages)
            self._seconds.observe(perf_counter() - began)
        except Rejected as rejected:
            return rejected.reasons
        except Unavailable:
            self._quotas.give_back(sender.producer, spent, now=now)
            raise
        return {}

    async def _keep(
        self, refusals: Sequence[Refusal], sender: Sender, spent: int, now: datetime
    ) -> None:
        letters = [letter_of(refusal, sender, now).message() for refusal in refusals]
        if refused := await self._publish(letters, sender, spent, now):
            raise Unavailable(f"a rejection could not be kept: {next(iter(refused.values()))}")

    def _report(self, reads: Iterable[Item | Refusal], sender: Sender) -> dict[str, Any]:
        items: list[dict[str, Any]] = []
        steps: dict[str, int] = {}
        for index, read in enumerate(reads):
            if isinstance(read, Item):
                step = "accepted"
                items.append({"index": index, "id": read.id, "source": read.source, "status": step})
            else:
                step = read.step
                items.append(
                    {
                        "index": index,
                        "id": read.id,
                        "source": read.source,
                        "status": "rejected",
                        "step": step,
                        "problem": read.problem(),
                    }
                )
            steps[step] = steps.get(step, 0) + 1
        for step, count in steps.items():
            self._count(sender, step, count)
        accepted = steps.get("accepted", 0)
        return {"accepted": accepted, "rejected": len(items) - accepted, "items": items}

    def _count(self, sender: Sender, outcome: str, count: int) -> None:
        child = self._children.get((sender.lane, outcome))
        if child is None:
            child = self._items.labels(sender.lane, outcome)
            self._children[sender.lane, outcome] = child
        child.inc(count)


def letter_of(refusal: Refusal, sender: Sender, now: datetime) -> DeadLetter:
    """Return the dead letter that keeps a refused item."""
    problem, reason = refusal.problem(), refusal.reason
    if len(refusal.raw) > KEEP_BYTES:
        problem |= {"kept_bytes": KEEP_BYTES, "bytes": len(refusal.raw)}
        reason += f" (the first {KEEP_BYTES} of {len(refusal.raw)} bytes are kept)"
    return DeadLetter(
        at=now,
        by="ingest",
        producer=sender.producer,
        step=refusal.step,
        reason=reason,
        problem=problem,
        raw=refusal.raw[:KEEP_BYTES],
        origin="http",
        lane=sender.lane,
        source=refusal.source,
        id=refusal.id,
        trace=sender.trace,
    )


def _messages(items: Iterable[Item], sender: Sender, now: datetime) -> list[Message]:
    topic = LANES[sender.lane].name
    headers = event_headers(received=now, trace=sender.trace, producer=sender.producer)
    return [Message(topic, item.key.encode(), item.raw, headers) for item in items]


def _with_refused(
    reads: Iterable[Item | Refusal], reasons: Mapping[int, str]
) -> list[Item | Refusal]:
    """Return the items with refusals in the place of those that the log does not take."""
    count = -1
    found: list[Item | Refusal] = []
    for read in reads:
        if isinstance(read, Item):
            count += 1
            found.append(_not_taken(read, reasons[count]) if count in reasons else read)
        else:
            found.append(read)
    return found


def _not_taken(item: Item, reason: str) -> Refusal:
    return Refusal("publish", reason, item.raw, source=item.source, id=item.id)


def _binary(
    headers: Sequence[tuple[bytes, bytes]], content_type: str, body: bytes
) -> bytes | Refusal:
    try:
        attributes = attributes_of(headers)
        if not attributes:
            raise ValueError(
                "application/json is binary mode, which has the event's attributes in headers"
                " (ce-id, ce-source, ce-type, ce-specversion); if the body is the whole event, send"
                " it as application/cloudevents+json"
            )
        return from_binary(attributes, content_type, body)
    except ValueError as error:
        return Refusal("parse", str(error), body)


def _problem(refusal: Refusal) -> Problem:
    said: dict[str, Any] = {
        name: value
        for name in ("step", "source", "id")
        if (value := getattr(refusal, name)) is not None
    }
    return Problem(refusal.kind, refusal.reason, errors=refusal.errors, **said)
