"""Members of a group and how partitions are dealt out among them."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from interparty_shared.bus.base import OnAssigned, Positions, Record, TopicPartition

if TYPE_CHECKING:
    from interparty_shared.bus.table.bus import TableBus


class TableSubscription:
    """A member of a group; see `bus.base.Subscription`."""

    def __init__(self, bus: "TableBus", topics: Sequence[str], on_assigned: OnAssigned) -> None:
        self.topics = tuple(topics)
        self._bus = bus
        self._on_assigned = on_assigned
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._positions: dict[TopicPartition, int] = {}
        self._dealt = 0  # grows with each assignment
        self._taken = 0  # the last one that `on_assigned` has answered
        self._turn = 0
        self._appended = asyncio.Event()

    @property
    def assigned(self) -> frozenset[TopicPartition]:
        """The partitions that this member owns now."""
        return self._assigned

    async def poll(self, *, limit: int, timeout: float) -> list[Record]:  # noqa: ASYNC109 - the port's
        """Return the next records, waiting up to `timeout` s; see `Subscription.poll`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            await self._take_over()
            dealt = self._dealt
            self._appended.clear()
            records = await self._next(limit)
            if dealt != self._dealt:
                continue  # dealt anew meanwhile: they may be another's, and ours begin elsewhere
            if records:
                for record in records:
                    place = TopicPartition(record.topic, record.partition)
                    self._positions[place] = record.offset + 1
                return records
            remaining = deadline - loop.time()
            if remaining <= 0:
                return []
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(remaining):
                    await self._appended.wait()

    async def seek(self, positions: Positions) -> None:
        """Continue from these positions; see `Subscription.seek`."""
        self._positions.update(
            {place: position for place, position in positions.items() if place in self._assigned}
        )

    async def report(self, positions: Positions) -> None:
        """Do nothing: the only tool that shows lag here has the reader's own positions."""

    def deal(self, partitions: frozenset[TopicPartition]) -> None:
        """Own these partitions from now on, and no others."""
        self._assigned = partitions
        self._dealt += 1
        self._appended.set()

    def wake(self) -> None:
        """Look again whether there are records."""
        self._appended.set()

    async def _take_over(self) -> None:
        while self._taken != self._dealt:
            dealt = self._dealt
            positions = await self._on_assigned(self._assigned)
            self._positions = {place: positions.get(place, 0) for place in self._assigned}
            self._taken = dealt

    async def _next(self, limit: int) -> list[Record]:
        """Return records of the first topic that has any, its partitions taking turns."""
        for topic in self.topics:
            places = sorted(place for place in self._assigned if place.topic == topic)
            self._turn += 1
            shift = self._turn % max(len(places), 1)
            records: list[Record] = []
            for place in places[shift:] + places[:shift]:
                if len(records) < limit:
                    records += await self._after(place, limit - len(records))
            if records:
                return records
        return []

    async def _after(self, place: TopicPartition, limit: int) -> list[Record]:
        end = self._bus.end_of(place)
        position = self._positions[place]
        if position > end:
            # The file is not the one that was read before: as on Kafka, begin at its oldest.
            position = self._positions[place] = 0
        if position == end:
            return []
        records = await self._bus.records(place, position, limit=limit)
        if not records:
            self._positions[place] = end  # all of them were dropped, for their age
        return records


class Group:
    """The members of one group, among whom every partition has one owner."""

    def __init__(self, partitions: frozenset[TopicPartition]) -> None:
        self._partitions = partitions
        self._members: list[TableSubscription] = []

    def join(self, member: TableSubscription) -> None:
        """Deal the partitions out anew, with one member more."""
        self._members.append(member)
        self._deal()

    def leave(self, member: TableSubscription) -> None:
        """Deal the partitions out anew among those who stay."""
        self._members.remove(member)
        self._deal()

    def wake(self) -> None:
        """Let every member look again whether there are records."""
        for member in self._members:
            member.wake()

    def _deal(self) -> None:
        for member in self._members:
            member.deal(
                frozenset(place for place in self._partitions if self._owner(place) is member)
            )

    def _owner(self, place: TopicPartition) -> TableSubscription | None:
        takers = [member for member in self._members if place.topic in member.topics]
        # Partitions of one number go together whatever their topic: so do the keys in them.
        return takers[place.partition % len(takers)] if takers else None
