"""The SQL of a glance: whether the first rows of one run hold a page already.

Where a filter is many runs of an index, merging them reads a page's worth of each. The run of all of
them together is in the same order, and if many of its rows fulfil the filter, a page is found there
sooner.
"""

from collections.abc import Mapping, Sequence

from interparty_api.store.asks import Group
from interparty_api.store.streams import Sql, merged


def glanced(
    sql: Sql, table: str, terms: Sequence[str], pages: int, rest: Mapping[Group, bool]
) -> str:
    """Return the selection of a page among the first rows of a run: as many as `pages` pages have.

    What it finds is the page if it is a full one; nothing is known otherwise.
    """
    own = [f"d.term = {sql.named('term', term)}" for term in terms]
    where = " AND ".join([*own, *sql.scope("d"), *sql.places("d")])
    order = sql.ask.order
    # Of versions many are looked at: SQLite would read them whole, with their documents.
    whole = "d.*"
    if sql.listing.has_spans:
        names = [order, "key", "since", "bucket", *(["until"] if table == sql.listing.rows else [])]
        whole = ", ".join(f"d.{name}" for name in names)
    first = f"SELECT {whole} FROM {table} d{f' WHERE {where}' if where else ''}" + sql.cut(
        f"d.{order}", "d.key", pages=pages
    )
    fitting = " AND ".join(sql.filters("g", table, rest, buckets=True)) or "TRUE"
    return f"SELECT g.{order} AS v, g.key AS k FROM ({first}) AS g WHERE {fitting}" + sql.cut(
        f"g.{order}", "g.key"
    )


def glanced_or_merged(
    sql: Sql, table: str, terms: Sequence[str], buckets: Sequence[int], pages: int
) -> str:
    """Return the selection of what a glance finds, or of what the runs hold if that is no full page.

    For PostgreSQL, which does not begin with a part of a union whose condition is false. In one
    statement, because asking twice takes longer than either answer.
    """
    glance = glanced(sql, table, terms, pages, {})
    runs = merged(sql, table, terms, buckets, {})
    full = f"(SELECT count(*) FROM glance) = {sql.named('n1', sql.ask.limit)}"
    return (
        f"WITH glance AS MATERIALIZED ({glance})"
        f" SELECT v, k FROM glance WHERE {full}"
        f" UNION ALL SELECT v, k FROM ({runs}) AS runs WHERE NOT {full}{sql.cut('v', 'k')}"
    )
