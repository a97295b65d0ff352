"""How many engagements a minute are checked: on one core in this process, and over HTTP."""

import time
from collections.abc import Sequence
from datetime import date

import orjson

from interparty_shared import garbage, packs
from interparty_shared.domain import actors, checking, words
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from interparty_shared.wire.checking import read_check
from tests.bench.against_bare import against_bare
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import World

GOAL = 10_000.0
"""Engagements a minute on one core, with all packs loaded."""
TODAY = date(2026, 11, 22)
CONNECTIONS = 8


async def check(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return what checking reaches of the goal, and over HTTP of a route that only validates."""
    garbage.settle()  # as each service does
    count, rounds = (2_000, 2) if quick else (6_000, 5)
    bodies = _bodies(count)
    rules = packs.load()
    owed = _decided(bodies, rules)  # also warms up
    alone = tuple(_per_minute(bodies, rules) for _ in range(rounds))
    ours, peer = await _over_http(servers, bodies, rounds)
    goal = (GOAL,) * rounds
    note = (
        f"{len(rules)} rules; {count} engagements of {sum(map(len, bodies)) // count} bytes on average,"
        f" which bring {owed} obligations: JSON read and checked, then decided, in one thread."
    )
    served = (
        f"{CONNECTIONS} connections, each with one request at a time; the service also looks for"
        " reference data in PostgreSQL and writes the obligations out as JSON."
    )
    return [
        Figure("check, in process", "engagements/min", alone, goal, "the goal", 1.0, notes=(note,)),
        Figure("check over HTTP", "engagements/min", ours, goal, "the goal", 1.0, notes=(served,)),
        Figure("check over HTTP, beside a bare route", "engagements/min", ours, peer, "bare route"),
    ]


def _bodies(count: int) -> list[bytes]:
    found = []
    for event in World(seed=9).events(count * 3):
        if event["type"] == words.EVENT_ENGAGEMENT:
            found.append(orjson.dumps(event["data"]))
        if len(found) == count:
            return found
    raise RuntimeError("too few engagements in the world")


def _per_minute(bodies: Sequence[bytes], rules: Sequence[Regime]) -> float:
    began = time.perf_counter()
    _decided(bodies, rules)
    return 60 * len(bodies) / (time.perf_counter() - began)


def _decided(bodies: Sequence[bytes], rules: Sequence[Regime]) -> int:
    """Check every engagement; return how many obligations they bring."""
    owed = 0
    for number, body in enumerate(bodies):
        asked = read_check(body).plain()
        reference = actors.Index(map(actor_record_of, asked["actors"]), naming.matcher())
        posed = checking.posed(Ref("urn:bench", str(number)), asked["engagement"], asked["beside"])
        engagement, *beside = (actors.completed_engagement(one, reference) for one in posed)
        found = checking.owed(engagement, rules, beside=beside, today=TODAY)
        checking.wanted(found)
        owed += len(found)
    return owed


async def _over_http(
    servers: Servers, bodies: Sequence[bytes], rounds: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    ours, peer = await against_bare(
        servers,
        "api",
        "/v1/check",
        bodies,
        rounds=rounds,
        content_type="application/json",
        connections=CONNECTIONS,
        status="200",
    )
    return tuple(60 * one for one in ours), tuple(60 * one for one in peer)
