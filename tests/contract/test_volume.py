"""What a subscription would have been sent, against a count that looks at every revision."""

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.filters import AlertFilter, parse
from interparty_api.handlers.planning import window_end
from interparty_api.handlers.projection import revision_of
from interparty_api.handlers.subscribing import GroupBy
from interparty_api.handlers.volume import PACES, Volume, preview
from interparty_api.migrations import MIGRATIONS
from interparty_api.store import alerts
from interparty_api.store.alerts import Revision
from interparty_shared.db.engine import Database, open_database
from interparty_shared.db.migrate import upgrade
from interparty_shared.wire.published import Published
from tests.fixtures.api import empty
from tests.support.alert_filters import filters
from tests.support.listed_alerts import World, worlds
from tests.support.published import after, an_alert, parsed, person

NOW = after(24 * 30)
SLOW_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
async def listed(tmp_path: Path) -> AsyncGenerator[Database]:
    """An empty, migrated SQLite database of the API."""
    url = f"sqlite+aiosqlite:///{tmp_path}/api.db"
    await upgrade(MIGRATIONS, url)
    database = open_database(url)
    yield database
    await database.close()


async def store(database: Database, *published: Published) -> list[Revision]:
    revisions = [revision_of(said) for said in published]
    async with database.begin() as connection:
        await alerts.save(connection, revisions)
    return revisions


async def count(
    database: Database,
    asked: AlertFilter,
    *group_by: GroupBy,
    channel: str = "email",
    most: int = 1000,
) -> Volume:
    return await preview(
        database,
        asked,
        channel=channel,
        group_by=group_by,
        now=NOW,
        most=most,
    )


@pytest.mark.timeout(300)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW_FIXTURE)
@given(world=worlds(), asked=st.lists(filters, min_size=1, max_size=4), loud=st.integers(0, 2**25))
async def test_all_is_counted_from_the_first_revision_that_fulfils_the_filter(
    listed: Database, world: World, asked: list[AlertFilter], loud: int
) -> None:
    await empty(listed)
    published = [
        replace(said, notify=not loud >> at & 1) for at, said in enumerate(world.published)
    ]
    revisions = await store(listed, *published)

    for one in asked:
        told: list[Revision] = []
        for each in revisions:
            known = each.alert in {before.alert for before in told}
            if each.notify and (known or one.matches(each)):
                told.append(each)
        found = await count(listed, one)

        last = {each.alert: each for each in told}.values()
        assert not found.truncated
        assert found.revisions == found.messages["immediate"] == len(told)
        assert found.by_status == Counter(each.attributes["status"] for each in last)
        assert found.by_severity == Counter(each.attributes["severity"] for each in last)
        assert found.messages["hourly"] == len({each.updated for each in told})
        newest = sorted((each.sequence for each in last), reverse=True)[:5]
        assert [parsed(text)["sequence"] for text in found.examples] == newest


async def test_what_is_older_than_90_days_and_what_nobody_is_told_of_is_not_counted(
    database: Database,
) -> None:
    await store(
        database,
        an_alert(1, id_="al_1", updated=NOW - timedelta(days=91)),
        an_alert(2, id_="al_2", updated=NOW - timedelta(days=89)),
        replace(an_alert(3, id_="al_3", updated=NOW - timedelta(days=1)), notify=False),
    )

    found = await count(database, AlertFilter())

    assert (found.alerts, found.revisions) == (1, 1)
    assert found.first == NOW - timedelta(days=90)


async def test_paces_bring_revisions_together_for_mail_and_not_for_webhooks(
    database: Database,
) -> None:
    hours = [0, 0.2, 1, 5, 25, 26, 24 * 8]
    await store(
        database,
        *(an_alert(n, id_=f"al_{n}", updated=after(hour)) for n, hour in enumerate(hours, 1)),
    )

    mail = await count(database, AlertFilter())
    hooks = await count(database, AlertFilter(), channel="webhook")

    assert mail.messages == {"immediate": 7, "hourly": 6, "daily": 3, "weekly": 3}
    assert set(hooks.messages.values()) == {7}
    assert mail.busiest == ("2026-03-01", 4)


async def test_groups_bring_together_what_comes_within_a_minute(database: Database) -> None:
    def at(number: int, seconds: float, name: str, country: str = "GB") -> Published:
        return an_alert(
            number,
            id_=f"al_{number}",
            domestic=person(name, country),
            engagement=("urn:test", name),
            updated=after(seconds / 3600),
        )

    await store(
        database,
        at(1, 0, "A"),
        at(2, 30, "A"),
        at(3, 40, "B"),
        at(4, 61, "A"),
        at(5, 70, "C", "FR"),
    )

    by = [
        (await count(database, AlertFilter(), name)).messages["immediate"]
        for name in get_args(GroupBy)
    ]
    assert by == [4, 4, 3, 2]
    both = await count(database, AlertFilter(), "actor", "country")
    assert both.messages["immediate"] == 4


async def test_where_there_is_too_much_the_newest_is_counted_and_it_is_said_since_when(
    database: Database,
) -> None:
    await store(database, *(an_alert(n, id_=f"al_{n}", updated=after(n)) for n in range(1, 40)))

    found = await count(database, parse({"status": "open"}), most=10)

    assert found.truncated
    assert found.first == after(29)
    assert found.alerts == found.revisions == 11
    assert parsed(found.examples[0])["id"] == "al_39"


async def test_a_filter_that_nothing_fulfils_would_have_sent_nothing(database: Database) -> None:
    await store(database, an_alert(1))

    found = await count(database, parse({"country": "NO", "severity": "info"}))

    assert (found.alerts, found.messages["weekly"], found.busiest) == (0, 0, None)
    assert found.examples == []


def test_windows_end_at_the_full_hour_at_six_and_on_monday_at_six() -> None:
    def ends(hours: float) -> list[str]:  # after Sunday, 1 March 2026, 08:00
        return [window_end(pace, after(hours)).strftime("%d %H:%M") for pace in PACES]

    assert ends(0) == ["01 08:00", "01 09:00", "02 06:00", "02 06:00"]
    assert ends(22) == ["02 06:00", "02 07:00", "03 06:00", "09 06:00"]
    assert ends(21.9) == ["02 05:54", "02 06:00", "02 06:00", "02 06:00"]
