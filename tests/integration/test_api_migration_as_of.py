"""A database of before as_of: what is there counts as known from when it was published or received."""

from alembic import command
from sqlalchemy import Connection, text

from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_api.handlers.asked import known_about
from interparty_api.handlers.batches import claim
from interparty_api.handlers.obligations import ObligationQuery, list_obligations
from interparty_api.handlers.take_in_alerts import take_in_alerts
from interparty_api.handlers.take_in_events import take_in_events
from interparty_api.migrations import MIGRATIONS
from interparty_shared.bus.base import TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.db.migrate import differences, upgrade
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import engagement_of
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import ALERTS, EVENTS
from tests.support.builders import actor, at, engagement, record
from tests.support.published import after, an_alert, an_obligation, as_record, parsed

PLACES = frozenset(TopicPartition(name, 0) for name in (ALERTS.name, EVENTS.name))


async def publish(database: Database, *said: Published) -> None:
    await claim(database, PLACES, "reader")
    await take_in_alerts(database, [as_record(one, n) for n, one in enumerate(said)], "reader")


async def back(database: Database) -> None:
    """Leave the database as the version before would have."""

    def downgrade(connection: Connection) -> None:
        command.downgrade(MIGRATIONS.config(connection), "api_0001")

    async with database.begin() as connection:
        await connection.run_sync(downgrade)


async def forth(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    assert await upgrade(MIGRATIONS, url) == ("api_0001", MIGRATIONS.head)
    assert await differences(MIGRATIONS, url) == []


async def verdicts(database: Database, **query: object) -> list[tuple[str, str]]:
    page = await list_obligations(database, ObligationQuery(**query))  # type: ignore[arg-type]
    return [(one["id"], one["verdict"]) for one in map(parsed, page.items)]


async def test_an_obligation_counts_as_known_since_it_was_published_last(
    database: Database,
) -> None:
    await publish(
        database,
        an_obligation("ob_1", verdict="pending", published=after(1)),
        an_obligation("ob_1", verdict="missing", published=after(2)),
        an_obligation("ob_2", first="2026-09-01", published=after(3)),
    )
    await back(database)

    await forth(database)

    assert await verdicts(database, as_of=after(1)) == []
    assert await verdicts(database, as_of=after(2)) == [("ob_1", "missing")]
    present = await verdicts(database)
    assert await verdicts(database, as_of=after(3)) == present
    assert await verdicts(database, as_of=after(3), country=("GB",), id="e1") == present
    await publish(database, an_obligation("ob_1", verdict="late", published=after(4)))
    assert await verdicts(database, as_of=after(3), verdict=("missing",)) == present
    assert ("ob_1", "late") in await verdicts(database, as_of=after(4))


async def test_reference_data_counts_as_known_since_it_was_received(database: Database) -> None:
    await claim(database, PLACES, "reader")
    known = [record(actor(country="AT"), offset=0, received=at(3))]
    await take_in_events(database, known, "reader")
    await back(database)

    await forth(database)

    posted = engagement_of(Ref("urn:test", "e1"), engagement()["data"])
    async with database.read() as connection:
        who = posted.participants
        present = await known_about(connection, who)
        then = [await known_about(connection, who, at=at(days)) for days in (2, 3)]
    assert present
    assert then == [[], present]


async def test_an_alert_that_a_clock_going_back_would_list_twice_is_listed_once(
    database: Database,
) -> None:
    revisions = [
        an_alert(n, revision=n, updated=after(hours)) for n, hours in enumerate((1, 5, 3), start=1)
    ]
    await publish(database, *revisions)
    async with database.begin() as connection:
        # As it was written before: superseded by the next revision, whatever came after that.
        next_one = "SELECT updated FROM api_alert WHERE key = 2"
        statement = f"UPDATE api_alert SET superseded = ({next_one}) WHERE key = 1"
        await connection.execute(text(statement))
    await back(database)

    await forth(database)

    page = await list_alerts(database, AlertQuery(as_of=after(4)))
    assert [parsed(text)["revision"] for text in page.items] == [3]
