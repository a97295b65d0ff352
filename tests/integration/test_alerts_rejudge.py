"""Rule packs that change: what was judged by the old ones is judged anew, once, and told."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from interparty_alerts.handlers import look_again, rejudge
from interparty_alerts.handlers.positions import claim, rewind
from interparty_alerts.migrations import MIGRATIONS
from interparty_alerts.store import judging, rechecks
from interparty_alerts.store.rechecks import CHUNK
from interparty_shared import packs
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.regimes import Regime
from interparty_shared.wire.topics import EVENTS
from tests.fixtures.alerts import asyncpg
from tests.support import builders
from tests.support.builders import at, coverage, disclosure, engagement
from tests.support.worker import PLACES, Worker


def within(days: int) -> Sequence[Regime]:
    """Return our packs, with that many days for visits of members of the Commons."""
    return tuple(
        replace(one, deadline=Deadline(days)) if one.id == "GB-MP-VISITS" else one
        for one in packs.load()
    )


def successor(worker: Worker, days: int, name: str = "successor") -> Worker:
    return Worker(worker.database, worker.now, name, worker.offset, packs=within(days))


async def lives(worker: Worker) -> list[tuple[int, str, str]]:
    return [(one["revision"], one["status"], one["verdict"]) for one in await worker.revisions()]


def visits(count: int) -> list[builders.Event]:
    return [
        engagement(f"e{n}", participants=[builders.member(f"Member {n}"), builders.funder()])
        for n in range(count)
    ]


def among_others(count: int) -> list[builders.Event]:
    """Return visits, and among them so many other facts that they are asked for in several steps."""
    world = []
    for n, visit in enumerate(visits(count)):
        world.append({**visit, "id": f"{n:04}"})
        world += [
            {**builders.actor(f"test:{n}-{m}", name=f"Body {n} {m}"), "id": f"{n:04}-{m}"}
            for m in range(3 * CHUNK // count)
        ]
    return world


async def test_a_longer_deadline_resolves_the_late_and_withdraws_the_missing_with_their_history(
    worker: Worker,
) -> None:
    await worker.feed([*visits(2), disclosure(filer={"name": "Member 0"}, filed="2026-03-20")])
    worker.now = worker.now.replace(month=4, day=10)
    await worker.feed([coverage(last="2026-04-09")])
    await worker.settle()
    assert sorted(await lives(worker)) == [(1, "open", "late"), (1, "open", "missing")]

    after = successor(worker, 60)
    assert await after.start()
    await after.settle()

    assert await after.verdicts() == ["disclosed", "pending"]
    assert sorted(await lives(after)) == [
        (1, "open", "late"),
        (1, "open", "missing"),
        (2, "resolved", "disclosed"),
        (2, "withdrawn", "pending"),
    ]
    assert [one.notify for one in await after.outbox() if one.kind == "alert"] == [True] * 4
    assert {one["due"] for one in (await after.obligations()).values()} == {"2026-04-05"}


async def test_what_is_judged_anew_is_found_where_the_code_of_now_looks_for_it(
    worker: Worker,
) -> None:
    await worker.feed([engagement(), coverage(last="2026-05-30")])
    await worker.settle()
    async with worker.database.begin() as connection:
        await connection.execute(text("DELETE FROM alerts_link WHERE kind <> 'n'"))
    after = successor(worker, 60)
    await after.start()
    await after.settle()

    await after.feed([disclosure()])
    await after.settle()

    assert await after.verdicts() == ["disclosed"]


async def test_a_start_with_the_same_packs_asks_for_nothing(worker: Worker) -> None:
    await worker.feed([engagement(), coverage(last="2026-05-30")])
    await worker.settle()
    before = await worker.outbox()

    assert not await worker.start()
    assert not await rejudge.ask_on(worker.database, worker.rules, trace="")
    assert await look_again.requested(worker.database, worker.rules, now=worker.now) is None
    await worker.settle()

    assert await worker.outbox() == before


async def test_verdicts_of_which_nobody_knows_the_packs_are_judged_again(worker: Worker) -> None:
    """As those are that an older version of ours left, which did not keep its packs."""
    await worker.feed([engagement()])
    async with worker.database.begin() as connection:
        await judging.take_over(connection, "", worker.now)

    assert await worker.start()


async def test_a_day_that_an_earlier_alert_date_brings_is_not_waited_for(worker: Worker) -> None:
    worker.now = worker.now.replace(month=3, day=20)
    await worker.feed([engagement()])
    await worker.feed([coverage(last="2026-03-19")])
    await worker.settle()
    assert await worker.verdicts() == ["pending"]

    after = successor(worker, 5)
    await after.start()
    await after.settle()

    assert await after.verdicts() == ["missing"]


async def test_history_that_is_judged_again_notifies_nobody(worker: Worker) -> None:
    records = [builders.record(engagement(), offset=0, lane="backfill")]
    await worker.take(records)
    await worker.feed([disclosure(filed="2026-03-20")])

    after = successor(worker, 60)
    await after.start()
    await after.settle()

    alerts = [one for one in await after.outbox() if one.kind == "alert"]
    assert [one.notify for one in alerts] == [False, False]


async def test_more_than_one_step_is_taken_up_where_a_crash_left_it(worker: Worker) -> None:
    count = 12
    await worker.feed(among_others(count))
    before = await worker.obligations()
    after = successor(worker, 60)
    await after.start()
    assert await rejudge.ask_on(after.database, after.rules, trace="")

    again = successor(worker, 60, name="after the crash")
    assert not await again.start()
    await again.settle()

    held = await again.obligations()
    assert held.keys() == before.keys()
    assert {one["due"] for one in held.values()} == {"2026-04-05"}
    assert len(await again.outbox()) == 2 * count
    assert await rejudge.ask_on(after.database, after.rules, trace="") is False


async def test_live_events_go_on_while_all_is_judged_again(worker: Worker) -> None:
    await worker.feed(visits(3))
    after = successor(worker, 60)
    await after.start()

    taken = await after.feed([engagement("new")])

    assert taken.tally.engagements == 1
    assert not await look_again.requested(after.database, after.rules, now=after.now)
    await after.settle()
    assert len(await after.obligations()) == 4


async def test_workers_by_older_packs_take_facts_in_and_leave_the_judging(worker: Worker) -> None:
    await worker.feed([engagement()])
    newer = successor(worker, 60)
    await newer.start()

    await claim(worker.database, PLACES, worker.name)
    taken = await worker.feed([disclosure(filed="2026-03-20")])
    assert taken.tally.engagements == 0
    assert await rejudge.keep(worker.database, worker.rules, now=worker.now) is None
    assert await look_again.requested(worker.database, worker.rules, now=worker.now) is None
    due = await look_again.deadlines(
        worker.database, worker.rules, trace="", limit=10, now=at(10_000)
    )
    assert due.engagements == 0

    await newer.settle()
    assert await newer.verdicts() == ["disclosed"]
    assert await newer.revisions() == []


async def test_two_versions_side_by_side_ask_once_for_each_start(worker: Worker) -> None:
    await worker.feed([engagement(), disclosure(filed="2026-03-20")])
    newer = successor(worker, 60)
    assert await newer.start()
    await newer.settle()
    for _ in range(3):
        await worker.settle(waiting=True)
        await newer.settle()
        for one in (worker, newer):
            await rejudge.keep(one.database, one.rules, now=one.now)
    assert [status for _, status, _ in await lives(newer)] == ["open", "resolved"]

    assert await worker.start()
    assert not await worker.start()
    await worker.settle()
    assert [status for _, status, _ in await lives(worker)] == ["open", "resolved", "open"]


async def test_packs_by_which_nobody_works_any_more_are_taken_over_from(worker: Worker) -> None:
    """A deploy that is taken back: the new worker is gone, the old ones never stopped."""
    await worker.feed([engagement(), disclosure(filed="2026-03-20")])
    newer = successor(worker, 60)
    await newer.start()
    await newer.settle()

    worker.now += judging.LEASE * 2 / 3
    assert await rejudge.keep(newer.database, newer.rules, now=worker.now) is not None
    worker.now += judging.LEASE
    assert await rejudge.keep(worker.database, worker.rules, now=worker.now) is None
    worker.now += timedelta(seconds=1)
    in_force = await rejudge.keep(worker.database, worker.rules, now=worker.now)

    assert in_force is not None
    assert in_force.asking
    await worker.settle()
    assert (await lives(worker))[-1] == (3, "open", "late")


async def test_a_replay_judges_again_what_is_known(worker: Worker) -> None:
    await worker.feed([engagement()])

    await rewind(worker.database, [EVENTS.name])

    assert await rejudge.ask_on(worker.database, worker.rules, trace="")
    tally = await look_again.requested(worker.database, worker.rules, now=worker.now)
    assert tally is not None
    assert (tally.engagements, tally.revisions) == (1, [])


async def test_several_workers_at_once_judge_each_visit_anew_once(
    worker: Worker,
) -> None:
    count = 12
    await worker.feed(among_others(count))
    newer = [successor(worker, 60, name=f"w{number}") for number in range(4)]

    starts = await asyncio.gather(*(one.start() for one in newer))
    await asyncio.gather(*(one.settle() for one in newer))

    assert sorted(starts) == [False, False, False, True]
    held = await worker.obligations()
    assert len(held) == count
    assert {one["due"] for one in held.values()} == {"2026-04-05"}
    assert len(await worker.outbox()) == 2 * count


async def test_what_an_older_worker_has_begun_is_waited_for(postgres_url: str) -> None:
    """It saw its own packs in force, and commits when others are."""
    url = asyncpg(postgres_url)
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    older = Worker(database)
    await older.start()
    await older.feed([engagement("e1"), disclosure(filed="2026-03-20")])
    newer = successor(older, 60)
    async with database.begin() as begun:
        await rechecks.under_way(begun)
        assert await judging.ours(begun, older.rules.digest)
        assert await newer.start()
        assert not await rejudge.ask_on(database, newer.rules, trace="")

    await newer.settle()

    assert await newer.verdicts() == ["disclosed"]
    await database.close()
