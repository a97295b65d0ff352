"""Lists of obligations, engagements and disclosures: a million rows against ten thousand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice

from interparty_api.handlers.batches import claim
from interparty_api.handlers.facts import (
    disclosure_query,
    engagement_query,
    list_facts,
)
from interparty_api.handlers.obligations import ObligationQuery, list_obligations
from interparty_api.handlers.projection import state_of
from interparty_api.handlers.take_in_events import take_in_events
from interparty_api.store import obligation_versions as versions
from interparty_api.store import obligations as kept
from interparty_api.store.obligations import State
from interparty_shared import packs
from interparty_shared.bus.base import Record, TopicPartition
from interparty_shared.db.engine import Database, open_database
from interparty_shared.domain import documents, obligations, words
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import engagement_of
from interparty_shared.wire.published import Published
from interparty_shared.wire.topics import EVENTS
from tests.bench.asking import SMALL, Ask, timed_by_turns, worst
from tests.bench.copying import copy
from tests.bench.figures import Figure
from tests.bench.servers import Servers
from tests.bench.world import SOURCE, World, message

BATCH = 1_000
LISTED = (words.EVENT_ENGAGEMENT, words.EVENT_DISCLOSURE)
TODAY = date(2026, 11, 1)
AT = datetime(2026, 11, 1, tzinfo=UTC)
_ANOTHER = "|| '-' || n"
_OWN_TERMS = "term LIKE 'engagement:%' OR term LIKE 'event:%'"
_SPAN, _TIMES_AS_LONG = 390, 10
_EARLIER = f"n % {_TIMES_AS_LONG} * {_SPAN}"
"""How many days before its original a copy lies: a large table has a longer history, and more a day."""
_DAYS = f"{_EARLIER} * interval '1 day'"
_KEPT = {
    "key": f"key {_ANOTHER}",
    "day": f"day - {_EARLIER}",
}
_TERMS = {**_KEPT, "term": f"CASE WHEN {_OWN_TERMS} THEN term {_ANOTHER} ELSE term END"}
_SINCE = {"since": f"since - {_DAYS}"}
_UNTIL = {"until": f"CASE WHEN until < '{versions.ENDLESS}' THEN until - {_DAYS} ELSE until END"}
REPORTED_WITHIN, JUDGED = 10, timedelta(days=50)
"""Within how many days of its first an obligation is published, and when again, with its verdict."""
COPIED = {
    "api_obligation": {
        **_KEPT,
        "at": f"at - {_DAYS}",
        "engagement": f"engagement {_ANOTHER}",
    },
    "api_obligation_term": _TERMS,
    "api_obligation_version": {**_KEPT, **_SINCE, **_UNTIL},
    "api_obligation_version_term": {**_TERMS, **_SINCE},
    "api_fact": {"key": f"key {_ANOTHER}"},
    "api_fact_term": {"key": f"key {_ANOTHER}"},
    "api_event": {"ref": f"ref {_ANOTHER}", "id": f"id {_ANOTHER}", "thing": f"thing {_ANOTHER}"},
}


async def lists(servers: Servers, *, quick: bool) -> list[Figure]:
    """Return how much longer the slowest of these lists takes in the large tables."""
    copies, rounds = (10, 100) if quick else (100, 300)
    urls = [await servers.database(), await servers.database()]
    for url, times in zip(urls, (1, copies), strict=True):
        database = open_database(url)
        await _fill(database)
        await database.close()
        await copy(url, times, COPIED)
    small, large = (open_database(url) for url in urls)
    try:
        timed = await timed_by_turns(small, large, await asked(small), rounds)
    finally:
        for database in (small, large):
            await database.close()
        for url in urls:
            servers.drop(url)
    name = f"other lists at {SMALL * copies:,} obligations, {SMALL * copies:,} facts"
    what = "obligations, now and as of then, engagements, disclosures; each filter, pages far in"
    return [worst(name, what, timed)]


async def _fill(database: Database) -> None:
    """Put ten thousand obligations there, and as many engagements and disclosures together."""
    events = (event for event in World(seed=5).events(3 * SMALL) if event["type"] in LISTED)
    sent = [message(event) for event in islice(events, SMALL)]
    records = [
        Record(EVENTS.name, 0, at, one.key, one.value, one.headers, AT)
        for at, one in enumerate(sent)
    ]
    await claim(database, frozenset([TopicPartition(EVENTS.name, 0)]), "bench")
    for at in range(0, SMALL, BATCH):
        await take_in_events(database, records[at : at + BATCH], "bench")
    states = _states(SMALL)
    for at in range(0, SMALL, BATCH):
        batch = states[at : at + BATCH]
        async with database.begin() as connection:
            await kept.save(connection, batch, [])
            await versions.save(connection, [_pending(one) for one in batch])
            await versions.save(connection, batch)


def _states(count: int) -> list[State]:
    found: dict[str, State] = {}
    known = packs.load()
    for event in World(seed=5).events(count * 12):
        if event["type"] != words.EVENT_ENGAGEMENT:
            continue
        engagement = engagement_of(Ref(event["source"], event["id"]), event["data"])
        for regime in known:
            for one in obligations.assess(engagement, regime, records=(), syncs=(), today=TODAY):
                document = documents.obligation_document(one)
                day = datetime.combine(engagement.occurred.start, time(), UTC)
                said = Published(kind="obligation", key="", document=document, at=day + JUDGED)
                found[one.id] = state_of(said)
        if len(found) >= count:
            return list(found.values())[:count]
    raise RuntimeError("too few obligations in the world")


def _pending(state: State) -> State:
    document = {**state.document, "verdict": "pending"}
    at = state.at - JUDGED + timedelta(days=int(state.id[-4:], 16) % REPORTED_WITHIN, hours=12)
    return state_of(Published(kind="obligation", key="", document=document, at=at))


async def asked(small: Database) -> dict[str, Ask]:
    """Return the questions, by name; nearly all have a full page of answers in the small tables."""
    far = {
        "obligations": (await list_obligations(small, ObligationQuery(limit=500))).end,
        "engagements": (await list_facts(small, replace(engagement_query(), limit=500))).end,
        "disclosures": (await list_facts(small, replace(disclosure_query(), limit=500))).end,
    }
    events = list(World(seed=5).events(SMALL))
    engagements = [one for one in events if one["type"] == words.EVENT_ENGAGEMENT]
    hosts = _most_frequent(4, (one["data"]["participants"][-1]["name"] for one in engagements))
    filers = _most_frequent(
        15,
        (one["data"]["filer"]["name"] for one in events if one["type"] == words.EVENT_DISCLOSURE),
    )
    middle = date(2026, 3, 1)
    owed = {
        "obligations": ObligationQuery(),
        "obligations by regime": ObligationQuery(regime=("GB-MP-VISITS",)),
        "obligations by verdict": ObligationQuery(verdict=("not_assessable", "pending")),
        "obligations by country": ObligationQuery(country=("DE",)),
        "obligations by countries": ObligationQuery(country=("TR", "QA")),
        "obligations by actors": ObligationQuery(actor=hosts),
        "obligations by source": ObligationQuery(source=SOURCE),
        "obligations of an engagement": ObligationQuery(source=SOURCE, id=engagements[0]["id"]),
        "obligations by country and regime": ObligationQuery(
            country=("US",), regime=("GB-MP-VISITS",)
        ),
        "obligations by country and source": ObligationQuery(country=("US",), source=SOURCE),
        "obligations, a page far in": ObligationQuery(after=far["obligations"]),
    }
    moment = datetime.combine(middle, time(12), UTC)
    owed |= {
        f"{name}, as of": replace(query, as_of=moment)
        for name, query in owed.items()
        if query.after is None
    }
    far_then = (await list_obligations(small, ObligationQuery(limit=500, as_of=moment))).end
    owed |= {
        "obligations, as of now": ObligationQuery(as_of=AT + JUDGED),
        "obligations, as of, a page far in": ObligationQuery(as_of=moment, after=far_then),
    }
    posted = {
        "engagements": engagement_query(),
        "engagements by source": engagement_query(source=(SOURCE,)),
        "engagements by country": engagement_query(country=("DE",)),
        "engagements by countries": engagement_query(country=("TR", "QA")),
        "engagements by actors": engagement_query(actor=hosts),
        "engagements by channel": engagement_query(channel=("forum",)),
        "engagements by channel and country": engagement_query(
            channel=("visit", "forum"), country=("US",)
        ),
        "engagements by source and country": engagement_query(source=(SOURCE,), country=("US",)),
        "engagements since": engagement_query(since=middle),
        "engagements until": engagement_query(until=middle),
        "engagements until, by country": engagement_query(until=middle, country=("US",)),
        "engagements not retracted": engagement_query(retracted=False),
        "engagements, a page far in": replace(engagement_query(), after=far["engagements"]),
        "disclosures": disclosure_query(),
        "disclosures by register": disclosure_query(register=("ca-mp-travel",)),
        "disclosures by filers": disclosure_query(filer=filers),
        "disclosures since": disclosure_query(since=middle),
        "disclosures, a page far in": replace(disclosure_query(), after=far["disclosures"]),
    }
    return {
        **{name: partial(list_obligations, query=query) for name, query in owed.items()},
        **{name: partial(list_facts, query=query) for name, query in posted.items()},
    }


def _most_frequent(count: int, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name, _ in Counter(names).most_common(count))
