"""How good a detector is: alerts, false ones and episodes found, at whatever threshold it is given.

A detector says a score for some pairs in some weeks; where it says none, nothing is unusual. A pair that
scores at least the threshold is flagged; an alert begins when it was not flagged in the weeks before. An
episode is found by an alert that begins in it. Whoever flags a pair all the time raises one alert, and
finds nothing by it: nobody is told of anything when the episode comes.
"""

import zlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tests.bench.patterns_world import Episode, Made

Scores = Sequence[tuple[int, int, float]]
"""Week, pair, score; the greater, the more unusual."""

AFTER: Final = 4
"""So many weeks after an episode its engagements lie in a window yet, and an alert is due to them."""
QUIET: Final = 4
"""An alert ends when its pair was not flagged for so many weeks."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a detector did at one threshold.

    `found` and `delays`: by strength, how many episodes were found, and after how many weeks.
    """

    threshold: float
    alerts: int
    false: int
    weeks: int
    planted: Mapping[str, int]
    delays: Mapping[str, Sequence[int]]

    @property
    def false_per_week(self) -> float:
        """Return the rate that detectors are made equal in."""
        return self.false / self.weeks

    @property
    def precision(self) -> float:
        """Return the share of alerts that episodes explain."""
        return 1 - self.false / self.alerts if self.alerts else 1.0

    def recall(self, strength: str | None = None) -> float:
        """Return the share of episodes that were found; None: of all."""
        of = [strength] if strength else list(self.planted)
        return sum(len(self.delays[one]) for one in of) / max(
            1, sum(self.planted[one] for one in of)
        )

    def delay(self, strength: str | None = None) -> float | None:
        """Return the median weeks from the beginning of an episode to its alert."""
        of = [strength] if strength else list(self.planted)
        delays = [delay for one in of for delay in self.delays[one]]
        return median(delays) if delays else None


class Judge:
    """What was planted in a world, ready to be asked."""

    def __init__(self, world: Made) -> None:
        self._plan = world.plan
        self._episodes: dict[int, list[Episode]] = {}
        for one in world.episodes:
            self._episodes.setdefault(one.pair, []).append(one)
        self._all = world.episodes
        self.weeks = world.plan.weeks - world.plan.judged_from

    def due(self, pair: int, week: int) -> bool:
        """Return whether an episode explains a flag."""
        return any(one.first <= week <= one.last + AFTER for one in self._episodes.get(pair, ()))

    def judged(self, flags: Collection[tuple[int, int]], threshold: float = 0.0) -> Judged:
        """Return what these flags (pair, week) amount to."""
        by_pair: dict[int, list[int]] = {}
        for pair, week in sorted(flags):
            by_pair.setdefault(pair, []).append(week)
        false = 0
        begun: dict[int, list[int]] = {}
        for pair, weeks in by_pair.items():
            for at, week in enumerate(weeks):
                if at == 0 or week - weeks[at - 1] > QUIET:
                    begun.setdefault(pair, []).append(week)
                    false += not self.due(pair, week)
        delays: dict[str, list[int]] = {one: [] for one in self._plan.strengths}
        planted = dict.fromkeys(delays, 0)
        for episode in self._all:
            planted[episode.strength] += 1
            told = [
                week
                for week in begun.get(episode.pair, ())
                if episode.first <= week <= episode.last + AFTER
            ]
            if told:
                delays[episode.strength].append(told[0] - episode.first)
        alerts = sum(map(len, begun.values()))
        return Judged(threshold, alerts, false, self.weeks, planted, delays)

    def at_rate(self, scores: Scores, false_per_week: float) -> Judged:
        """Return the detector at the lowest threshold that keeps to this rate of false alerts.

        Equal scores are told apart by a number drawn from pair and week, so that no detector loses by its
        scores being few.
        """
        ordered = sorted(
            (
                (score, zlib.crc32(f"{pair}/{week}".encode()), pair, week)
                for week, pair, score in scores
            ),
            reverse=True,
        )
        allowed = false_per_week * self.weeks

        def flagged(number: int) -> Judged:
            flags = {(pair, week) for _, _, pair, week in ordered[:number]}
            return self.judged(flags, ordered[number - 1][0] if number else 0.0)

        # False alerts hardly ever fall as more is flagged (two alerts may become one): it is halved.
        key: Callable[[int], float] = lambda number: flagged(number).false  # noqa: E731
        number = bisect_right(range(len(ordered) + 1), allowed, key=key) - 1
        return flagged(max(0, number))
