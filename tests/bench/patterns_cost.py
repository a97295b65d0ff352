"""What the statistics cost: `python -m tests.bench.patterns_cost PAIRS` streams a world of so many pairs.

Written as JSON: microseconds of CPU for each event taken in, seconds to fit and test a week, bytes kept.
Every event moves one pair in the table of pairs that are alike and raises one total: that is all.
"""

import gc
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from interparty_shared.domain.patterns.statistics.companies import RARE
from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import discover, weighed
from interparty_shared.domain.patterns.statistics.series import Aggregates, Seen, Settings, moved

EVENTS_A_PAIR = 4


class Tally:
    """The aggregates of one week, kept while events come in."""

    def __init__(self, week: int, settings: Settings) -> None:
        self.week, self.settings = week, settings
        self.weeks = settings.weeks(week)
        self.counts: dict[int, dict[int, int]] = {}
        self.seen: dict[int, Seen] = {}
        self.totals: dict[str, Counter[int]] = {}
        self.pairs: Counter[Seen] = Counter()
        self.companies: Counter[int] = Counter()

    def take(self, pair: int, group: str, week: int) -> None:
        """Take in one event."""
        own = self.counts.setdefault(pair, {})
        own[week] = own.get(week, 0) + 1
        before = self.seen.get(pair)
        if before is not None:
            self.pairs[before] -= 1
            if not self.pairs[before]:
                del self.pairs[before]
        after = moved(before or Seen(group, 0, 0, 0, 0), week, self.weeks)
        self.seen[pair] = after
        self.pairs[after] += 1
        self.totals.setdefault(group, Counter())[week] += 1
        if week in self.weeks.before and after.before <= RARE + 1:
            self._regroup(own, week, after.before)

    def _regroup(self, own: dict[int, int], week: int, before: int) -> None:
        """Move a week in the table of companies; a pair that is no longer rare leaves it, once."""
        if before > RARE:
            gone = Counter(n for at, n in own.items() if at in self.weeks.before)
            gone[own[week]] -= 1
            gone[own[week] - 1] += 1
            self.companies.subtract(gone)
        else:
            self.companies[own[week]] += 1
            self.companies[own[week] - 1] -= 1

    def aggregates(self) -> Aggregates:
        """Return what a week is fitted to."""
        return Aggregates(
            self.totals,
            self.pairs,
            since=0,
            companies={n: m for n, m in self.companies.items() if n > 0},
        )


def measured(pairs: int) -> dict[str, float]:
    """Return the figures of a world of so many pairs, whose rates are 1 / rank."""
    dice, settings, week = random.Random(1), Settings(), 107
    weights = [1.0 / (rank + 10) for rank in range(pairs)]
    who = dice.choices(range(pairs), weights=weights, k=EVENTS_A_PAIR * pairs)
    events = [(pair, f"G{pair % 200:03}", dice.randrange(108)) for pair in who]
    gc.collect()
    empty = _resident()
    tally = Tally(week, settings)
    began = time.process_time()
    for pair, group, at in events:
        tally.take(pair, group, at)
    took = time.process_time() - began
    gc.collect()
    state = _resident() - empty
    began = time.process_time()
    world = fit_world(week, tally.aggregates(), settings)
    fitted = time.process_time() - began
    began = time.process_time()
    scores = {
        pair: weighed(world, one, tally.counts[pair])
        for pair, one in tally.seen.items()
        if one.now >= settings.least_count
    }
    discover(world, scores, level=0.1)
    tested = time.process_time() - began
    return {
        "pairs": len(tally.counts),
        "events": len(events),
        "microseconds_per_event": 1e6 * took / len(events),
        "fit_seconds": fitted,
        "test_seconds": tested,
        "alike": len(tally.pairs),
        "mebibytes": state / 2**20,
        "bytes_per_pair": state / max(1, len(tally.counts)),
    }


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
