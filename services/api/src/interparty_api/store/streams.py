"""The SQL of one page of a list: ordered runs of an index, merged.

A *run* is the part of an index under one prefix (a term, a bucket, both, or all rows): its entries
lie in the order of the page, so reading it stops after a page's worth. PostgreSQL merges runs by a
lateral join, SQLite by a union, because it knows no lateral joins.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

from interparty_api.store.asks import Ask, Group, Listing
from interparty_shared.db.plain import bound
from interparty_shared.db.types import Moment


class Sql:
    """A statement in the making: its parameters are named as they are needed."""

    def __init__(self, listing: Listing, ask: Ask, dialect: Dialect, cap: int) -> None:
        self.listing = listing
        self.ask = ask
        self.cap = cap
        self.dialect = dialect
        self.is_postgres = dialect.name == "postgresql"
        self._parameters: dict[str, Any] = {}

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that were named for a statement; begin another."""
        named, self._parameters = self._parameters, {}
        return named

    def named(self, name: str, value: Any, type_: TypeEngine[Any] | None = None) -> str:
        """Return a parameter of that name."""
        self._parameters[name] = value if type_ is None else bound(value, type_, self.dialect)
        return f":{name}"

    def among(self, column: str, name: str, values: Sequence[str] | Sequence[int]) -> str:
        """Return the condition that a column has one of these values."""
        if len(values) == 1:
            return f"{column} = {self.named(name, values[0])}"
        if self.is_postgres:
            kind = "INTEGER" if isinstance(values[0], int) else "TEXT"
            return f"{column} = ANY(CAST({self.named(name, list(values))} AS {kind}[]))"
        listed = self.named(name, orjson.dumps(list(values)).decode())
        return f"{column} IN (SELECT value FROM json_each({listed}))"

    def scope(self, alias: str) -> list[str]:
        """Return what every row of interest fulfils."""
        if self.listing.has_spans:
            # What happened since is not even walked through.
            return [f"{alias}.ahead = {self.named('ahead', self.ask.ahead)}", *self.bounds(alias)]
        if not self.listing.has_live:
            return []
        return [f"{alias}.live = {self.named('live', self.ask.live)}"]

    def known(self, alias: str) -> str:
        """Return that a version had been published at the moment that is asked about."""
        return f"{alias}.since <= {self.named('stood_at', self.ask.stood_at, Moment())}"

    def stood(self, alias: str, table: str) -> list[str]:
        """Return that a row of a table stood at the moment that is asked about."""
        if self.ask.stood_at is None:
            return []
        rows, moment = self.listing.rows, self.named("stood_at", self.ask.stood_at, Moment())
        if not self.listing.has_spans:
            return [f"(SELECT s.superseded FROM {rows} s WHERE s.key = {alias}.key) > {moment}"]
        until = f"{alias}.until"
        if table != rows:
            own = f"s.key = {alias}.key AND s.since = {alias}.since"
            until = f"(SELECT s.until FROM {rows} s WHERE {own})"
        return [self.known(alias), f"{until} > {moment}"]

    def bounds(self, alias: str) -> list[str]:
        """Return that a row lies within the bounds."""
        base = self.listing.base
        type_ = self.listing.orders[base]
        found = []
        if self.ask.low is not None:
            found.append(f"{alias}.{base} >= {self.named('low', self.ask.low, type_)}")
        if self.ask.high is not None:
            found.append(f"{alias}.{base} < {self.named('high', self.ask.high, type_)}")
        return found

    def places(self, alias: str) -> list[str]:
        """Return that a row lies on this page or after it."""
        listing, ask = self.listing, self.ask
        found = []
        past, within = ("<", ">=") if ask.descending else (">", "<=")
        for name, sign, place in (("after", past, ask.after), ("to", within, ask.to)):
            if place is not None:
                value = self.named(f"{name}_v", place[0], listing.orders[ask.order])
                key = self.named(f"{name}_k", place[1], listing.key)
                found.append(f"({alias}.{ask.order}, {alias}.key) {sign} ({value}, {key})")
        return found

    def filters(
        self, alias: str, table: str, rest: Mapping[Group, bool], *, buckets: bool
    ) -> list[str]:
        """Return what is looked at row by row.

        `rest` are the groups beside the one that leads, and whether each is small enough to be read
        as a whole. `buckets`: whether the bucket is looked at.
        """
        ask, has_spans = self.ask, self.listing.has_spans
        found = [*([] if has_spans else self.bounds(alias)), *self.stood(alias, table)]
        own = f"({alias}.key, {alias}.since)" if has_spans else f"{alias}.key"
        theirs = "{0}.key, {0}.since" if has_spans else "{0}.key"
        same = f" AND x.since = {alias}.since" if has_spans else ""
        if buckets and ask.buckets is not None:
            found.append(self.among(f"{alias}.bucket", "within", sorted(ask.buckets)))
        for at, (group, is_small) in enumerate(rest.items()):
            if is_small:
                found.append(f"{own} IN ({self.few(group, f'rest{at}', theirs.format('c'))})")
                continue
            # A subquery for a value, not EXISTS: PostgreSQL must not turn it into a join, for which
            # it would read the whole of the other side.
            wanted = self.among("x.term", f"rest{at}", group.values)
            look = f"SELECT 1 FROM {group.table} x WHERE x.key = {alias}.key{same} AND {wanted}"
            found.append(f"({look} LIMIT 1) IS NOT NULL")
        return found

    def conditions(self, table: str, rest: Mapping[Group, bool], *, buckets: bool) -> list[str]:
        """Return all that a row `d` of a table must fulfil beside the prefix of its run."""
        looked_at = self.filters("d", table, rest, buckets=buckets)
        return [*self.scope("d"), *self.places("d"), *looked_at]

    def few(self, group: Group, name: str, what: str, ordered: str = "") -> str:
        """Return a selection from a group, of at most `cap` rows.

        The limit cuts nothing off a group that has fewer; it keeps planners from other ways.
        """
        wanted = self.scope("c")
        if self.listing.has_spans:
            # Whether it still stood, other tables than the rows' do not know: counted, it does no harm.
            is_told = group.table == self.listing.rows
            wanted += self.stood("c", group.table) if is_told else [self.known("c")]
        elif not group.column:
            wanted += self.bounds("c")
        if group.column:
            wanted.append(self.among(f"c.{group.column}", name, group.values))
        limit = self.named("cap", self.cap)
        where = " AND ".join(wanted)
        return f"SELECT {what} FROM {group.table} c WHERE {where}{ordered} LIMIT {limit}"

    def run(self, table: str, conditions: Sequence[str]) -> str:
        """Return the first entries of one run of a table's index."""
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = self.ask.order
        return f"SELECT d.{order} AS v, d.key AS k FROM {table} d{where}" + self.cut(
            f"d.{order}", "d.key"
        )

    def cut(self, value: str, key: str, *, pages: int = 1) -> str:
        """Return the clauses that order and end a page, or several."""
        way = "DESC" if self.ask.descending else "ASC"
        limit = self.named(f"n{pages}", pages * self.ask.limit)
        return f" ORDER BY {value} {way}, {key} {way} LIMIT {limit}"


def merged(
    sql: Sql, table: str, terms: Sequence[str], buckets: Sequence[int], rest: Mapping[Group, bool]
) -> str:
    """Return the selection that merges the runs of a table under these terms and buckets.

    Without `terms` or `buckets`, runs are not split by them; the bucket is then looked at by row.
    """
    conditions = sql.conditions(table, rest, buckets=not buckets)
    if len(terms) <= 1 and len(buckets) <= 1:
        own = [f"d.term = {sql.named('term', term)}" for term in terms]
        own += [f"d.bucket = {sql.named('bucket', bucket)}" for bucket in buckets]
        return sql.run(table, [*own, *conditions])
    # One row may be found under several terms.
    distinct = "DISTINCT " if len(terms) > 1 else ""
    if sql.is_postgres:
        source = _lateral(sql, table, terms, buckets, conditions)
    else:
        source = _union(sql, table, terms, buckets, conditions)
    return f"SELECT {distinct}v, k FROM {source}{sql.cut('v', 'k')}"


def _lateral(
    sql: Sql, table: str, terms: Sequence[str], buckets: Sequence[int], conditions: Sequence[str]
) -> str:
    own, prefixes = [], []
    if terms:
        prefixes.append(f"unnest(CAST({sql.named('terms', list(terms))} AS TEXT[])) AS t(term)")
        own.append("d.term = t.term")
    if buckets:
        listed = sql.named("buckets", list(buckets))
        prefixes.append(f"unnest(CAST({listed} AS INTEGER[])) AS b(bucket)")
        own.append("d.bucket = b.bucket")
    run = sql.run(table, [*own, *conditions])
    return f"{' CROSS JOIN '.join(prefixes)} CROSS JOIN LATERAL ({run}) AS s"


def _union(
    sql: Sql, table: str, terms: Sequence[str], buckets: Sequence[int], conditions: Sequence[str]
) -> str:
    by_term = [[f"d.term = {sql.named(f'term{at}', term)}"] for at, term in enumerate(terms)]
    by_bucket = [[f"d.bucket = {sql.named(f'bucket{at}', one)}"] for at, one in enumerate(buckets)]
    runs = (
        f"SELECT * FROM ({sql.run(table, [*term, *bucket, *conditions])})"
        for term in by_term or [[]]
        for bucket in by_bucket or [[]]
    )
    return f"({' UNION ALL '.join(runs)})"


def narrowed(sql: Sql, group: Group, rest: Mapping[Group, bool]) -> str:
    """Return the selection that sorts the rows of a group that has fewer than `cap`."""
    conditions = sql.conditions(group.table, rest, buckets=True)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = sql.ask.order
    return (
        f"SELECT d.{order} AS v, d.key AS k FROM ({sql.few(group, 'few', 'c.*')}) d{where}"
        + sql.cut(f"d.{order}", "d.key")
    )


def counted(sql: Sql, groups: Sequence[Group]) -> str:
    """Return the selection that tells how many rows each group has, and how far the last reach.

    Of groups with more than `cap` rows, the one whose last `cap` reach back furthest has the fewest.
    Only of a group under one term does the index tell that without reading all of it.
    """
    base = sql.listing.base
    unknown = f"CAST(NULL AS {sql.listing.orders[base].compile(sql.dialect)})"
    said = []
    for at, group in enumerate(groups):
        what, reach, ordered = "1 AS one", unknown, ""
        if group.column == "term" and len(group.values) == 1:
            what, reach = f"c.{base} AS reach", f"min(c{at}.reach)"
            ordered = f" ORDER BY c.{base} DESC, c.key DESC"
        elif group.column is None and sql.listing.has_spans:
            # What was published just before a moment stood then; what came first may long be over.
            ordered = " ORDER BY c.since DESC"
        few = sql.few(group, f"g{at}", what, ordered)
        said.append(f"SELECT {at} AS at, count(*) AS size, {reach} AS reach FROM ({few}) AS c{at}")
    return " UNION ALL ".join(said)
