"""Which way a page of a list is found: so that its cost hangs on the page and not on the table.

Filters with few values are folded into the bucket; each combination has a run of its own in every
order. A term has a run in every order too, words only in the list's base order. With several
filters, the one with the fewest rows leads and the others are looked up row by row. Where nothing
that leads has the order that is asked for, its rows are few and are sorted, or many and then the
order's own index meets them soon.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.streams import (
    Ask,
    Group,
    Key,
    Listing,
    Sql,
    counted,
    merged,
    narrowed,
)

CAP: Final = 2_000
"""Rows that are few: counting stops here."""
RUNS: Final = 48
"""Runs that are merged at most; with more, the bucket is looked at row by row."""


async def page(
    connection: AsyncConnection, listing: Listing, ask: Ask, *, cap: int = CAP, runs: int = RUNS
) -> list[Key]:
    """Return the first rows that fulfil everything, in order."""
    if ask.limit <= 0 or (ask.buckets is not None and not ask.buckets) or not all(ask.terms):
        return []
    if ask.low is not None and ask.high is not None and ask.low >= ask.high:
        return []
    statement = await _planned(connection, listing, ask, cap, runs)
    typed = statement.columns(v=listing.orders[ask.order], k=listing.key)
    return [(row[0], row[1]) for row in await connection.execute(typed)]


async def page_as_of(
    connection: AsyncConnection, listing: Listing, ask: Ask, *, cap: int = CAP, runs: int = RUNS
) -> list[Key]:
    """Return the first rows that stood at `ask.stood_at`: live ones, and those superseded since."""
    live = await page(
        connection, listing, replace(ask, live=True, stood_at=None), cap=cap, runs=runs
    )
    # Superseded rows matter only as far as the page goes: further on lie ever more that did not
    # stand then.
    to = live[-1] if len(live) == ask.limit else ask.to
    past = await page(connection, listing, replace(ask, live=False, to=to), cap=cap, runs=runs)
    return sorted([*live, *past], reverse=ask.descending)[: ask.limit]


async def _planned(
    connection: AsyncConnection, listing: Listing, ask: Ask, cap: int, runs: int
) -> TextClause:
    groups = _groups(listing, ask)
    if len(groups) == 1 and _has_order(listing, ask, groups[0]):
        return _led_by(connection, listing, ask, groups[0], groups, runs)
    if not groups:
        return merged(Sql(listing, ask, connection.dialect), listing.rows, (), (), ())
    sizes = await _sizes(connection, listing, ask, groups, cap)
    fewest = min(groups, key=lambda group: sizes[group])
    if _has_order(listing, ask, fewest):
        return _led_by(connection, listing, ask, fewest, groups, runs)
    if sizes[fewest] < cap:
        sql = Sql(listing, ask, connection.dialect)
        return narrowed(sql, fewest, cap, _rest(groups, fewest))
    ordered = [group for group in groups if _has_order(listing, ask, group)]
    if ordered:
        fewest = min(ordered, key=lambda group: sizes[group])
        return _led_by(connection, listing, ask, fewest, groups, runs)
    rest = _rest(groups, None)
    return merged(Sql(listing, ask, connection.dialect), listing.rows, (), (), rest)


def _groups(listing: Listing, ask: Ask) -> list[Group]:
    groups = [Group(listing.terms, "term", values) for values in ask.terms]
    if listing.words is not None:
        groups += [Group(listing.words, "term", (word,)) for word in ask.words]
    if ask.buckets is not None:
        groups.append(Group(listing.rows, "bucket", tuple(sorted(ask.buckets))))
    if ask.order != listing.base and (ask.low is not None or ask.high is not None):
        groups.append(Group(listing.rows))
    return groups


def _has_order(listing: Listing, ask: Ask, group: Group) -> bool:
    if group.table == listing.words:
        return ask.order == listing.base
    return group.column is not None


def _rest(groups: Sequence[Group], leader: Group | None) -> list[Group]:
    return [group for group in groups if group is not leader and group.column == "term"]


def _led_by(
    connection: AsyncConnection,
    listing: Listing,
    ask: Ask,
    leader: Group,
    groups: Sequence[Group],
    runs: int,
) -> TextClause:
    sql = Sql(listing, ask, connection.dialect)
    rest = _rest(groups, leader)
    terms = tuple(str(value) for value in leader.values) if leader.column == "term" else ()
    buckets = tuple(sorted(ask.buckets or ()))
    # Words have no runs by bucket, and terms have them in the base order only.
    splits = leader.table == listing.rows or (
        leader.table == listing.terms and ask.order == listing.base
    )
    if not splits or len(buckets) * max(1, len(terms)) > runs:
        buckets = ()
    return merged(sql, leader.table, terms, buckets, rest)


async def _sizes(
    connection: AsyncConnection, listing: Listing, ask: Ask, groups: Sequence[Group], cap: int
) -> dict[Group, int]:
    statement = counted(Sql(listing, ask, connection.dialect), groups, cap)
    row = (await connection.execute(statement)).one()
    return dict(zip(groups, row, strict=True))
