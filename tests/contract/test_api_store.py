"""The read model on both databases: order, repetition and rivals change nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.alerts import AlertQuery, get_history, list_alerts
from interparty_api.handlers.batches import claim, in_halves
from interparty_api.handlers.changes import list_changes
from interparty_api.handlers.facts import (
    FactQuery,
    actor_query,
    disclosure_query,
    engagement_query,
    list_facts,
)
from interparty_api.handlers.obligations import ObligationQuery, list_obligations
from interparty_api.handlers.reference import list_registers
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_api.handlers.take_in_events import take_in_events
from interparty_api.migrations import MIGRATIONS
from interparty_api.store import positions
from interparty_shared.bus.base import Record, TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.db.migrate import differences
from interparty_shared.errors import Fenced
from interparty_shared.wire.topics import ALERTS, BACKFILL, EVENTS
from tests.fixtures.api import empty
from tests.support.builders import (
    SOURCE,
    Event,
    actor,
    at,
    coverage,
    disclosure,
    engagement,
    record,
    retraction,
)
from tests.support.published import after, an_alert, an_obligation, as_record, gone, parsed

PLACES = frozenset(TopicPartition(name, 0) for name in (ALERTS.name, EVENTS.name, BACKFILL.name))
SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


async def owned(database: Database, owner: str = "reader") -> None:
    await empty(database)
    await claim(database, PLACES, owner)


async def listed(database: Database, query: FactQuery, limit: int = 100) -> list[dict[str, Any]]:
    """Return all pages of a list of facts."""
    found: list[dict[str, Any]] = []
    query = replace(query, limit=limit)
    while True:
        page = await list_facts(database, query)
        found += [parsed(text) for text in page.items]
        if page.end is None:
            return found
        query = replace(query, after=page.end)


async def shown(database: Database) -> str:
    """Return everything that the facts' lists answer."""
    answers = [
        await listed(database, engagement_query()),
        await listed(database, engagement_query(retracted=True)),
        await listed(database, engagement_query(country=["GB"], channel=["visit"])),
        await listed(
            database,
            engagement_query(source=[SOURCE, "x"], country=["GB", "DE"], actor=["Member M"]),
        ),
        await listed(database, disclosure_query(register=["gb-commons"])),
        await listed(database, disclosure_query()),
        await listed(database, actor_query()),
        await list_registers(database, []),
    ]
    return orjson.dumps(answers, option=orjson.OPT_INDENT_2).decode()


async def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)

    assert await differences(MIGRATIONS, url) == []


async def test_a_record_that_the_database_cannot_hold_harms_no_neighbour(
    database: Database,
) -> None:
    await owned(database)
    records = [as_record(an_alert(n, id_=f"al_{n}"), n) for n in range(1, 8)]
    records[3] = as_record(an_alert(4, id_="al_4", regime="GB-\x00"), 4)
    records[5] = as_record(an_alert(6, id_="al_6", revision=2**40), 6)

    taken = await in_halves(take_in_alerts, database, records, "reader")

    kept = {parsed(text)["id"] for text in (await list_alerts(database, AlertQuery())).items}
    assert {"al_1", "al_2", "al_3", "al_5", "al_7"} <= kept
    assert taken.records == 7
    assert len(kept) + len(taken.unreadable) == 7
    async with database.read() as connection:
        assert (await positions.saved(connection))[TopicPartition(ALERTS.name, 0)] == 8


async def test_what_a_fenced_reader_took_in_is_not_there(database: Database) -> None:
    await owned(database)
    await claim(database, PLACES, "another")

    with pytest.raises(Fenced):
        await take_in_alerts(database, [as_record(an_alert(1))], "reader")
    with pytest.raises(Fenced):
        await take_in_events(database, [record(engagement(), offset=0)], "reader")

    assert not (await list_alerts(database, AlertQuery())).items
    assert not (await list_facts(database, engagement_query())).items


async def test_two_readers_at_once_leave_no_gap_in_the_changes(database: Database) -> None:
    await owned(database)
    pairs = [(n, TopicPartition(ALERTS.name, n % 3)) for n in range(1, 31)]
    await claim(database, frozenset(place for _, place in pairs), "reader")

    async def read(partition: int) -> None:
        for n, place in pairs:
            if place.partition == partition:
                said = as_record(an_alert(n, id_=f"al_{n}"), n, partition)
                await take_in_alerts(database, [said], "reader")

    await asyncio.gather(*(read(partition) for partition in range(3)))

    changes = await list_changes(database, after=0, limit=100)
    assert [one.sequence for one in changes.items] == list(range(1, 31))


async def test_an_engagement_and_its_retraction_by_two_lanes_at_once_end_retracted(
    database: Database,
) -> None:
    await owned(database)
    for n in range(10):
        posted = record(engagement(f"e{n}"), offset=n)
        taken_back = record(retraction(f"e{n}", id_=f"r{n}", time=at(1)), offset=n, lane="backfill")
        await asyncio.gather(
            take_in_events(database, [posted], "reader"),
            take_in_events(database, [taken_back], "reader"),
        )

    assert all(one["retracted"] for one in await listed(database, engagement_query()))


events = st.one_of(
    st.builds(
        engagement,
        st.sampled_from(["e1", "e2", "x"]),
        first=st.sampled_from(["2026-02-01", "2026-02-02"]),
        last=st.none(),
        channel=st.sampled_from(["visit", "forum"]),
        time=st.sampled_from([at(0), at(1), at(2)]),
    ),
    st.builds(
        retraction,
        st.sampled_from(["e1", "e2", "x"]),
        id_=st.sampled_from(["r1", "r2", "x"]),
        time=st.sampled_from([at(0), at(1), at(2)]),
    ),
    st.builds(
        disclosure,
        st.sampled_from(["100", "200"]),
        register=st.sampled_from(["gb-commons", "ca-mp-travel"]),
        filed=st.sampled_from([None, "2026-02-20"]),
        id_=st.sampled_from(["d1", "d2", "x"]),
        time=st.sampled_from([at(0), at(1)]),
    ),
    st.builds(
        coverage,
        st.sampled_from(["2026-01-01", "2026-02-01"]),
        st.sampled_from(["2026-03-01", "2026-04-01"]),
        id_=st.sampled_from(["c1", "c2", "x"]),
        time=st.sampled_from([at(0), at(1)]),
    ),
    st.builds(
        actor,
        st.sampled_from(["t:1", "t:2"]),
        name=st.sampled_from(["A", "B"]),
        time=st.sampled_from([at(0), at(1)]),
    ),
)


def in_batches(data: st.DataObject, posted: Sequence[Event]) -> list[list[Record]]:
    """Return events as records, cut into batches and lanes at random."""
    batches: list[list[Record]] = [[]]
    for offset, one in enumerate(posted):
        lane = data.draw(st.sampled_from(["live", "backfill"]))
        batches[-1].append(record(one, offset=offset, lane=lane))
        if data.draw(st.booleans()):
            batches.append([])
    return [batch for batch in batches if batch]


@pytest.mark.timeout(240)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(data=st.data(), posted=st.lists(events, min_size=1, max_size=10))
async def test_facts_are_the_same_in_whatever_order_and_how_often_they_come(
    database: Database, data: st.DataObject, posted: list[Event]
) -> None:
    answers = []
    for order in (posted, data.draw(st.permutations([*posted, *posted[::2]]))):
        await owned(database)
        for batch in in_batches(data, order):
            await take_in_events(database, batch, "reader")
        answers.append(await shown(database))

    assert answers[0] == answers[1]


@pytest.mark.timeout(120)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(order=st.permutations(range(6)), size=st.integers(1, 6))
async def test_the_last_revision_is_the_one_that_counts_in_whatever_order_they_come(
    database: Database, order: list[int], size: int
) -> None:
    await owned(database)
    said = [
        an_alert(n + 1, id_=f"al_{n % 2}", revision=n // 2 + 1, updated=after(n)) for n in range(6)
    ]
    records = [as_record(said[n], offset) for offset, n in enumerate(order)]

    for at_ in range(0, len(records), size):
        await take_in_alerts(database, records[at_ : at_ + size], "reader")

    now = await list_alerts(database, AlertQuery())
    then = await list_alerts(database, AlertQuery(as_of=after(2.5)))
    assert [parsed(text)["sequence"] for text in now.items] == [6, 5]
    assert [parsed(text)["sequence"] for text in then.items] == [3, 2]
    history, _ = await get_history(database, "al_0", after=0, limit=10)
    assert [one.sequence for one in history] == [1, 3, 5]


async def test_of_an_obligation_the_last_state_counts_within_a_batch_too(
    database: Database,
) -> None:
    await owned(database)
    batches = [
        [an_obligation("ob_1", verdict="pending"), an_obligation("ob_2")],
        [an_obligation("ob_1", verdict="missing"), an_obligation("ob_1", verdict="late")],
        [gone("ob_2"), gone("ob_3"), an_obligation("ob_3")],
    ]
    for number, batch in enumerate(batches):
        records = [as_record(one, 10 * number + at_) for at_, one in enumerate(batch)]
        await take_in_alerts(database, records, "reader")

    page = await list_obligations(database, ObligationQuery(country=("GB",)))
    verdicts = {parsed(text)["id"]: parsed(text)["verdict"] for text in page.items}
    assert verdicts == {"ob_1": "late", "ob_3": "missing"}
    none = await list_obligations(database, ObligationQuery(verdict=("pending",)))
    assert not none.items


@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_paging_through_facts_gives_each_exactly_once(database: Database, limit: int) -> None:
    await owned(database)
    posted = [
        engagement(f"e{n:02}", first=f"2026-02-{n % 4 + 1:02}", place=["DE", "US"][n % 2])
        for n in range(20)
    ]
    records = [record(one, offset=n) for n, one in enumerate(posted)]
    await take_in_events(database, records, "reader")

    everything = await listed(database, engagement_query(), limit)
    american = await listed(database, engagement_query(country=["US"]), limit)

    assert sorted(one["id"] for one in everything) == [f"e{n:02}" for n in range(20)]
    days = [one["occurred"]["from"] for one in everything]
    assert days == sorted(days, reverse=True)
    assert sorted(one["id"] for one in american) == [f"e{n:02}" for n in range(1, 20, 2)]
