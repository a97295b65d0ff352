"""The facts in memory: of each event the version in force, and what stands once all are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from interparty_shared.backtest.interning import Pool
from interparty_shared.domain.actors import Index, Reference
from interparty_shared.domain.facts import (
    ActorRecord,
    Coverage,
    Disclosure,
    Engagement,
    Judgement,
    Ref,
    Stamp,
    Value,
)
from interparty_shared.domain.resolving.comparing import Matcher


@dataclass(slots=True)
class Counts:
    """What became of the events that were added."""

    events: int = 0
    repeated: int = 0
    """Said before: the same content under the same (source, id) and time."""
    superseded: int = 0
    """Versions of which there is a later one."""
    conflicts: int = 0
    """Another content under the same (source, id) and time; the digest decided which is in force."""


class Standing(NamedTuple):
    """What is in force of all that was posted."""

    engagements: list[Engagement]
    """As posted, without those that were taken back."""
    retracted: int
    """How many engagements were taken back."""
    records: list[Disclosure]
    syncs: list[Coverage]
    reference: Reference
    actors: int
    """How many of the events were reference data."""
    since: dict[Ref, datetime]
    """Of each engagement that stands, the earliest time ever posted under its (source, id)."""


class Facts:
    """Takes events in any order, any number of times, and keeps the version in force of each."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._pool = Pool()
        self._newest: dict[Ref, tuple[Stamp, Value]] = {}
        self._earlier: dict[Ref, datetime] = {}

    def add(self, ref: Ref, stamp: Stamp, value: Value) -> None:
        """Add what an event says (`domain.facts.value_of`), under its (source, id) and stamp."""
        self.counts.events += 1
        known = self._newest.get(ref)
        if known is not None:
            self._count(known[0], stamp)
            earliest = min(known[0].time, stamp.time)
            self._earlier[ref] = min(earliest, self._earlier.get(ref, earliest))
            if known[0] >= stamp:
                return
        self._newest[ref] = stamp, self._pool.shared(value)

    def _count(self, known: Stamp, stamp: Stamp) -> None:
        if known == stamp:
            self.counts.repeated += 1
        elif known.time == stamp.time:
            self.counts.conflicts += 1
        else:
            self.counts.superseded += 1

    def standing(self, matcher: Matcher) -> Standing:
        """Return what stands, and forget the rest: a retraction takes back what is not newer."""
        retracted = self._retracted()
        values = [value for _, value in self._newest.values()]
        known = [value for value in values if isinstance(value, ActorRecord | Judgement)]
        found = Standing([], 0, [], [], Index(known, matcher), len(known), {})
        taken_back = 0
        for ref, (stamp, value) in self._newest.items():
            if isinstance(value, Disclosure):
                found.records.append(value)
            elif isinstance(value, Coverage):
                found.syncs.append(value)
            elif isinstance(value, Engagement):
                if ref in retracted and stamp.time <= retracted[ref]:
                    taken_back += 1
                else:
                    found.engagements.append(value)
                    found.since[ref] = self._earlier.get(ref, stamp.time)
        self._newest.clear()
        self._earlier.clear()
        return found._replace(retracted=taken_back)

    def _retracted(self) -> dict[Ref, datetime]:
        latest: dict[Ref, datetime] = {}
        for stamp, value in self._newest.values():
            if isinstance(value, Ref):
                latest[value] = max(latest.get(value, stamp.time), stamp.time)
        return latest
