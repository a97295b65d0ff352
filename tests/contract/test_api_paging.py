"""Lists of alerts: whatever is asked for, in whatever order, page by page, each exactly once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_api.handlers.projection import revision_of
from interparty_api.store import alerts
from interparty_api.store.listing import Costs
from interparty_shared.db.engine import Database
from interparty_shared.wire.published import Published
from tests.fixtures.api import empty
from tests.support.listed_alerts import World, costs, expected, queries, worlds
from tests.support.published import an_alert, parsed


async def store(database: Database, published: Sequence[Published], size: int = 7) -> None:
    batches: Iterator[Sequence[Published]] = (
        published[at : at + size] for at in range(0, len(published), size)
    )
    for batch in batches:
        async with database.begin() as connection:
            await alerts.save(connection, [revision_of(said) for said in batch])


async def paged(database: Database, query: AlertQuery, costs: Costs) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = await list_alerts(database, query, costs=costs)
        assert len(page.items) <= query.limit
        found += [parsed(text) for text in page.items]
        if page.end is None:
            return found
        assert len(page.items) == query.limit
        query = replace(query, after=page.end)


SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.timeout(300)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(world=worlds(), asked=st.lists(queries, min_size=1, max_size=8), costs=costs)
async def test_paging_gives_each_alert_that_fits_exactly_once_and_in_order(
    database: Database, world: World, asked: list[AlertQuery], costs: Costs
) -> None:
    await empty(database)
    await store(database, world.published)

    for query in asked:
        assert await paged(database, query, costs) == expected(world, query)


async def test_a_small_group_beside_a_walk_is_read_as_a_whole(database: Database) -> None:
    await empty(database)
    world = World(tuple(an_alert(at, id_=f"al_{at}", title="Forum") for at in (1, 2)))
    await store(database, world.published)
    query = AlertQuery(q="forum", sort="-opened", limit=1)

    found = await paged(database, query, Costs(cap=3, sorted=1, runs=1, few_runs=0))

    assert found == expected(world, query)
