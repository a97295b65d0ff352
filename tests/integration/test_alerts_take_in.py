"""Taking in batches: facts, verdicts, revisions and the position, all or nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from typing_extensions import override

from interparty_alerts.handlers.bearing import read
from interparty_alerts.handlers.positions import claim, read_up_to, rewind
from interparty_alerts.handlers.take_in import take_in
from interparty_alerts.questions import Asked, Rules
from interparty_alerts.store.outbox import Entry
from interparty_shared import packs
from interparty_shared.bus.base import TopicPartition
from interparty_shared.errors import Fenced
from interparty_shared.reference import naming
from interparty_shared.wire.topics import EVENTS
from tests.support import builders
from tests.support.builders import at, coverage, disclosure, engagement, member, retraction
from tests.support.worker import PLACES, Worker


def dead(entries: list[Entry]) -> list[dict[str, object]]:
    return [orjson.loads(one.body) for one in entries if one.kind == "dead"]


async def lives(worker: Worker) -> list[tuple[int, str, str, str]]:
    return [
        (one["revision"], one["status"], one["verdict"], one["severity"])
        for one in await worker.revisions()
    ]


async def test_an_alert_lives_through_missing_late_disclosed_withdrawn_record_and_retraction(
    worker: Worker,
) -> None:
    await worker.feed([engagement()])
    await worker.feed([coverage(last="2026-05-30")])
    await worker.settle()
    await worker.feed([disclosure(filed="2026-03-20")])
    await worker.feed([disclosure(filed="2026-03-01", time=at(1))])
    await worker.feed([disclosure(withdrawn=True, time=at(2))])
    await worker.feed([retraction(time=at(3))])

    assert await lives(worker) == [
        (1, "open", "missing", "high"),
        (2, "open", "late", "low"),
        (3, "resolved", "disclosed", "low"),
        (4, "open", "missing", "high"),
        (5, "withdrawn", "missing", "high"),
    ]
    assert await worker.verdicts() == []


async def test_a_correction_that_ends_the_duty_withdraws_the_alert(worker: Worker) -> None:
    await worker.feed([engagement(), coverage(last="2026-05-30")])
    await worker.settle()
    await worker.feed([engagement(value="120.00", time=at(1))])

    assert await worker.verdicts() == ["not_required"]
    assert (await lives(worker))[-1][1] == "withdrawn"


async def test_an_engagement_posted_again_after_its_retraction_stands_again(worker: Worker) -> None:
    await worker.feed([engagement(), retraction(time=at(1))])
    assert await worker.verdicts() == []

    await worker.feed([engagement(time=at(2))])

    assert await worker.verdicts() == ["not_assessable"]


async def test_what_is_sent_again_changes_nothing(worker: Worker) -> None:
    world = [engagement(), disclosure(), coverage(last="2026-05-30")]
    await worker.feed(world)
    await worker.settle()
    before = await worker.outbox()

    taken = await worker.feed(world)
    await worker.settle()

    assert taken.unchanged == 3
    assert await worker.outbox() == before


async def test_an_older_version_that_comes_later_changes_nothing(worker: Worker) -> None:
    await worker.feed([engagement(value="120.00", time=at(5))])

    await worker.feed([engagement(value="900.00", time=at(1))])

    assert await worker.verdicts() == ["not_required"]


@pytest.mark.parametrize("first", [0, 1])
async def test_two_contents_at_one_time_are_a_conflict_that_the_same_one_wins_in_any_order(
    worker: Worker, first: int
) -> None:
    rivals = [engagement(title="one"), engagement(title="two")]
    await worker.feed([rivals[first]])
    await worker.feed([rivals[1 - first]])

    letters = dead(await worker.outbox())
    assert [one["step"] for one in letters] == ["conflict"]
    assert letters[0]["producer"] == "tests"
    held = await worker.obligations()
    await worker.feed([rivals[first]])
    assert await worker.obligations() == held


async def test_a_record_that_is_no_event_is_put_aside_and_its_neighbours_go_through(
    worker: Worker,
) -> None:
    good = builders.record(engagement(), offset=0)
    bad = replace(good, offset=1, value=b'{"type": "org.interparty.engagement.v1"}')
    odd = replace(good, offset=2, value=b"\xff\xfe")

    taken = await worker.take([good, bad, odd])

    assert taken.put_aside == 2
    assert await worker.verdicts() == ["not_assessable"]
    assert [one["offset"] for one in dead(await worker.outbox())] == [1, 2]
    assert (await read_up_to(worker.database))[PLACES[0]] == 3


class Failing(Rules):
    """Rules that fail when they are asked, which is after the facts were written."""

    @override
    def asked(self, *_: object) -> Asked:
        raise RuntimeError("a bug of ours")


async def test_the_position_is_saved_with_the_facts_or_not_at_all(worker: Worker) -> None:
    await worker.feed([engagement("e0")])
    fine = builders.record(engagement("e1"), offset=1)

    with pytest.raises(RuntimeError):
        await take_in(
            worker.database,
            [read(fine)],
            Failing(packs.load(), naming.matcher()),
            owner=worker.name,
            ends={},
            now=worker.now,
        )

    assert (await read_up_to(worker.database))[PLACES[0]] == 1
    assert len(await worker.obligations()) == 1


async def test_a_worker_whose_partition_was_taken_over_saves_nothing(worker: Worker) -> None:
    await claim(worker.database, [PLACES[0]], "another")

    with pytest.raises(Fenced):
        await worker.feed([engagement()])

    assert await worker.obligations() == {}


async def test_a_replay_fences_the_worker_and_begins_at_zero(worker: Worker) -> None:
    await worker.feed([engagement()])

    await rewind(worker.database, [EVENTS.name])

    with pytest.raises(Fenced):
        await worker.feed([engagement("e2")])
    assert (await claim(worker.database, [PLACES[0]], worker.name))[PLACES[0]] == 0


async def test_coverage_counts_only_once_all_that_was_accepted_before_it_is_read(
    worker: Worker,
) -> None:
    """The record that answers waits on a partition that is read more slowly."""
    slow = TopicPartition(EVENTS.name, 1)
    await claim(worker.database, [slow], "slow")
    sync = builders.record(coverage(last="2026-05-30"), offset=0)
    visit = builders.record(engagement(), offset=1)

    await worker.take([sync, visit], ends={PLACES[0]: 2, slow: 1})
    await worker.settle_what_can()
    assert await worker.verdicts() == ["not_assessable"]

    other = Worker(worker.database, name="slow")
    await other.take([replace(builders.record(disclosure(), offset=0), partition=1)])
    await worker.settle()
    assert await worker.verdicts() == ["disclosed"]
    assert await worker.revisions() == []


async def test_a_deadline_is_judged_on_its_day_and_not_before(worker: Worker) -> None:
    worker.now = datetime(2026, 2, 10, tzinfo=UTC)
    await worker.feed([engagement()])
    held = next(iter((await worker.obligations()).values()))
    assert held["verdict"] == "pending"
    day = datetime.fromisoformat(f"{held['alert_date']}T00:00:00+00:00")

    worker.now = day - timedelta(seconds=1)
    await worker.settle()
    assert await worker.verdicts() == ["pending"]

    worker.now = day
    await worker.settle()
    assert await worker.verdicts() == ["not_assessable"]


async def test_a_sync_dated_ahead_of_our_clock_counts_when_its_moment_has_come(
    worker: Worker,
) -> None:
    worker.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    await worker.feed([engagement(), coverage(last="2026-06-02")])
    await worker.settle_what_can()
    assert await worker.verdicts() == ["not_assessable"]

    worker.now = datetime(2026, 6, 2, 6, tzinfo=UTC)
    await worker.settle()

    assert await worker.verdicts() == ["missing"]


async def test_a_later_version_of_a_sync_that_covers_less_takes_the_alert_back(
    worker: Worker,
) -> None:
    await worker.feed([engagement(), coverage(last="2026-05-30")])
    await worker.settle()
    assert await worker.verdicts() == ["missing"]

    await worker.feed([coverage("2026-05-01", "2026-05-30", time=at(1))])
    await worker.settle()

    assert await worker.verdicts() == ["not_assessable"]
    assert (await lives(worker))[-1][1] == "withdrawn"


async def test_history_raises_alerts_that_nobody_is_notified_of(worker: Worker) -> None:
    record = builders.record(engagement(), offset=0, lane="backfill")

    await worker.take([record])
    await worker.feed([coverage(last="2026-05-30")])
    await worker.settle()

    alerts = [one for one in await worker.outbox() if one.kind == "alert"]
    assert [one.notify for one in alerts] == [False]


async def test_reference_data_that_comes_later_revises_what_was_decided(worker: Worker) -> None:
    unnamed = builders.funder(country=None, kind=None)
    del unnamed["country"], unnamed["kind"]
    event = engagement(participants=[member(), unnamed], place=None)
    await worker.feed([event, coverage(last="2026-05-30")])
    await worker.settle()
    before = await worker.verdicts()

    await worker.feed([builders.actor(country="DE")])
    await worker.settle()

    assert await worker.verdicts() != before or before == ["undetermined"]
    held = next(iter((await worker.obligations()).values()))
    assert held["foreign"]["country"] == "DE"


async def test_a_trace_follows_an_event_into_what_it_publishes(worker: Worker) -> None:
    await worker.feed([engagement()])

    assert {one.trace for one in await worker.outbox()} == {
        "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    }
