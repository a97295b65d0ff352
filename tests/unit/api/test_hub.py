"""The hub and its readers: order, bounds, ends. No database, no network."""

import asyncio

import pytest

from interparty_api.stream.hub import Hub
from interparty_api.stream.reader import CHUNK, MOST_BYTES, MOST_FRAMES, Reader


def joined(hub: Hub, wants: str = "all", after: int | None = None) -> Reader:
    reader = Reader(wants)
    hub.enter(reader)
    hub.join(reader, hub.position if after is None else after)
    return reader


async def taken(reader: Reader) -> list[bytes]:
    found = []
    while not reader.idle:
        found.append(await reader.take())
    return found


async def test_a_frame_is_one_object_for_all_readers_and_its_want_is_asked_once() -> None:
    hub = Hub(10)
    asked = []
    readers = [joined(hub) for _ in range(3)] + [joined(hub, "none")]
    frame = b"frame"

    def wanted(wants: object) -> bool:
        asked.append(wants)
        return wants == "all"

    hub.publish(1, frame, wanted)

    assert sorted(map(str, asked)) == ["all", "none"]
    assert [one._waiting[0] is frame for one in readers[:3]] == [True] * 3
    assert readers[3].idle


async def test_a_reader_that_is_ahead_is_given_nothing_that_it_has() -> None:
    hub = Hub(10)
    reader = joined(hub, after=2)
    for sequence in (1, 2, 3):
        hub.publish(sequence, str(sequence).encode(), lambda _: True)

    assert await reader.take() == b"3"


async def test_nobody_joins_behind_the_position() -> None:
    hub = Hub(10)
    hub.skip_to(5)

    with pytest.raises(ValueError, match="would miss"):
        hub.join(Reader("all"), 4)


async def test_the_position_is_not_moved_over_what_somebody_waits_for() -> None:
    hub = Hub(10)
    joined(hub)
    hub.skip_to(5)

    assert hub.position == 0


@pytest.mark.parametrize(("size", "fits"), [(10, MOST_FRAMES), (MOST_BYTES // 4, 4)])
async def test_a_reader_with_too_much_waiting_is_over_and_the_others_are_not(
    size: int, fits: int
) -> None:
    hub = Hub(10)
    slow, quick = joined(hub), joined(hub)
    got = 0
    for sequence in range(1, fits + 2):
        hub.publish(sequence, b"x" * size, lambda _: True)
        if not quick.idle:
            got += sum(map(len, await taken(quick)))
        assert slow.over.done() == (sequence > fits)

    assert slow.over.result() == "slow"
    assert await slow.take() == b""
    assert got == (fits + 1) * size
    assert not quick.over.done()


async def test_what_was_taken_counts_for_nothing_any_more() -> None:
    hub = Hub(10)
    reader = joined(hub)
    for sequence in range(1, 4 * MOST_FRAMES, 2):
        for one in (sequence, sequence + 1):
            hub.publish(one, b"x" * (MOST_BYTES // 3), lambda _: True)
        await taken(reader)

    assert not reader.over.done()


async def test_one_frame_of_any_size_has_room_where_nothing_waits() -> None:
    hub = Hub(10)
    reader = joined(hub)
    hub.publish(1, b"x" * (2 * MOST_BYTES), lambda _: True)

    assert len(await reader.take()) == 2 * MOST_BYTES


async def test_what_is_sent_at_once_is_bounded() -> None:
    hub = Hub(10)
    reader = joined(hub)
    for sequence in range(1, 11):
        hub.publish(sequence, b"x" * (CHUNK // 3), lambda _: True)

    sizes = [len(one) for one in await taken(reader)]

    assert max(sizes) <= CHUNK
    assert sum(sizes) == 10 * (CHUNK // 3)


async def test_a_beat_goes_to_who_has_nothing_on_the_way_and_ends_who_takes_nothing() -> None:
    hub = Hub(10)
    idle, busy, stuck = joined(hub), joined(hub), joined(hub)
    hub.publish(1, b"frame", lambda _: True)
    await idle.take()
    await stuck.take()
    stuck.begun = 1

    hub.beat()
    assert await idle.take() == b": 1\nid: 1\n\n"
    assert await busy.take() == b"frame"
    assert not stuck.over.done()
    hub.beat()

    assert stuck.over.result() == "slow"
    assert not idle.over.done()


async def test_closed_the_hub_ends_readers_after_what_waits_for_them() -> None:
    hub = Hub(10)
    reader = joined(hub)
    hub.publish(1, b"frame", lambda _: True)
    hub.close()
    late = Reader("all")
    hub.join(late, 1)

    assert await reader.take() == b"frame"
    assert await reader.take() == b""
    assert late.over.result() == "stopping"
    assert not hub.has_room


async def test_there_is_room_again_when_a_reader_has_left() -> None:
    hub = Hub(1)
    reader = joined(hub)
    assert not hub.has_room
    waiting = asyncio.ensure_future(reader.take())
    await asyncio.sleep(0)
    hub.leave(reader)
    reader.end("stopping")

    assert hub.has_room
    assert await waiting == b""
    assert not hub.has_live
