"""Lists of alerts in a table of a million, against the same lists in one of ten thousand."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import orjson

from interparty_api.handlers.alerts import SORTS, AlertQuery, get_alert, get_history, list_alerts
from interparty_api.handlers.changes import list_changes
from interparty_api.handlers.projection import revision_of
from interparty_api.store import alerts, watermark
from interparty_shared import packs
from interparty_shared.db import bulk
from interparty_shared.db.engine import Database, open_database
from interparty_shared.domain import documents, identity, obligations, words
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import engagement_of
from interparty_shared.wire.published import Published
from tests.bench.asking import SMALL, Ask, timed_by_turns, worst
from tests.bench.copying import copy
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import World

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=20)
"""Between two alerts of the small table; those of the large one lie in between."""
TABLES = ("api_alert", "api_alert_term", "api_alert_word")


async def queries(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return how much longer the slowest kind of list takes in the large table."""
    copies, rounds = (10, 100) if quick else (100, 300)
    urls = [await servers.database(), await servers.database()]
    for url, times in zip(urls, (1, copies), strict=True):
        await _fill(url, times)
    small, large = (open_database(url) for url in urls)
    try:
        timed = await timed_by_turns(small, large, await _asked(small), rounds)
    finally:
        for database in (small, large):
            await database.close()
        for url in urls:
            servers.drop(url)
    what = "each filter, each order, words, a moment in the past, pages far in"
    return [worst(f"alert lists at {SMALL * copies:,} alerts", what, timed)]


def _revisions(count: int) -> list[alerts.Revision]:
    """Return first revisions of alerts about the world's engagements, with documents as published."""
    chance, known = random.Random(3), packs.load()
    found: list[alerts.Revision] = []
    for event in World(seed=5).events(count * 12):
        if not event["type"].endswith("engagement.v1"):
            continue
        engagement = engagement_of(Ref(event["source"], event["id"]), event["data"])
        for regime in known:
            for one in obligations.assess(
                engagement, regime, records=(), syncs=(), today=BEGINNING.date()
            ):
                verdict = chance.choice(("missing", "missing", "late", "ambiguous"))
                document = {
                    "id": identity.alert_id(one.id),
                    "revision": 1,
                    **documents.alert_document(one, engagement),
                }
                severity = chance.choice(words.SEVERITIES)
                found.append(_published(document, verdict, severity, len(found) + 1))
                if len(found) == count:
                    return found
    raise RuntimeError("too few alerts in the world")


def _published(
    document: Mapping[str, Any], verdict: str, severity: str, sequence: int
) -> alerts.Revision:
    at = (BEGINNING + sequence * STEP).isoformat()
    status = "resolved" if sequence % 5 == 0 else "open"
    full = {
        **document,
        "verdict": verdict,
        "severity": severity,
        "status": status,
        "opened": at,
        "updated": at,
    }
    return revision_of(
        Published(
            kind="alert",
            key="",
            document=full,
            at=BEGINNING,
            trace="",
            notify=True,
            gone=False,
            sequence=sequence,
        )
    )


async def _fill(url: str, times: int) -> None:
    """Put ten thousand alerts there, then copy them within the database."""
    database = open_database(url)
    revisions = _revisions(SMALL)
    for at in range(0, SMALL, 1_000):
        async with database.begin() as connection:
            await alerts.save(connection, revisions[at : at + 1_000])
    async with database.begin() as connection:
        await bulk.insert(
            connection,
            watermark.WATERMARK,
            [{"name": watermark.NAME, "sequence": SMALL * times}],
        )
    await database.close()
    spread = f"+ n * interval '{STEP.total_seconds() / times} seconds'"
    changed = {
        "key": f"key + n * {SMALL}",
        "alert": "alert || '-' || n",
        "updated": f"updated {spread}",
        "opened": f"opened {spread}",
    }
    await copy(url, times, dict.fromkeys(TABLES, changed))


async def _asked(small: Database) -> dict[str, Ask]:
    """Return the questions, by name; all have a full page of answers in the small table too."""
    page = await list_alerts(small, AlertQuery())
    far = (await list_alerts(small, AlertQuery(limit=200))).end
    names = Counter(
        one.document["subject"]["foreign"]["name"] for one in _revisions(SMALL // 5)
    ).most_common(4)
    middle = BEGINNING + SMALL / 2 * STEP
    by_name = {
        "rule": AlertQuery(rule=("GB-MP-VISITS",)),
        "regime": AlertQuery(regime=("CA-MP-TRAVEL",)),
        "verdict": AlertQuery(verdict=("late",)),
        "severity": AlertQuery(severity=("critical", "high")),
        "status": AlertQuery(status=("resolved",)),
        "channel": AlertQuery(channel=("forum",)),
        "country": AlertQuery(country=("DE",)),
        "two countries": AlertQuery(country=("TR", "QA")),
        "actors": AlertQuery(actor=tuple(name for name, _ in names)),
        "country and severity": AlertQuery(country=("GB",), severity=("critical",)),
        "country, status and channel": AlertQuery(
            country=("CA",), status=("open",), channel=("visit",)
        ),
        "one word": AlertQuery(q="Berlin"),
        "two words": AlertQuery(q="Havana foundation"),
        "word and country": AlertQuery(q="forum", country=("US",)),
        "since": AlertQuery(since=middle),
        "until": AlertQuery(before=middle),
        "since and regime": AlertQuery(since=middle, regime=("GB-MP-VISITS",)),
        "as of": AlertQuery(as_of=middle),
        "as of, with a country": AlertQuery(as_of=middle, country=("DE",)),
        "a page far in": AlertQuery(after=far),
    }
    by_name |= {f"sort {sort}": AlertQuery(sort=sort) for sort in SORTS}
    by_name |= {f"country, sort {sort}": AlertQuery(sort=sort, country=("NO",)) for sort in SORTS}
    asked: dict[str, Ask] = {
        name: partial(list_alerts, query=query) for name, query in by_name.items()
    }
    one = orjson.loads(page.items[0])["id"]
    asked["one alert"] = lambda database: get_alert(database, one, as_of=None)
    asked["history"] = lambda database: get_history(database, one, after=0, limit=50)
    asked["changes"] = lambda database: list_changes(database, after=SMALL // 2, limit=50)
    return asked
