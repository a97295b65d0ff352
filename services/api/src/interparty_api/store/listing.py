"""Which way a page of a list is found: so that its cost hangs on the page and not on the table.

Filters with few values are folded into the bucket; each combination has a run of its own in every
order. A term has a run in every order too, words only in the list's base order. With several
filters, the one with the fewest rows leads and the others are looked up row by row. Where nothing
that leads has the order that is asked for, its rows are few and are sorted, or many and then the
order's own index meets them soon.
"""

from collections.abc import Mapping, Sequence
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
RUNS: Final = 256
"""Runs that are merged at most; with more, the bucket is looked at row by row."""

Sizes = Mapping[Group, int]


async def page(
    connection: AsyncConnection, listing: Listing, ask: Ask, *, cap: int = CAP, runs: int = RUNS
) -> list[Key]:
    """Return the first rows that fulfil everything, in order."""
    if ask.limit <= 0 or (ask.buckets is not None and not ask.buckets) or not all(ask.terms):
        return []
    if ask.low is not None and ask.high is not None and ask.low >= ask.high:
        return []
    groups = _groups(listing, ask)
    sizes: Sizes = {}
    if (len(groups) > 1 and not ask.lead) or (groups and not _has_order(listing, ask, groups[0])):
        sql = Sql(listing, ask, connection.dialect, cap)
        row = (await connection.execute(counted(sql, groups))).one()
        sizes = dict(zip(groups, row, strict=True))
    sql = Sql(listing, ask, connection.dialect, cap)
    typed = _planned(sql, groups, sizes, runs).columns(v=listing.orders[ask.order], k=listing.key)
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


def _groups(listing: Listing, ask: Ask) -> list[Group]:
    """Return the filters as groups of rows; first the one that leads by its nature."""
    groups = [Group(listing.terms, "term", values) for values in (ask.lead, *ask.terms) if values]
    if listing.words is not None:
        groups += [Group(listing.words, "term", (word,)) for word in ask.words]
    if ask.buckets is not None:
        groups.append(Group(listing.rows, "bucket", tuple(sorted(ask.buckets))))
    if ask.order != listing.base and (ask.low is not None or ask.high is not None):
        groups.append(Group(listing.rows))
    return groups


def _planned(sql: Sql, groups: Sequence[Group], sizes: Sizes, runs: int) -> TextClause:
    listing, ask = sql.listing, sql.ask
    fewest = min(groups, key=lambda group: sizes.get(group, 0), default=None)
    ordered = [group for group in groups if _has_order(listing, ask, group)]
    if fewest is not None and fewest not in ordered:
        if sizes[fewest] < sql.cap:
            return narrowed(sql, fewest, _rest(groups, fewest, sizes, sql.cap))
        fewest = min(ordered, key=lambda group: sizes[group], default=None)
    rest = _rest(groups, fewest, sizes, sql.cap)
    if fewest is None:
        return merged(sql, listing.rows, (), (), rest)
    terms = tuple(str(value) for value in fewest.values) if fewest.column == "term" else ()
    buckets = tuple(sorted(ask.buckets or ()))
    # Words have no runs by bucket, and terms have them in the base order only.
    splits = fewest.table == listing.rows or (
        fewest.table == listing.terms and ask.order == listing.base
    )
    if not splits or len(buckets) * max(1, len(terms)) > runs:
        buckets = ()
    return merged(sql, fewest.table, terms, buckets, rest)


def _has_order(listing: Listing, ask: Ask, group: Group) -> bool:
    """Return whether the group's rows can be read in the order that is asked for."""
    if group.table == listing.words:
        return ask.order == listing.base
    return group.column is not None


def _rest(
    groups: Sequence[Group], leader: Group | None, sizes: Sizes, cap: int
) -> dict[Group, bool]:
    """Return the groups of terms beside the leader, and whether each is known to be small."""
    return {
        group: sizes.get(group, cap) < cap
        for group in groups
        if group is not leader and group.column == "term"
    }
