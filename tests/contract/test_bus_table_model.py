"""The embedded log against a plain model of a log, through random histories."""

import asyncio
import itertools
import tempfile
from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from interparty_shared.bus.base import Bus, Message, Positions, Subscription, TopicPartition
from interparty_shared.bus.partitioning import partition_for
from tests.fixtures.bus import table_log

TOPICS = ("live", "backfill")
GROUPS = ("one", "two")
Contents = dict[TopicPartition, list[tuple[bytes, bytes]]]

# A value is given by its length, so that hypothesis need not show large ones.
Outline = tuple[str, bytes, int]
outlines = st.lists(
    st.tuples(
        st.sampled_from(TOPICS),
        st.sampled_from([b"", b"a", b"b", b"c", b"d", b"e"]),
        st.sampled_from([0, 1, 2, 3, 200_000]),
    ),
    max_size=12,
)


class LogModel(RuleBasedStateMachine):
    """Two readers with positions of their own, on a log that is also closed and opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.numbers = itertools.count()
        self.contents: Contents = defaultdict(list)
        self.positions: dict[str, dict[TopicPartition, int]] = {group: {} for group in GROUPS}
        self.members: dict[str, Subscription] = {}

    @initialize(partitions=st.integers(1, 4))
    def open_first(self, partitions: int) -> None:
        self.partitions = partitions
        self.log = table_log(Path(self.folder.name) / "log.db", partitions=partitions)
        self.runner.run(self._open())

    @rule()
    def close_and_open_again(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.run(self._open())

    @rule(outlined=st.lists(outlines, max_size=4))
    def publish_at_the_same_time(self, outlined: list[list[Outline]]) -> None:
        batches = [
            [Message(topic, key, self._value(size)) for topic, key, size in batch]
            for batch in outlined
        ]

        async def publish() -> None:
            await asyncio.gather(*(self.bus.publish(batch) for batch in batches))

        self.runner.run(publish())
        # Batches that are handed in one after the other are written in that order.
        for message in (message for batch in batches for message in batch):
            place = TopicPartition(message.topic, partition_for(message.key, self.partitions))
            self.contents[place].append((message.key, message.value))

    @rule(group=st.sampled_from(GROUPS), limit=st.integers(1, 10))
    def poll(self, group: str, limit: int) -> None:
        positions = self.positions[group]
        unread = {place for place in self.contents if self._is_unread(group, place)}
        found = self.runner.run(self.members[group].poll(limit=limit, timeout=0.0))

        assert len(found) <= limit
        assert bool(found) == bool(unread)
        topic = "live" if any(place.topic == "live" for place in unread) else "backfill"
        for record in found:
            place = TopicPartition(record.topic, record.partition)
            assert place.topic == topic
            assert record.offset == positions.get(place, 0)
            assert (record.key, record.value) == self.contents[place][record.offset]
            positions[place] = record.offset + 1

    @rule(group=st.sampled_from(GROUPS), topic=st.sampled_from(TOPICS), data=st.data())
    def seek(self, group: str, topic: str, data: st.DataObject) -> None:
        place = TopicPartition(topic, data.draw(st.integers(0, self.partitions - 1)))
        position = data.draw(st.integers(0, len(self.contents[place])))
        self.runner.run(self.members[group].seek({place: position}))
        self.positions[group][place] = position

    @rule(topic=st.sampled_from(TOPICS), limit=st.integers(1, 20), data=st.data())
    def read(self, topic: str, limit: int, data: st.DataObject) -> None:
        start = {
            TopicPartition(topic, number): data.draw(st.integers(0, 5))
            for number in data.draw(st.sets(st.integers(0, self.partitions - 1)))
        }
        found = self.runner.run(self.bus.read(topic, start, limit=limit))

        expected = []
        for number in range(self.partitions):
            place = TopicPartition(topic, number)
            begin = start.get(place, 0)
            expected += [
                (number, offset, value)
                for offset, (_, value) in enumerate(self.contents[place])
                if offset >= begin
            ]
        assert [(r.partition, r.offset, r.value) for r in found] == expected[:limit]

    @invariant()
    def ends_are_where_the_contents_end(self) -> None:
        if hasattr(self, "bus"):
            ends = self.runner.run(self.bus.ends(TOPICS))
            assert len(ends) == 2 * self.partitions
            assert all(end == len(self.contents[place]) for place, end in ends.items())

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    def _value(self, size: int) -> bytes:
        return b"%d|" % next(self.numbers) + b"x" * size

    def _is_unread(self, group: str, place: TopicPartition) -> bool:
        return self.positions[group].get(place, 0) < len(self.contents[place])

    async def _open(self) -> None:
        self.stack = AsyncExitStack()
        self.bus: Bus = await self.stack.enter_async_context(self.log.open())
        for group in GROUPS:

            async def on_assigned(_: object, group: str = group) -> Positions:
                return self.positions[group]

            subscribing = self.bus.subscribe(TOPICS, group=group, on_assigned=on_assigned)
            self.members[group] = await self.stack.enter_async_context(subscribing)


LogModel.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestLog = LogModel.TestCase
