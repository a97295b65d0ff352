"""The embedded log when it is killed, when its disk is full, when somebody else has it."""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interparty_shared.bus.base import Message, Positions, Record, TopicPartition
from interparty_shared.bus.table import TableBus
from interparty_shared.errors import LogUnavailable, Misconfigured
from interparty_shared.wire.topics import Topic
from tests.fixtures.bus import Log, some_messages, take

TOPICS = [Topic("live", 1, None, "", ""), Topic("dead", 1, 90, "", "")]

PUBLISHER = """
    import asyncio, itertools, sys
    from pathlib import Path
    from interparty_shared.bus.base import Message, Positions, Record, TopicPartition
    from interparty_shared.bus.table import TableBus
    from interparty_shared.wire.topics import Topic

    async def publish_for_ever(bus, lane):
        for number in itertools.count():
            text = f"{sys.argv[2]}.{lane}.{number}".encode()
            await bus.publish([Message("live", b"%d" % lane, text + b"x" * 500)])
            print(text.decode(), flush=True)

    async def main():
        topics = [Topic("live", 1, None, "", "")]
        async with TableBus(Path(sys.argv[1]), topics=topics, partitions=4) as bus:
            async with asyncio.TaskGroup() as tasks:
                for lane in range(10):
                    tasks.create_task(publish_for_ever(bus, lane))

    asyncio.run(main())
"""


@pytest.mark.timeout(120)
def test_killed_at_any_moment_it_has_all_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    acknowledged: list[str] = []
    for life in range(8):
        acknowledged += _publish_until_killed(path, life)
    found = asyncio.run(_everything(path))

    assert len(acknowledged) > 100
    texts = [record.value.rstrip(b"x").decode() for record in found]
    assert set(acknowledged) <= set(texts)
    assert len(texts) == len(set(texts))
    for partition in range(4):
        offsets = [record.offset for record in found if record.partition == partition]
        assert offsets == list(range(len(offsets)))
    for lane in range(10):
        mine = [
            tuple(map(int, text.split("."))) for text in texts if text.split(".")[1] == str(lane)
        ]
        assert mine == sorted(mine)


def _publish_until_killed(path: Path, life: int) -> list[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PUBLISHER), str(path), str(life)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as lines:
        first = lines.readline()
        timer = random.uniform(0.0, 0.4)
        asyncio.run(asyncio.sleep(timer))
        process.send_signal(signal.SIGKILL)
        rest = lines.read()
    process.wait()
    # The last line may have been cut off in the middle of being written.
    return [line for line in (first + rest).split("\n")[:-1] if line]


async def _everything(path: Path) -> list[Record]:
    async with TableBus(path, topics=TOPICS[:1]) as bus:
        return await bus.read("live", {}, limit=1_000_000)


async def test_a_second_opener_is_refused_at_once(table: Log) -> None:
    async with table.open():
        with pytest.raises(Misconfigured, match=f"in use by process {os.getpid()}"):
            table.open()
    async with table.open() as bus:
        await bus.check()


async def test_another_process_is_refused_and_told_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    async with TableBus(path, topics=TOPICS):
        code = textwrap.dedent(PUBLISHER)
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(path), "0", stderr=asyncio.subprocess.PIPE
        )
        _, said = await other.communicate()

    assert other.returncode == 1
    assert f"is in use by process {os.getpid()}; an embedded log belongs to one" in said.decode()


async def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"something else entirely" * 100)
    with pytest.raises(Misconfigured, match="not a database"):
        TableBus(tmp_path / "log.db")
    with pytest.raises(Misconfigured, match="cannot be made"):
        TableBus(Path("/proc/no/log.db"))


async def test_a_log_of_a_later_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    async with TableBus(path, topics=TOPICS):
        pass
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(Misconfigured, match="format 99"):
        TableBus(path, topics=TOPICS)


async def test_the_number_of_partitions_stays_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    async with TableBus(path, topics=TOPICS[:1], partitions=2):
        pass
    async with TableBus(path, topics=TOPICS, partitions=5) as bus:
        assert len(await bus.ends(["live"])) == 2
        assert len(await bus.ends(["dead"])) == 5


async def test_nothing_is_acknowledged_by_a_full_file_and_it_goes_on_when_there_is_room(
    table: Log,
) -> None:
    async with table.open() as bus:
        assert isinstance(bus, TableBus)
        await bus.publish(some_messages("live", 10))
        writing = bus._appender._connection
        (pages,) = writing.execute("PRAGMA page_count").fetchone()
        writing.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(LogUnavailable, match="full"):
            await bus.publish([Message("live", b"key", b"x" * 100_000)])
        # After a failed write the file is opened anew, without the limit.
        await bus.publish(some_messages("live", 10, start=10))
        found = await bus.read("live", {}, limit=100)

    assert [int(record.value) for record in found] == list(range(20))
    assert [record.offset for record in found] == list(range(20))


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A file system of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_refuses_and_with_room_it_goes_on(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    acknowledged = []
    async with TableBus(small_disk / "log.db", topics=TOPICS) as bus:
        await bus.publish(some_messages("live", 10))
        ballast.write_bytes(b"x" * 1_500_000)
        with contextlib.suppress(LogUnavailable):
            for number in range(10, 100):
                await bus.publish([Message("live", b"key", str(number).encode().rjust(50_000))])
                acknowledged.append(number)
        with pytest.raises(LogUnavailable):
            await bus.publish([Message("live", b"key", b"x" * 200_000)])
        readable = await bus.read("live", {}, limit=1_000)
        ballast.unlink()
        await bus.check()
        await bus.publish(some_messages("live", 1, start=1_000))

    assert 2 < len(acknowledged) < 90
    assert [int(record.value[-9:]) for record in readable] == [*range(10), *acknowledged]
    async with TableBus(small_disk / "log.db", topics=TOPICS) as bus:
        found = await bus.read("live", {}, limit=1_000)
    assert [int(record.value[-9:]) for record in found] == [*range(10), *acknowledged, 1_000]
    assert [record.offset for record in found] == list(range(len(found)))


async def test_a_disk_that_is_full_at_start_is_told_in_a_sentence(small_disk: Path) -> None:
    async with TableBus(small_disk / "log.db", topics=TOPICS) as bus:
        await bus.publish(some_messages("live", 10))
    with pytest.raises(OSError, match="No space"):
        (small_disk / "ballast").write_bytes(b"x" * 4_000_000)
    with pytest.raises(LogUnavailable, match="cannot be opened"):
        TableBus(small_disk / "log.db", topics=TOPICS)

    (small_disk / "ballast").unlink()
    async with TableBus(small_disk / "log.db", topics=TOPICS) as bus:
        assert len(await bus.read("live", {}, limit=100)) == 10


async def test_a_closed_log_says_so(table: Log) -> None:
    async with table.open() as bus:
        async with bus.subscribe(["live"], group="g", on_assigned=_nowhere) as member:
            polling = asyncio.create_task(member.poll(limit=1, timeout=30.0))
            await asyncio.sleep(0.1)
            await bus.close()
            with pytest.raises(LogUnavailable, match="closed"):
                await polling
        for refused in (bus.publish(some_messages("live", 1)), bus.ends(["live"]), bus.check()):
            with pytest.raises(LogUnavailable, match="closed"):
                await refused


async def test_what_was_handed_in_before_closing_is_written(table: Log) -> None:
    async with table.open() as bus:
        publishing = asyncio.create_task(bus.publish(some_messages("live", 100)))
        await asyncio.sleep(0)
    await publishing

    async with table.open() as again:
        assert len(await again.read("live", {}, limit=1_000)) == 100


class TurnedByHand:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


async def test_records_are_dropped_when_their_topic_keeps_them_no_longer(tmp_path: Path) -> None:
    clock = TurnedByHand()
    async with TableBus(tmp_path / "log.db", clock=clock, topics=TOPICS) as bus:
        await bus.publish([*some_messages("live", 3), *some_messages("dead", 3)])
        clock.moment += timedelta(days=60)
        await bus.publish(some_messages("dead", 3, start=3))
        clock.moment += timedelta(days=31)
        await bus.publish(some_messages("live", 1, start=3))
        await bus.publish(some_messages("dead", 1, start=6))
        dead = await bus.read("dead", {}, limit=100)
        live = await bus.read("live", {}, limit=100)
        async with bus.subscribe(["dead"], group="g", on_assigned=_nowhere) as member:
            polled = await take(member, 4)

    assert [int(record.value) for record in dead] == [3, 4, 5, 6]
    assert [record.offset for record in dead] == [3, 4, 5, 6]
    assert [record.value for record in polled] == [record.value for record in dead]
    assert len(live) == 4


async def test_a_topic_of_which_all_was_dropped_goes_on_where_it_was(tmp_path: Path) -> None:
    clock = TurnedByHand()
    async with TableBus(tmp_path / "log.db", clock=clock, topics=TOPICS) as bus:
        await bus.publish(some_messages("dead", 5))
        clock.moment += timedelta(days=91)
        await bus.publish(some_messages("live", 1))
        await bus.check()
    async with TableBus(tmp_path / "log.db", clock=clock, topics=TOPICS) as bus:
        async with bus.subscribe(["dead", "live"], group="g", on_assigned=_nowhere) as member:
            assert [record.topic for record in await take(member, 1)] == ["live"]
        await bus.publish(some_messages("dead", 1, start=5))
        (found,) = await bus.read("dead", {}, limit=10)

    assert found.offset == 5


async def _nowhere(_: frozenset[TopicPartition]) -> Positions:
    return {}
