"""What a subscription would have been sent in the last 90 days: so that nobody is surprised.

It is counted over the revisions that fulfil the filter, the newest first and at most so many; where
there are more, the span that is told of is shorter. The work is the same however many alerts there are.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, get_args

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import terms
from interparty_api.handlers.filters import AlertFilter
from interparty_api.handlers.planning import GROUP_WAIT, window_end
from interparty_api.handlers.subscribing import GroupBy, Pace
from interparty_api.store import alerts, buckets, listing, volume
from interparty_api.store.asks import Ask
from interparty_api.store.listing import RUNS, Costs
from interparty_api.store.volume import Revised
from interparty_shared.db.engine import Database

SPAN: Final = timedelta(days=90)
MOST: Final = 1_000
"""Revisions that are counted, of those that were superseded and of those that were not."""
EXAMPLES: Final = 5
_COSTS: Final = Costs(few_runs=RUNS)
"""A glance pays for short pages: it reads as many rows of all as a page has, for each run."""
PACES: Final[tuple[Pace, ...]] = get_args(Pace)


@dataclass(frozen=True, slots=True)
class Volume:
    """What would have been sent between two moments."""

    first: datetime
    last: datetime
    truncated: bool
    """Whether there was more than is counted: it is told of a part of the 90 days only."""
    alerts: int
    by_status: Mapping[str, int]
    by_severity: Mapping[str, int]
    revisions: int
    messages: Mapping[str, int]
    """How many at each pace."""
    busiest: tuple[str, int] | None
    """The day (UTC) on which most was published, and how many revisions."""
    examples: Sequence[str]
    """The newest alerts, as JSON text."""


async def preview(
    database: Database,
    one: AlertFilter,
    *,
    channel: str,
    group_by: Sequence[GroupBy],
    now: datetime,
    most: int = MOST,
) -> Volume:
    """Return what a subscription with this filter would have been sent."""
    async with database.read() as connection:
        found, first, truncated = await _matching(connection, one, now - SPAN, most)
        told, is_all = await _told(connection, found, first, 4 * most)
        groups = await _groups(connection, told, group_by) if group_by else {}
        shown = sorted({each.alert: each.sequence for each in told}.values(), reverse=True)
        examples = await alerts.documents(connection, shown[:EXAMPLES])
    last = {each.alert: each for each in told}.values()
    days = Counter(each.updated.date().isoformat() for each in told)
    by_mail = channel == "email"
    return Volume(
        first=first,
        last=now,
        truncated=truncated or not is_all,
        alerts=len(last),
        by_status=dict(Counter(each.status for each in last)),
        by_severity=dict(Counter(each.severity for each in last)),
        revisions=len(told),
        messages={pace: _messages(told, pace, groups) if by_mail else len(told) for pace in PACES},
        busiest=max(days.items(), key=lambda day: (day[1], day[0]), default=None),
        examples=examples,
    )


async def _matching(
    connection: AsyncConnection, one: AlertFilter, since: datetime, most: int
) -> tuple[set[int], datetime, bool]:
    """Return revisions that fulfil a filter, from when on they are all there, and whether all are."""
    few = one.query().filters
    ask = _ask(one, since, most + 1)
    if few:
        ask = replace(ask, buckets=await buckets.matching(connection, alerts.NAME, few))
    found = set()
    first, truncated = since, False
    for live in (True, False):
        rows = await listing.page(connection, alerts.LISTING, replace(ask, live=live), _COSTS)
        if len(rows) > most:
            truncated, first = True, max(first, rows[-1][0])
        found |= {key for _, key in rows}
    return found, first, truncated


def _ask(one: AlertFilter, since: datetime, limit: int) -> Ask:
    actors = (term for value in one.actor for term in terms.actor_asked(value))
    countries = tuple(terms.country(code) for code in one.country)
    return Ask(
        order="updated",
        descending=True,
        limit=limit,
        lead=tuple(dict.fromkeys(actors)),
        terms=(countries,) if countries else (),
        words=tuple(sorted(terms.words([one.q]))) if one.q is not None else (),
        low=since,
    )


async def _told(
    connection: AsyncConnection, found: set[int], first: datetime, limit: int
) -> tuple[list[Revised], bool]:
    """Return all that would have been sent, and whether it is all that was.

    Of an alert all revisions are, from the first on that fulfils the filter.
    """
    rows = await volume.revisions(connection, found, since=first, limit=limit)
    told, known = [], set()
    for each in reversed(rows):
        if each.sequence in found and each.notify:
            known.add(each.alert)
        if each.alert in known and each.notify:
            told.append(each)
    return told, len(rows) < limit


async def _groups(
    connection: AsyncConnection, told: Sequence[Revised], group_by: Sequence[GroupBy]
) -> dict[int, bytes]:
    found: dict[int, list[object]] = {each.sequence: [each.regime] for each in told}
    if set(group_by) != {"regime"}:
        texts = await alerts.documents(connection, [each.sequence for each in told])
        for each, text in zip(told, texts, strict=True):
            found[each.sequence] = [_value(orjson.loads(text), name) for name in group_by]
    return {sequence: orjson.dumps(values) for sequence, values in found.items()}


def _value(document: Mapping[str, object], name: str) -> object:
    subject, evidence = document["subject"], document["evidence"]
    assert isinstance(subject, Mapping)  # noqa: S101 - as promised: it could not be stored otherwise
    assert isinstance(evidence, Mapping)  # noqa: S101
    sides = [subject["domestic"], subject["foreign"]]
    match name:
        case "actor":
            return [side["name"] for side in sides]
        case "country":
            return sorted(side["country"] for side in sides if side.get("country"))
        case "engagement":
            return [[one["source"], one["id"]] for one in evidence["engagements"]]
        case _:
            return document[name]


def _messages(told: Sequence[Revised], pace: Pace, groups: Mapping[int, bytes]) -> int:
    """Return how many messages by e-mail these revisions make."""
    if pace != "immediate":
        return len({window_end(pace, each.updated) for each in told})
    if not groups:
        return len(told)
    count = 0
    until: dict[bytes, datetime] = {}
    for each in sorted(told, key=lambda one: one.updated):
        key = groups[each.sequence]
        if key not in until or until[key] < each.updated:
            until[key] = each.updated + GROUP_WAIT
            count += 1
    return count
