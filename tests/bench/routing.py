"""What it costs to route one alert, at ten, a thousand and a hundred thousand subscriptions."""

import random
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from interparty_api.handlers.filters import anchors_of, parse
from interparty_api.handlers.projection import revision_of
from interparty_api.handlers.routing import route
from interparty_api.store import alerts, watchers, watermark
from interparty_api.store.alerts import Revision
from interparty_shared.db.engine import Database, open_database
from interparty_shared.domain import words
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import World
from tests.support.published import an_alert
from tests.support.watching import a_subscription, subscribe

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WARMING = 20
COUNTRIES = (
    "DE US CN TR IL QA AE TW IN KR NO CH GB CA FR BE RU HU RS GE VN CU ZA BR AR MX PL IT ES".split()
)
REGIMES = ("GB-MP-VISITS", "CA-MP-TRAVEL", "EU-EP-MANAGERS", "US-FARA", "FR-HATVP", "DE-LOBBYRG")
VERDICTS = ("missing", "late", "prohibited", "ambiguous")
CHANNELS = tuple(sorted(words.CHANNELS))
SEVERITIES = ("low", "medium", "high", "critical")


async def routing(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return how much longer one alert takes among a hundred times as many subscriptions."""
    sizes = (10, 1_000, 10_000) if quick else (10, 1_000, 100_000)
    count = 60 if quick else 300
    people, bodies = _who()
    revisions = _alerts(people, bodies, count + WARMING)
    urls = [await servers.database() for _ in sizes]
    databases = [open_database(url) for url in urls]
    try:
        for database, size in zip(databases, sizes, strict=True):
            await _fill(database, size, people, bodies, revisions)
        took: list[list[float]] = [[] for _ in sizes]
        made, looked_at = [0] * len(sizes), [0] * len(sizes)
        for turn, revision in enumerate(revisions):
            order = list(range(len(sizes)))
            for at in order if turn % 2 else reversed(order):
                began = time.perf_counter()
                batch = await route(databases[at], now=NOW, limit=1)
                if turn >= WARMING:
                    took[at].append((time.perf_counter() - began) * 1_000)
                    made[at] += batch.made
                    looked_at[at] += await _candidates(databases[at], revision)
    finally:
        for database in databases:
            await database.close()
        for url in urls:
            servers.drop(url)
    return [
        _figure(
            sizes[at - 1 : at + 1], took[at - 1 : at + 1], looked_at[at] / count, made[at] / count
        )
        for at in range(1, len(sizes))
    ]


def _figure(
    sizes: Sequence[int], took: Sequence[Sequence[float]], looked_at: float, made: float
) -> Figure:
    few, many = sizes
    times = many // few
    note = (
        f"Each alert is routed alone, in a transaction of its own, at both sizes by turns. At {many:,}"
        f" an alert leads to {looked_at:,.0f} subscriptions (those of which a rare term occurs in it:"
        f" a name, a word, a country), and {made:,.1f} messages are made. Linear would be {times};"
        f" the time at {many:,} is {statistics.median(took[1]):.1f} ms."
    )
    return Figure(
        f"routing one alert at {many:,} subscriptions",
        "ms",
        tuple(took[1]),
        tuple(took[0]),
        f"the same at {few:,}",
        goal=times / 10,
        at_most=True,
        notes=(note,),
    )


async def _candidates(database: Database, revision: Revision) -> int:
    async with database.read() as connection:
        found = await watchers.candidates(connection, anchors_of(revision))
    return len({one.id for one in found})


def _who() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    world = World(seed=7)
    people = [one for kind in world._holders.values() for one in kind]
    return people, world._bodies


def _alerts(
    people: Sequence[dict[str, Any]], bodies: Sequence[dict[str, Any]], count: int
) -> list[Revision]:
    chance = random.Random(11)
    return [
        revision_of(
            an_alert(
                number,
                id_=f"al_{number}",
                domestic=chance.choice(people),
                foreign=chance.choice(bodies),
                regime=chance.choice(REGIMES),
                verdict=chance.choice(VERDICTS),
                severity=chance.choice(SEVERITIES),
                channel=chance.choice(CHANNELS),
                engagement=("urn:bench", f"e{number}"),
            )
        )
        for number in range(1, count + 1)
    ]


async def _fill(
    database: Database,
    size: int,
    people: Sequence[dict[str, Any]],
    bodies: Sequence[dict[str, Any]],
    revisions: Sequence[Revision],
) -> None:
    chance = random.Random(size)
    rows = [
        a_subscription(f"sub_{number}", filter=_filter(chance, people, bodies))
        for number in range(size)
    ]
    for row in rows:
        parse(row["filter"])  # they are what could be saved
    for at in range(0, size, 5_000):
        await subscribe(database, *rows[at : at + 5_000])
    async with database.begin() as connection:
        await alerts.save(connection, revisions)
        await watermark.advance(connection)
    async with database.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.exec_driver_sql("ANALYZE")


def _filter(
    chance: random.Random,
    people: Sequence[dict[str, Any]],
    bodies: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Return what a watchdog asks for: half follow people or bodies, a third a country's worst."""
    roll = chance.random()
    if roll < 0.35:
        return {"actor": chance.choice(people)["name"]}
    if roll < 0.5:
        return {"actor": chance.choice(bodies)["name"], "severity": ["high", "critical"]}
    if roll < 0.85:
        return {
            "country": chance.choice(COUNTRIES),
            "severity": chance.choice(SEVERITIES),
            "verdict": chance.choice(VERDICTS),
            "channel": chance.choice(CHANNELS),
        }
    if roll < 0.97:
        return {"q": f"{chance.choice(people)['name']} {chance.choice(bodies)['name']}"}
    return {"regime": chance.choice(REGIMES), "severity": "critical", "country": "TW"}
