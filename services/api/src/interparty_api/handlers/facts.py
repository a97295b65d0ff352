"""Answer questions about what was posted: engagements, disclosures, reference records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import projection, terms
from interparty_api.handlers.pages import Page, Place, after
from interparty_api.handlers.projection import ACTORS, DISCLOSURES, ENGAGEMENTS, JUDGEMENTS
from interparty_api.store import buckets, events, facts, listing
from interparty_api.store.asks import Ask
from interparty_api.store.events import Stored
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.domain.documents import moment
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.identity import digest
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import FieldError, Problem

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Which facts of a listing. Of each filter one value must hold; empty: no such filter."""

    listing: str
    few: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """Filters with few values, by their attribute in the bucket."""
    terms: tuple[tuple[str, ...], ...] = ()
    since: date | None = None
    until: date | None = None
    """Both included; of facts without a day, neither holds."""
    limit: int = 50
    after: Place | None = None


def engagement_query(
    *,
    source: Sequence[str] = (),
    country: Sequence[str] = (),
    actor: Sequence[str] = (),
    channel: Sequence[str] = (),
    retracted: bool | None = None,
    since: date | None = None,
    until: date | None = None,
) -> FactQuery:
    """Return the query for engagements; days are those on which they began."""
    few: list[tuple[str, tuple[Any, ...]]] = []
    if channel:
        few.append(("channel", tuple(channel)))
    if retracted is not None:
        few.append(("retracted", (retracted,)))
    groups = [
        [projection.source(value) for value in source],
        [terms.country(code) for code in country],
        [term for value in actor for term in terms.actor_asked(value)],
    ]
    return FactQuery(ENGAGEMENTS, tuple(few), _groups(groups), since, until)


def disclosure_query(
    *,
    register: Sequence[str] = (),
    filer: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> FactQuery:
    """Return the query for disclosures; days are those on which they were filed."""
    few = (("register_id", tuple(register)),) if register else ()
    groups = [[term for value in filer for term in terms.actor_asked(value)]]
    return FactQuery(DISCLOSURES, few, _groups(groups), since, until)


def actor_query(
    *, country: Sequence[str] = (), kind: Sequence[str] = (), name: Sequence[str] = ()
) -> FactQuery:
    """Return the query for reference records."""
    groups = [
        [terms.country(code) for code in country],
        [f"kind:{value}" for value in kind],
        [term for value in name for term in terms.actor_asked(value)],
    ]
    return FactQuery(ACTORS, (), _groups(groups))


def judgement_query(*, name: Sequence[str] = (), actor: Sequence[str] = ()) -> FactQuery:
    """Return the query for judgements of whom a name means, and to which reference record."""
    groups = [[terms.name(value) for value in name], [f"actor:{value}" for value in actor]]
    return FactQuery(JUDGEMENTS, (), _groups(groups))


def _groups(groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(dict.fromkeys(group)) for group in groups if group)


async def list_facts(database: Database, query: FactQuery) -> Page:
    """Return a page of facts, the latest first."""
    dated = query.since is not None or query.until is not None
    async with database.read() as connection:
        few = None
        if query.few or not query.terms:  # terms are of one listing already
            few = await buckets.matching(connection, query.listing, dict(query.few))
        ask = Ask(
            order="day",
            descending=True,
            limit=query.limit + 1,
            buckets=few,
            terms=tuple(
                tuple(sorted(projection.in_listing(query.listing, group))) for group in query.terms
            ),
            # Without a filing date a record is listed last, and under no dates.
            low=query.since or (after(date.min) if dated else None),
            high=after(query.until),
            after=(query.after[0], query.after[1]) if query.after else None,
        )
        places = await listing.page(connection, facts.LISTING, ask)
        shown = places[: query.limit]
        found = await _documents(connection, [key for _, key in shown])
    texts = [orjson.dumps(found[key]).decode() for _, key in shown]
    return Page(texts, shown[-1] if len(places) > query.limit else None)


async def _documents(connection: AsyncConnection, things: Sequence[str]) -> dict[str, Document]:
    found = {}
    for thing, stored in (await events.by_thing(connection, things)).items():
        speaking = projection.standing(stored)
        if speaking is not None:
            found[thing] = document(*speaking)
    return found


def document(event: Stored, retraction: Stored | None) -> Document:
    """Return a fact as it is answered: what was posted, and which event says it."""
    said = {"source": event.ref.source, "id": event.ref.id}
    when = {"time": moment(event.stamp.time), "received": moment(event.received)}
    match event.type:
        case words.EVENT_ENGAGEMENT:
            taken_back = None
            if retraction is not None:
                taken_back = {
                    "source": retraction.ref.source,
                    "id": retraction.ref.id,
                    "time": moment(retraction.stamp.time),
                    "reason": retraction.data.get("reason"),
                }
            flags = {"retracted": retraction is not None, "retraction": taken_back}
            return {**said, **when, **flags, **event.data}
        case words.EVENT_DISCLOSURE:
            id_ = f"{event.data['register']}:{event.data['record_id']}"
            return {"id": id_, **event.data, "event": said, **when}
        case _:
            return {**event.data, "event": said, **when}


async def get_engagement(database: Database, id_: str, *, source: str | None) -> Document:
    """Return an engagement.

    Raises:
        NotFound: there is none; Problem: there are several, from different sources, and which one
        is meant was not said.
    """
    async with database.read() as connection:
        if source is None:
            refs = await events.engagements_named(connection, id_, 20)
            if len(refs) > 1:
                detail = f"{len(refs)} sources have an engagement {id_!r}: say which"
                sources = [ref.source for ref in refs]
                places = [FieldError("/source", "required where an id is not unique")]
                raise Problem("invalid-request", detail, errors=places, sources=sources)
            source = refs[0].source if refs else ""
        key = events.engagement_key(Ref(source, id_))
        found = (await _documents(connection, [key])).get(key)
    if found is None:
        raise NotFound(f"no engagement {id_!r}{f' from {source}' if source else ''}")
    return found


async def get_disclosure(database: Database, id_: str) -> Document:
    """Return the record with an id of the form `register:record_id`.

    Raises:
        NotFound: there is none.
    """
    register, _, record = id_.partition(":")
    return await _get(database, digest(f"record\n{register}\n{record}"), f"no disclosure {id_!r}")


async def get_actor(database: Database, id_: str) -> Document:
    """Return the reference record of that id.

    Raises:
        NotFound: there is none.
    """
    return await _get(database, digest(f"actor\n{id_}"), f"no reference record {id_!r}")


async def _get(database: Database, key: str, otherwise: str) -> Document:
    async with database.read() as connection:
        found = (await _documents(connection, [key])).get(key)
    if found is None:
        raise NotFound(otherwise)
    return found
