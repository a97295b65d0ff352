"""A saved filter means what the query of the same words means, and the router finds it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.alerts import list_alerts
from interparty_api.handlers.filters import AlertFilter, anchors_of, parse
from interparty_api.handlers.projection import revision_of
from interparty_api.migrations import MIGRATIONS
from interparty_api.store import alerts
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.errors import Invalid
from tests.fixtures.api import empty
from tests.support.alert_filters import documents, filters
from tests.support.listed_alerts import World, worlds
from tests.support.published import an_alert, parsed, person

SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
async def listed(tmp_path: Path) -> AsyncGenerator[Database]:
    """An empty, migrated SQLite database of the API."""
    url = f"sqlite+aiosqlite:///{tmp_path}/api.db"
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    yield database
    await database.close()


@pytest.mark.timeout(300)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(world=worlds(), asked=st.lists(filters, min_size=1, max_size=8))
async def test_a_filter_matches_the_alerts_that_its_query_lists(
    listed: Database, world: World, asked: list[AlertFilter]
) -> None:
    await empty(listed)
    revisions = {said.sequence: revision_of(said) for said in world.published}
    async with listed.begin() as connection:
        await alerts.save(connection, list(revisions.values()))
    last = [revisions[one["sequence"]] for one in world.as_of(None)]

    for one in asked:
        page = await list_alerts(listed, one.query(limit=500))
        found = {parsed(text)["sequence"] for text in page.items}
        assert {each.sequence for each in last if one.matches(each)} == found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds(), one=filters)
def test_the_router_finds_a_filter_under_a_term_of_each_revision_that_it_matches(
    world: World, one: AlertFilter
) -> None:
    for said in world.published:
        revision = revision_of(said)
        if one.matches(revision):
            assert one.anchors() & anchors_of(revision)


@settings(deadline=None)
@given(filters)
def test_a_filter_is_read_back_from_its_document_as_it_was(one: AlertFilter) -> None:
    assert parse(one.document()) == one


@settings(deadline=None)
@given(documents)
def test_whatever_is_sent_is_refused_with_its_place_or_kept_and_read_back(
    given: dict[str, object],
) -> None:
    one = _parsed(given)
    if isinstance(one, Invalid):
        assert one.pointer.startswith("/filter/")
        return
    kept = orjson.loads(orjson.dumps(one.document()))
    assert parse(kept) == one
    assert one.anchors()
    one.matches(revision_of(an_alert(1)))


def _parsed(given: dict[str, object]) -> AlertFilter | Invalid:
    try:
        return parse(given)
    except Invalid as refused:
        return refused


@pytest.mark.parametrize("value", ["a\x00b", "\ud800 forum", "the of", "", " ", 7, None, ["forum"]])
def test_words_that_no_text_has_are_refused(value: object) -> None:
    with pytest.raises(Invalid):
        parse({"q": value})


@pytest.mark.parametrize(
    "value", ["a\x00b", "\ud800", "", [], [""], [None], 7, ["x"] * 51, "x" * 301]
)
def test_values_that_no_alert_has_are_refused(value: object) -> None:
    with pytest.raises(Invalid):
        parse({"actor": value})


def test_an_actor_is_found_by_identifier_and_by_any_spelling_of_the_name() -> None:
    revision = revision_of(an_alert(1, domestic=person("Ann Lee", ids={"ca-mp": "7"})))

    assert parse({"actor": "ca-mp:7"}).matches(revision)
    assert parse({"actor": "LEE, Ann"}).matches(revision)
    assert not parse({"actor": "ca-mp:8"}).matches(revision)
