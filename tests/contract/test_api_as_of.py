"""As of: what is asked about a moment is answered by what had been published by then."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.alerts import AlertQuery, get_alert, list_alerts
from interparty_api.handlers.batches import claim
from interparty_api.handlers.obligations import ObligationQuery, get_obligation, list_obligations
from interparty_api.handlers.pages import Page
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_api.store.listing import Costs
from interparty_shared.bus.base import TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.errors import NotFound
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import ALERTS
from tests.fixtures.api import empty
from tests.support import listed_alerts, listed_obligations
from tests.support.published import (
    after,
    an_alert,
    an_obligation,
    as_record,
    gone,
    parsed,
    person,
)

PLACE = TopicPartition(ALERTS.name, 0)
NOW = after(1_000)
"""Later than all that is published here."""
SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

Query = TypeVar("Query", AlertQuery, ObligationQuery)


async def publish(database: Database, said: Sequence[Published], *, sizes: Sequence[int]) -> None:
    """Take in what was published, in batches of these sizes by turns."""
    at = 0
    while at < len(said):
        size = sizes[at % len(sizes)]
        records = [as_record(one, at + n) for n, one in enumerate(said[at : at + size])]
        await take_in_alerts(database, records, "reader")
        at += size


async def begin(database: Database) -> None:
    await empty(database)
    await claim(database, frozenset([PLACE]), "reader")


async def paged(
    ask: Callable[..., Awaitable[Page]], database: Database, query: Query, costs: Costs
) -> list[dict[str, Any]]:
    """Return the items of all pages."""
    found: list[dict[str, Any]] = []
    while True:
        page = await ask(database, query, costs=costs)
        assert len(page.items) <= query.limit
        found += [parsed(text) for text in page.items]
        if page.end is None:
            return found
        query = replace(query, after=page.end)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Published, ...]:
    """Return alerts and obligations as they may lie in the log, one after another."""
    alerts = list(draw(listed_alerts.worlds()).published)
    obligations = draw(st.lists(listed_obligations.words(), max_size=25))
    order = draw(st.permutations([True] * len(alerts) + [False] * len(obligations)))
    return tuple((alerts if is_alert else obligations).pop(0) for is_alert in order)


sizes = st.lists(st.integers(1, 9), min_size=1, max_size=3)


@pytest.mark.timeout(300)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(
    log=logs(),
    of_obligations=st.lists(listed_obligations.queries, min_size=1, max_size=6),
    of_alerts=st.lists(listed_alerts.queries, min_size=1, max_size=4),
    costs=listed_alerts.costs,
    sizes=sizes,
    again=st.integers(0, 50),
    sizes_again=sizes,
)
async def test_as_of_a_moment_equals_what_had_been_published_by_then_and_as_of_now_the_present(
    database: Database,
    log: tuple[Published, ...],
    of_obligations: list[ObligationQuery],
    of_alerts: list[AlertQuery],
    costs: Costs,
    sizes: list[int],
    again: int,
    sizes_again: list[int],
) -> None:
    await begin(database)
    world = listed_alerts.World(tuple(one for one in log if one.kind == "alert"))
    owed = tuple(one for one in log if one.kind == "obligation")

    # Some of it, or all, is read again: a relay that crashed has it twice in the log, a replay too.
    for said, batches in ((log, sizes), (log[again:], sizes_again)):
        await publish(database, said, sizes=batches)
        for query in of_obligations:
            then = await paged(list_obligations, database, query, costs)
            assert then == listed_obligations.expected(owed, query)
            as_of_now = await paged(list_obligations, database, replace(query, as_of=NOW), costs)
            present = await paged(list_obligations, database, replace(query, as_of=None), costs)
            assert as_of_now == present
        for asked in of_alerts:
            found = await paged(list_alerts, database, asked, costs)
            assert found == listed_alerts.expected(world, asked)
            as_of_now = await paged(list_alerts, database, replace(asked, as_of=NOW), costs)
            present = await paged(list_alerts, database, replace(asked, as_of=None), costs)
            assert as_of_now == present


@pytest.mark.timeout(300)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(log=logs(), sizes=sizes)
async def test_at_every_moment_all_that_had_been_published_by_then_is_listed_and_nothing_else(
    database: Database, log: tuple[Published, ...], sizes: list[int]
) -> None:
    await begin(database)
    await publish(database, log, sizes=sizes)

    for moment in map(after, [-1, *listed_obligations.HOURS]):
        owed = await list_obligations(database, ObligationQuery(as_of=moment))
        alerts = await list_alerts(database, AlertQuery(as_of=moment))

        listed = {parsed(text)["id"]: text for text in (*alerts.items, *owed.items)}
        assert len(listed) == len(alerts.items) + len(owed.items)
        assert {id_: parsed(text) for id_, text in listed.items()} == known(log, moment)
        for id_ in {one.document["id"] for one in log}:
            get = get_alert if id_.startswith("al_") else get_obligation
            if id_ in listed:
                assert await get(database, id_, as_of=moment) == listed[id_]
            else:
                with pytest.raises(NotFound, match="at that time"):
                    await get(database, id_, as_of=moment)


def known(log: Sequence[Published], moment: datetime) -> dict[str, Any]:
    """Return what stood at a moment, by id."""
    alerts = listed_alerts.World(tuple(one for one in log if one.kind == "alert")).as_of(moment)
    owed = listed_obligations.known((one for one in log if one.kind == "obligation"), moment)
    return {one["id"]: one for one in (*alerts, *owed)}


@pytest.mark.parametrize("cap", [1, 1_000])
async def test_all_filters_are_about_one_version_and_not_each_about_another(
    database: Database, cap: int
) -> None:
    await begin(database)
    said = [
        an_obligation(domestic=person("Ann Lee", "GB"), published=after(1)),
        an_obligation(domestic=person("Cy Doe", "US"), published=after(2)),
        # Another of each, so that no filter has one row only, and the country's are the later ones.
        an_obligation(
            "ob_2", domestic=person("Ann Lee", "GB"), published=after(1), first="2026-01-05"
        ),
        an_obligation("ob_3", domestic=person("Cy Doe", "FR"), published=after(1)),
    ]
    await publish(database, said, sizes=[1])

    query = ObligationQuery(actor=("Cy Doe",), country=("GB",), as_of=after(3))
    found = await paged(list_obligations, database, query, Costs(cap=cap))

    assert found == []


async def test_what_is_said_again_without_a_change_is_known_since_it_was_said_first(
    database: Database,
) -> None:
    await begin(database)
    said = [an_obligation(published=after(hours)) for hours in (1, 5)]

    await publish(database, said, sizes=[1])

    for hours, found in ((0.5, 0), (1, 1), (3, 1), (6, 1)):
        page = await list_obligations(database, ObligationQuery(as_of=after(hours)))
        assert len(page.items) == found, hours


async def test_a_replay_takes_the_history_up_again_that_a_database_did_not_keep(
    database: Database,
) -> None:
    await begin(database)
    said = [
        an_obligation(verdict="pending", published=after(1)),
        an_obligation(verdict="missing", published=after(2)),
        gone(published=after(3)),
        an_obligation(verdict="late", published=after(4)),
    ]
    await publish(database, said[-1:], sizes=[1])
    await publish(database, said, sizes=[2])

    verdicts = [
        [parsed(text)["verdict"] for text in page.items]
        for hours in (1, 2, 3, 4)
        for page in [await list_obligations(database, ObligationQuery(as_of=after(hours)))]
    ]

    assert verdicts == [["pending"], ["missing"], [], ["late"]]


async def test_a_clock_that_goes_back_brings_no_revision_of_an_alert_back(
    database: Database,
) -> None:
    await begin(database)
    said = [
        an_alert(n, revision=n, updated=after(hours)) for n, hours in enumerate((1, 5, 3), start=1)
    ]

    await publish(database, said, sizes=[1])

    page = await list_alerts(database, AlertQuery(as_of=after(4)))
    assert [parsed(text)["revision"] for text in page.items] == [3]
