"""Answer questions about obligations: the verdict of everything, alerts or not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import projection, terms
from interparty_api.handlers.pages import Page, Place
from interparty_api.store import buckets, listing, obligation_versions, obligations
from interparty_api.store.asks import Ask
from interparty_api.store.listing import Costs
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
    as_of: datetime | None = None
    """As the obligations stood at this moment; None: now."""
    limit: int = 50
    after: Place | None = None


async def list_obligations(
    database: Database, query: ObligationQuery, *, costs: Costs | None = None
) -> Page:
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
        if query.as_of is None:
            places = await listing.page(connection, obligations.LISTING, ask, costs)
        else:
            then = replace(ask, stood_at=query.as_of)
            places = await listing.page_of_versions(
                connection, obligation_versions.LISTING, then, costs
            )
        shown = places[: query.limit]
        texts = await _documents(connection, [key for _, key in shown], query.as_of)
    return Page(texts, shown[-1] if len(places) > query.limit else None)


async def _documents(
    connection: AsyncConnection, ids: list[str], as_of: datetime | None
) -> list[str]:
    if as_of is None:
        return await obligations.documents(connection, ids)
    then = await obligation_versions.documents(connection, ids, at=as_of)
    return [then[id_] for id_ in ids]


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


async def get_obligation(database: Database, id_: str, *, as_of: datetime | None) -> str:
    """Return an obligation as JSON text.

    Raises:
        NotFound: there is none of that id, or it does not hold any more, or did not then.
    """
    async with database.read() as connection:
        if as_of is None:
            found = await obligations.one(connection, id_)
        else:
            then = await obligation_versions.documents(connection, [id_], at=as_of)
            found = then.get(id_)
    if found is None:
        raise NotFound(f"no obligation {id_!r}{' at that time' if as_of else ''}")
    return found
