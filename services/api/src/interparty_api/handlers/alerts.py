"""Answer questions about alerts: lists, one of them, its history."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import terms
from interparty_api.handlers.changed import fields_changed
from interparty_api.handlers.judgements import texts_with_judgements, with_judgements
from interparty_api.handlers.pages import Page, Place
from interparty_api.store import alerts, buckets, listing
from interparty_api.store.asks import Ask, Key
from interparty_api.store.listing import Costs
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.errors import Invalid, NotFound

ORDERS: Final = ("updated", "opened", "due", "severity")
SORTS: Final = tuple(sign + order for order in ORDERS for sign in ("-", ""))
FEW: Final = ("rule", "regime", "channel", "verdict", "severity", "status")
"""Filters with few values, the rarest first."""
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class AlertFields:
    """Which alerts. Of each field one value must hold; empty: it asks nothing."""

    rule: tuple[str, ...] = ()
    regime: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    q: str | None = None
    """Words, all of which must be there."""


@dataclass(frozen=True, slots=True)
class AlertQuery(AlertFields):
    """Which alerts of which time, in which order, from where on."""

    since: datetime | None = None
    """Last revised at this moment or later."""
    before: datetime | None = None
    """Last revised before this moment."""
    as_of: datetime | None = None
    """As the alerts stood at this moment; None: now."""
    sort: str = "-updated"
    limit: int = 50
    after: Place | None = None

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return the filters with few values that are set."""
        return {name: getattr(self, name) for name in FEW if getattr(self, name)}


async def list_alerts(database: Database, query: AlertQuery, *, costs: Costs | None = None) -> Page:
    """Return a page of alerts.

    Pages are cut at the sort key, never at a count: alerts that do not change while a reader goes
    through the pages come exactly once, whatever is added meanwhile.

    Raises:
        Invalid: `q` has no word that can be searched for.
    """
    ask = _ask(query)
    async with database.read() as connection:
        if query.sort.lstrip("-") == "severity":
            places = await _by_severity(connection, query, ask, costs)
        else:
            if query.filters:
                few = await buckets.matching(connection, alerts.NAME, query.filters)
                ask = replace(ask, buckets=few)
            if query.after:
                ask = replace(ask, after=(query.after[1], query.after[2]))
            places = [(0, *key) for key in await _page(connection, ask, costs)]
        shown = places[: query.limit]
        texts = await alerts.documents(connection, [place[2] for place in shown])
        texts = await texts_with_judgements(connection, texts, at=query.as_of)
    return Page(texts, shown[-1] if len(places) > query.limit else None)


async def _page(connection: AsyncConnection, ask: Ask, costs: Costs | None) -> list[Key]:
    find = listing.page if ask.stood_at is None else listing.page_as_of
    return await find(connection, alerts.LISTING, ask, costs)


async def _by_severity(
    connection: AsyncConnection, query: AlertQuery, ask: Ask, costs: Costs | None
) -> list[tuple[int, Any, int]]:
    """Return the page level by level; within a level, what was revised last comes first."""
    by_level = await buckets.matching_by_severity(connection, alerts.NAME, query.filters)
    levels = list(range(len(words.SEVERITIES)))
    if query.sort.startswith("-"):
        levels.reverse()
    if query.after:
        levels = levels[levels.index(query.after[0]) :]
    places: list[tuple[int, Any, int]] = []
    for level in levels:
        level_ask = replace(
            ask,
            buckets=by_level.get(words.SEVERITIES[level], frozenset()),
            limit=ask.limit - len(places),
        )
        if query.after and level == query.after[0]:
            level_ask = replace(level_ask, after=(query.after[1], query.after[2]))
        places += [(level, *key) for key in await _page(connection, level_ask, costs)]
        if len(places) >= ask.limit:
            break
    return places


def _ask(query: AlertQuery) -> Ask:
    order = query.sort.lstrip("-")
    high = query.before
    if query.as_of is not None:
        high = min(query.as_of + _TICK, high) if high else query.as_of + _TICK
    actors = (term for value in query.actor for term in terms.actor_asked(value))
    countries = tuple(terms.country(code) for code in query.country)
    return Ask(
        order="updated" if order == "severity" else order,
        descending=order == "severity" or query.sort.startswith("-"),
        limit=query.limit + 1,
        lead=tuple(dict.fromkeys(actors)),
        terms=(countries,) if countries else (),
        words=_words(query.q),
        low=query.since,
        high=high,
        stood_at=query.as_of,
    )


def _words(q: str | None) -> tuple[str, ...]:
    if q is None:
        return ()
    found = terms.words([q])
    if not found:
        raise Invalid("has no word that can be searched for", pointer="/q")
    return tuple(sorted(found))


async def get_alert(database: Database, alert: str, *, as_of: datetime | None) -> str:
    """Return an alert as JSON text.

    Raises:
        NotFound: there is none of that id, or was none then.
    """
    async with database.read() as connection:
        found = await alerts.one(connection, alert, at=as_of)
        if found is None:
            raise NotFound(f"no alert {alert!r}{' at that time' if as_of else ''}")
        return (await texts_with_judgements(connection, [found], at=as_of))[0]


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """A revision in an alert's history."""

    sequence: int
    type: str
    changed: tuple[str, ...]
    """The fields in which it differs from the revision before; of the first, all."""
    document: dict[str, Any]


async def get_history(
    database: Database, alert: str, *, after: int, limit: int
) -> tuple[list[RevisionShown], int | None]:
    """Return an alert's revisions, oldest first, and the sequence that the next page is after.

    What people said of the alert is shown with its last revision.

    Raises:
        NotFound: there is no alert of that id.
    """
    async with database.read() as connection:
        rows = await alerts.history(connection, alert, after=after, limit=limit + 1)
        previous = await alerts.before(connection, alert, after) if after else None
        if not rows and previous is None:
            raise NotFound(f"no alert {alert!r}")
        shown = []
        for sequence, type_, document in rows[:limit]:
            changed = fields_changed(previous, document)
            shown.append(RevisionShown(sequence, type_, changed, document))
            previous = document
        if shown and len(rows) <= limit:
            (judged,) = await with_judgements(connection, [shown[-1].document])
            shown[-1] = replace(shown[-1], document=judged)
    return shown, shown[-1].sequence if len(rows) > limit else None
