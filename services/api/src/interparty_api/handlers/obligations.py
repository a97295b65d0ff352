"""Answer questions about obligations: the verdict of everything, alerts or not."""

from dataclasses import dataclass
from typing import Any

from interparty_api.handlers import projection, terms
from interparty_api.handlers.pages import Page, Place
from interparty_api.store import buckets, listing, obligations
from interparty_api.store.streams import Ask
from interparty_shared.db.engine import Database
from interparty_shared.domain.facts import Ref
from interparty_shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class ObligationQuery:
    """Which obligations. Of each filter one value must hold; empty: no such filter."""

    source: str | None = None
    id: str | None = None
    """Of the engagement."""
    regime: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    limit: int = 50
    after: Place | None = None


async def list_obligations(database: Database, query: ObligationQuery) -> Page:
    """Return a page of obligations, those of the latest engagements first."""
    few: dict[str, Any] = {"regime": query.regime, "verdict": query.verdict}
    filters = {name: values for name, values in few.items() if values}
    async with database.read() as connection:
        ask = Ask(
            order="day",
            descending=True,
            limit=query.limit + 1,
            buckets=await buckets.matching(connection, obligations.NAME, filters)
            if filters
            else None,
            terms=_groups(query),
            after=(query.after[0], query.after[1]) if query.after else None,
        )
        places = await listing.page(connection, obligations.LISTING, ask)
        shown = places[: query.limit]
        texts = await obligations.documents(connection, [key for _, key in shown])
    return Page(texts, shown[-1] if len(places) > query.limit else None)


def _groups(query: ObligationQuery) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, ...]] = []
    if query.source is not None and query.id is not None:
        groups.append((projection.about(Ref(query.source, query.id)),))
    elif query.source is not None:
        groups.append((projection.source(query.source),))
    elif query.id is not None:
        groups.append((projection.event_id(query.id),))
    if query.country:
        groups.append(tuple(terms.country(code) for code in query.country))
    if query.actor:
        groups.append(tuple(term for value in query.actor for term in terms.actor_asked(value)))
    return tuple(tuple(dict.fromkeys(group)) for group in groups)


async def get_obligation(database: Database, id_: str) -> str:
    """Return an obligation as JSON text.

    Raises:
        NotFound: there is none of that id, or it no longer holds.
    """
    async with database.read() as connection:
        found = await obligations.one(connection, id_)
    if found is None:
        raise NotFound(f"no obligation {id_!r}")
    return found
