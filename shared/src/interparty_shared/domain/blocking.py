"""Under which keys things are found that may belong together.

An engagement and the record that answers it are found under a key of the person (an identifier, or
the name) and the days they speak of. A search for a name is first one in the directory of all names
of people who ever took part or filed, by how a word sounds: `matching` compares no two people who share
none. Wide on purpose: what is not found here is never compared, and would read as missing. But were
all compared who share a first name, nothing would ever be done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from interparty_shared.domain import names
from interparty_shared.domain.corroboration.occurrence import TOLERANCE
from interparty_shared.domain.facts import Actor, Days, Disclosure, Engagement
from interparty_shared.domain.namesakes import NAME
from interparty_shared.domain.regimes import Regime

EXACTLY: Final = "="
"""Before a key in a search: what is found under it alone, and not under those that may mean the same. So
reference data looks for whom it may be about.
"""
LIKE: Final = "~"
"""Before a key of reference data in a search: what is found under the names that are listed under it."""
UNDATED: Final = ""
LONGEST: Final = 200
"""Characters of a name that its key has: a database refuses very long keys."""
LONG: Final = timedelta(days=31)
"""What lasts longer is looked for whenever."""

_AMONG_CONTESTED: Final = "c"
"""What begins the text of a search for contested engagements; of any other a digit or a space does."""

Linked = tuple[str, str]
"""A key, and the days ("2026020120260204": the first and the last) of what is found; or `UNDATED`."""


class Span(NamedTuple):
    """Days, as eight digits each: what begins from `low` to `high`, and ends at `ends` or later."""

    low: str
    high: str
    ends: str


class Reach(NamedTuple):
    """How far from an engagement the records may lie that answer for it."""

    days: int
    standing: frozenset[str] = frozenset()
    """Registers whose records stand: looked for whenever."""


class Search(NamedTuple):
    """A key, and the spans of days in which to look under it; none: whenever."""

    key: str
    spans: tuple[Span, ...] = ()
    contested: bool = False
    """Only for engagements that were answered by what others may have: see `sharing`."""

    def __str__(self) -> str:
        """Return it as text, as it is kept for later."""
        among = _AMONG_CONTESTED if self.contested else ""
        return f"{among}{','.join(map('-'.join, self.spans))} {self.key}"

    @classmethod
    def of(cls, text: str) -> "Search":
        """Return the search that was kept as this text."""
        contested = text.startswith(_AMONG_CONTESTED)
        spans, _, key = text.removeprefix(_AMONG_CONTESTED).partition(" ")
        found = tuple(Span(*span.split("-")) for span in spans.split(",") if span)
        return cls(key, found, contested)


def engagement_links(engagement: Engagement) -> set[Linked]:
    """Return where an engagement is found: under everyone who took part.

    Whoever it is: some law may bind a body that only hosted, and what may be owed hangs on rules, which
    change; where a thing is found does not.
    """
    found: set[Linked] = set()
    days = _linked(engagement.occurred)
    for actor in engagement.participants:
        found.update((key, days) for key in person_keys(actor))
    return found


def holder_links(engagement: Engagement, holders: Iterable[Actor]) -> set[Linked]:
    """Return where an engagement is found under the other names of those who owe something for it.

    Of these alone: a party has a hundred names, and files nothing as a guest.
    """
    days = _linked(engagement.occurred)
    return {(name_key(name), days) for actor in holders for name in actor.aliases}


def disclosure_links(record: Disclosure) -> set[Linked]:
    """Return where a record is found: under its filer.

    A withdrawn one is shown whatever its days.
    """
    dated = record.occurred is not None and not record.withdrawn and not record.open_end
    days = _linked(record.occurred) if dated and record.occurred else UNDATED
    return {(key, days) for key in person_keys(record.filer)}


def record_searches(holder: Actor, occurred: Days, reach: Reach, register: str) -> set[Search]:
    """Return where the records of a register are that may answer for a holder."""
    spans = () if register in reach.standing else _around(occurred, reach.days)
    return {Search(key, spans) for key in person_keys(holder)}


def engagement_searches(record: Disclosure, reach: Reach) -> set[Search]:
    """Return where the engagements are that a record may answer."""
    dated = record.occurred is not None and not (record.withdrawn or record.open_end)
    near = dated and record.register not in reach.standing
    spans = _around(record.occurred, reach.days) if near and record.occurred else ()
    return {Search(key, spans) for key in person_keys(record.filer)}


def contested_links(holder: Actor, occurred: Days) -> set[Linked]:
    """Return where an engagement is found that was answered by what others of its holder may have."""
    days = _linked(occurred)
    return {(key, days) for key in person_keys(holder)}


def beside_searches(actor: Actor, days: Days, *, contested: bool = False) -> set[Search]:
    """Return where the engagements are in which an actor took part on some days.

    `contested`: only those that were answered by what others may have.
    """
    spans = (Span(_digits(_moved(days.start, -LONG.days)), _digits(days.end), _digits(days.start)),)
    return {Search(key, spans, contested) for key in person_keys(actor)}


def neighbour_sides(engagement: Engagement) -> dict[str, set[Search]]:
    """Return where the other reports are that may be of this engagement (`corroboration.occurrence`).

    By country of the participants, each of whom no country is known by itself. Two participants of two
    countries agree at least, so that all sides but any one will do (`cheapest`).
    """
    start, end = engagement.occurred
    low = _digits(_moved(start, -TOLERANCE - LONG.days))
    spans = (Span(low, _digits(_moved(end, TOLERANCE)), _digits(_moved(start, -TOLERANCE))),)
    sides: dict[str, set[Search]] = {}
    for number, actor in enumerate(engagement.participants):
        posted = actor if actor.record is None else replace(actor, aliases=())
        found = sides.setdefault(actor.country or str(number), set())
        found.update(Search(key, spans) for key in person_keys(posted))
        if actor.record is not None:
            found.add(Search(record_key(actor.record), spans))
    return sides


def neighbour_searches(engagement: Engagement) -> set[Search]:
    """Return all the searches of `neighbour_sides`."""
    return set().union(*neighbour_sides(engagement).values())


def cheapest(sides: Mapping[str, set[Search]], cost: Callable[[str], int]) -> set[Search]:
    """Return the searches of all sides but the dearest; `cost`: of a search, by its key."""
    dear = max(
        sides, key=lambda side: (sum(cost(one.key) for one in sides[side]), side), default=None
    )
    return {one for side, some in sides.items() if side != dear for one in some}


def record_links(engagement: Engagement) -> set[Linked]:
    """Return where an engagement is found under the reference records that its participants mean."""
    days = _linked(engagement.occurred)
    return {(record_key(one), days) for one in _records(engagement)}


def record_key(id_: str) -> str:
    """Return the key of a reference record, under which those are found who mean it."""
    return f"means:{id_}"[:LONGEST]


def _records(engagement: Engagement) -> set[str]:
    return {one.record for one in engagement.participants if one.record is not None}


def reach_of(packs: Iterable[Regime]) -> Reach:
    """Return how far a record may lie from an engagement, by the widest of the rules."""
    found = list(packs)
    standing = {one.register.id for one in found if one.register.stands}
    days = (one.match.far_days for one in found if not one.register.stands)
    return Reach(max(days, default=0), frozenset(standing))


def person_keys(actor: Actor) -> set[str]:
    """Return the keys of somebody who may owe, or have filed, a disclosure."""
    by_id = {f"id:{scheme}:{value}" for scheme, value in actor.ids}
    return by_id | {name_key(name) for name in actor.names}


def name_key(name: str) -> str:
    """Return the key of a name."""
    return (NAME + name)[:LONGEST]


def directory_keys(key: str) -> set[str]:
    """Return the keys under which the directory has a name (the key of one): how its words sound."""
    name = key.removeprefix(NAME)
    return {f"word:{word}" for word in names.sounds(name)}


def _linked(days: Days) -> str:
    if not timedelta(0) <= days.end - days.start <= LONG:
        return UNDATED
    return _digits(days.start) + _digits(days.end)


@lru_cache(maxsize=4_096)
def _around(days: Days, reach: int) -> tuple[Span, ...]:
    """Return the days near these, and those for which they may have been mistaken.

    A slip in the year, or the day and the month changing places: see `matching`.
    """
    start, first = days.start, _digits(_moved(days.start, -reach))
    near = Span(
        _digits(_moved(days.start, -reach - LONG.days)), _digits(_moved(days.end, reach)), first
    )
    year, month, day = start.year, start.month, start.day
    slips = {(year - 1, month, day), (year + 1, month, day), (year, day, month)}
    slips.discard((year, month, day))
    said = (f"{year:04}{month:02}{day:02}" for year, month, day in sorted(slips) if month <= 12)
    return (near, *(Span(one, one, one) for one in said))


def _digits(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
