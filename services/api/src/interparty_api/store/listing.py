"""Which way a page of a list is found: so that its cost hangs on the page and not on the table.

Filters with few values are folded into the bucket; each combination has a run of its own in every
order. A term has a run in every order too, words only in the list's base order. With several
filters, the one with the fewest rows leads and the others are looked up row by row. Where nothing
that leads has the order that is asked for, its rows are few and are sorted, or many and then the
order's own index meets them soon.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store.asks import Ask, Group, Key, Listing
from interparty_api.store.glances import glanced, glanced_or_merged
from interparty_api.store.streams import Sql, counted, merged, narrowed
from interparty_shared.db import plain

CAP: Final = 1_000
"""Rows that are few: counting stops here."""
SORTED: Final = 20_000
"""Rows that are sorted rather than met on a walk in the order that is asked for."""
RUNS: Final = 256
"""Runs that are merged at most; with more, the bucket is looked at row by row."""
FEW_RUNS: Final = 8
"""So many runs are merged at once; before more are, a glance may show the page already."""
WALK: Final = 40
"""A walk beside which other filters are looked up is as many rows as this many pages have: enough
where one row in forty fulfils them."""


@dataclass(frozen=True, slots=True)
class Costs:
    """How the ways to a page are chosen. Tests take small numbers, so that all ways are taken."""

    cap: int = CAP
    sorted: int = SORTED
    runs: int = RUNS
    few_runs: int = FEW_RUNS


_Size = tuple[int, bool, Any]
"""How many rows (at most `cap`), and how far back the last of them reach, if that is known: small
where rows are few."""
_NONE: Final[_Size] = (0, False, None)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A way to a page: the runs that are merged, and what is looked up beside them."""

    table: str
    terms: tuple[str, ...] = ()
    buckets: tuple[int, ...] = ()
    rest: Mapping[Group, bool] = field(default_factory=dict)


async def page(
    connection: AsyncConnection, listing: Listing, ask: Ask, costs: Costs | None = None
) -> list[Key]:
    """Return the first rows that fulfil everything, in order."""
    if ask.limit <= 0 or (ask.buckets is not None and not ask.buckets) or not all(ask.terms):
        return []
    if ask.low is not None and ask.high is not None and ask.low >= ask.high:
        return []
    costs = costs or Costs()
    groups = _groups(listing, ask)
    sql = Sql(listing, ask, connection.dialect, costs.cap)
    sizes: Mapping[Group, _Size] = {}
    if not _is_clear(listing, ask, groups, costs):
        sizes = await _sizes(connection, sql, groups)
    fewest = min(groups, key=lambda group: sizes.get(group, _NONE), default=None)
    if fewest is not None and not _has_order(listing, ask, fewest):
        return await _out_of_order(connection, listing, ask, fewest, groups, sizes, costs)
    plan = _led_by(listing, ask, fewest, groups, sizes, costs)
    is_simple = len(plan.terms) <= 1 and not plan.rest and ask.stood_at is None
    if is_simple and len(plan.buckets) > costs.few_runs:
        return await _glanced_or_merged(connection, sql, plan)
    return await _merged(connection, sql, plan)


async def _glanced_or_merged(connection: AsyncConnection, sql: Sql, plan: _Plan) -> list[Key]:
    # As many rows as merging would read, so that a glance in vain makes it twice as long at most.
    pages = len(plan.buckets)
    if sql.is_postgres:
        both = glanced_or_merged(sql, plan.table, plan.terms, plan.buckets, pages)
        return await _found(connection, sql, both)
    found = await _found(connection, sql, glanced(sql, plan.table, plan.terms, pages, {}))
    return found if len(found) == sql.ask.limit else await _merged(connection, sql, plan)


async def _out_of_order(
    connection: AsyncConnection,
    listing: Listing,
    ask: Ask,
    fewest: Group,
    groups: Sequence[Group],
    sizes: Mapping[Group, _Size],
    costs: Costs,
) -> list[Key]:
    """Return a page where the smallest group cannot be read in the order that is asked for.

    Many rows of it are soon met on a walk in that order; few are sorted.
    """
    # What is known to be small is read as a whole, so the limit may be no lower than either bound.
    sql = Sql(listing, ask, connection.dialect, max(costs.cap, costs.sorted))
    ordered = [group for group in groups if _has_order(listing, ask, group)]
    leader = min(ordered, key=lambda group: sizes[group], default=None)
    plan = _led_by(listing, ask, leader, groups, sizes, costs)
    size = sizes[fewest][0]
    if size >= costs.cap:
        if len(plan.terms) <= 1:
            # Among versions a longer walk, too, is done sooner than counting and sorting.
            longer = costs.sorted // ask.limit
            is_longer = listing.has_spans and longer > WALK
            for pages in (WALK, longer) if is_longer else (WALK,):
                look = glanced(sql, plan.table, plan.terms, pages, plan.rest)
                found = await _found(connection, sql, look)
                if len(found) == ask.limit:
                    return found
        size = (await _sizes(connection, sql, [fewest]))[fewest][0]
    if size < costs.sorted:
        rest = _rest(groups, fewest, sizes, costs)
        return await _found(connection, sql, narrowed(sql, fewest, rest))
    return await _merged(connection, sql, plan)


async def page_as_of(
    connection: AsyncConnection, listing: Listing, ask: Ask, costs: Costs | None = None
) -> list[Key]:
    """Return the first rows that stood at `ask.stood_at`: live ones, and those superseded since."""
    live = await page(connection, listing, replace(ask, live=True, stood_at=None), costs)
    # Superseded rows matter only as far as the page goes: further on lie ever more that did not
    # stand then.
    to = live[-1] if len(live) == ask.limit else ask.to
    past = await page(connection, listing, replace(ask, live=False, to=to), costs)
    return sorted([*live, *past], reverse=ask.descending)[: ask.limit]


async def page_of_versions(
    connection: AsyncConnection, listing: Listing, ask: Ask, costs: Costs | None = None
) -> list[Key]:
    """Return the first rows of a list of versions that stood at `ask.stood_at`, in the base order."""
    day = ask.stood_at.astimezone(UTC).date()
    # Of what was not ahead, nothing that was known then is later than that day.
    high = None if day == date.max else day + timedelta(days=1)
    past = await page(connection, listing, replace(ask, ahead=False, high=high), costs)
    to = past[-1] if len(past) == ask.limit else ask.to
    ahead = await page(connection, listing, replace(ask, ahead=True, to=to), costs)
    return sorted([*past, *ahead], reverse=ask.descending)[: ask.limit]


async def _sizes(
    connection: AsyncConnection, sql: Sql, groups: Sequence[Group]
) -> dict[Group, _Size]:
    rows = await plain.rows(connection, counted(sql, groups), sql.parameters())
    reaches = plain.read(
        [row[2] for row in rows], sql.listing.orders[sql.listing.base], sql.dialect
    )
    return {
        groups[at]: (size, reach is None, reach)
        for (at, size, _), reach in zip(rows, reaches, strict=True)
    }


async def _merged(connection: AsyncConnection, sql: Sql, plan: _Plan) -> list[Key]:
    statement = merged(sql, plan.table, plan.terms, plan.buckets, plan.rest)
    return await _found(connection, sql, statement)


async def _found(connection: AsyncConnection, sql: Sql, selection: str) -> list[Key]:
    rows = await plain.rows(connection, selection, sql.parameters())
    values = plain.read([row[0] for row in rows], sql.listing.orders[sql.ask.order], sql.dialect)
    return list(zip(values, [row[1] for row in rows], strict=True))


def _groups(listing: Listing, ask: Ask) -> list[Group]:
    """Return the filters as groups of rows; first the one that leads by its nature."""
    groups = [Group(listing.terms, "term", values) for values in (ask.lead, *ask.terms) if values]
    if listing.words is not None:
        groups += [Group(listing.words, "term", (word,)) for word in ask.words]
    if ask.buckets is not None:
        groups.append(Group(listing.rows, "bucket", tuple(sorted(ask.buckets))))
    is_bound = ask.low is not None or ask.high is not None
    if listing.has_spans or (ask.order != listing.base and is_bound):
        groups.append(Group(listing.rows))
    return groups


def _is_clear(listing: Listing, ask: Ask, groups: Sequence[Group], costs: Costs) -> bool:
    """Return whether it is clear who leads, without counting."""
    if not groups or ask.lead:
        return True
    if len(groups) == 1:
        return _has_order(listing, ask, groups[0])
    # Terms and buckets together have runs of their own.
    kinds = [(group.table, group.column) for group in groups]
    both = kinds == [(listing.terms, "term"), (listing.rows, "bucket")]
    runs = len(groups[0].values) * len(groups[1].values)
    return both and ask.order == listing.base and runs <= costs.runs


def _led_by(
    listing: Listing,
    ask: Ask,
    leader: Group | None,
    groups: Sequence[Group],
    sizes: Mapping[Group, _Size],
    costs: Costs,
) -> _Plan:
    rest = _rest(groups, leader, sizes, costs)
    if leader is None:
        return _Plan(listing.rows, rest=rest)
    terms = tuple(str(value) for value in leader.values) if leader.column == "term" else ()
    buckets = tuple(sorted(ask.buckets or ()))
    # Words have no runs by bucket, terms of versions neither, other terms in the base order only.
    splits = leader.table == listing.rows or (
        leader.table == listing.terms and ask.order == listing.base and not listing.has_spans
    )
    if not splits or len(buckets) * max(1, len(terms)) > costs.runs:
        buckets = ()
    return _Plan(leader.table, terms, buckets, rest)


def _has_order(listing: Listing, ask: Ask, group: Group) -> bool:
    """Return whether the group's rows can be read in the order that is asked for."""
    if group.table == listing.words:
        return ask.order == listing.base
    return group.column is not None


def _rest(
    groups: Sequence[Group], leader: Group | None, sizes: Mapping[Group, _Size], costs: Costs
) -> dict[Group, bool]:
    """Return the groups of terms beside the leader, and whether each is known to be small."""
    return {
        group: group in sizes and sizes[group][0] < costs.cap
        for group in groups
        if group is not leader and group.column == "term"
    }
