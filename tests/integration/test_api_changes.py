"""Changes: contiguous, whatever the order of arrival."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.batches import claim
from interparty_api.handlers.changes import list_changes
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_shared.bus.base import TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.wire.topics import ALERTS
from tests.fixtures.api import empty
from tests.support.api import Api
from tests.support.published import an_alert, as_record

PLACE = TopicPartition(ALERTS.name, 0)


async def test_every_revision_is_served_in_order_and_the_reader_can_ask_again(api: Api) -> None:
    await api.publish(
        an_alert(1, id_="al_1"),
        an_alert(2, id_="al_2"),
        an_alert(3, id_="al_1", revision=2, status="withdrawn"),
    )

    page = await api.get("/v1/changes", limit=2)
    rest = await api.get("/v1/changes", after=2)

    assert [(one["sequence"], one["type"]) for one in page["items"]] == [
        (1, "alert.opened"),
        (2, "alert.opened"),
    ]
    assert page["next"] == "2"
    assert [(one["sequence"], one["type"]) for one in rest["items"]] == [(3, "alert.withdrawn")]
    assert rest["items"][0]["alert"]["id"] == "al_1"
    assert (rest["next"], rest["watermark"]) == (None, 3)
    assert [one["sequence"] for one in await api.paged("/v1/changes", limit=1)] == [1, 2, 3]


async def test_what_follows_a_gap_is_held_back_until_the_gap_is_filled(api: Api) -> None:
    await api.publish(an_alert(1, id_="al_1"), an_alert(3, id_="al_3"))
    held_back = await api.get("/v1/changes")

    await api.publish(an_alert(2, id_="al_2"))
    filled = await api.get("/v1/changes")

    assert [one["sequence"] for one in held_back["items"]] == [1]
    assert held_back["watermark"] == 1
    assert [one["sequence"] for one in filled["items"]] == [1, 2, 3]


async def test_a_revision_published_twice_is_one_change(api: Api) -> None:
    await api.publish(an_alert(1), an_alert(1), an_alert(2, id_="al_2"))
    await api.publish(an_alert(1))

    assert [one["sequence"] for one in (await api.get("/v1/changes"))["items"]] == [1, 2]


async def test_a_reader_that_is_ahead_gets_nothing_and_no_error(api: Api) -> None:
    await api.publish(an_alert(1))

    assert (await api.get("/v1/changes", after=99))["items"] == []
    assert (await api.refused("/v1/changes", after=-1))[0] == 422
    assert (await api.refused("/v1/changes", cursor="x"))[0] == 422


SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.timeout(180)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(data=st.data(), count=st.integers(1, 12))
async def test_no_order_of_arrival_ever_shows_a_gap(
    database: Database, data: st.DataObject, count: int
) -> None:
    await empty(database)
    await claim(database, frozenset([PLACE]), "reader")
    arriving = data.draw(st.permutations([*range(1, count + 1), *range(1, count // 2 + 1)]))
    arrived: set[int] = set()
    offset = 0
    while arriving:
        size = data.draw(st.integers(1, 4))
        batch, arriving = arriving[:size], arriving[size:]
        records = [as_record(an_alert(n, id_=f"al_{n % 3}"), offset + n) for n in batch]
        offset += 100
        await take_in_alerts(database, records, "reader")
        arrived |= set(batch)

        changes = await list_changes(database, after=0, limit=100)

        contiguous = next(n for n in range(1, count + 2) if n not in arrived) - 1
        assert [one.sequence for one in changes.items] == list(range(1, contiguous + 1))
        assert changes.watermark == contiguous
