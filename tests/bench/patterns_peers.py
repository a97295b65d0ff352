"""Run by the peers' own interpreter: what other detectors say of the same pairs in the same weeks.

Reads JSON from standard input: `pairs` (how many), `weeks`, `judged_from`, `happened` (pair, week, week it
was known). Writes JSON: per peer and variant, [week, pair, score] where the pair has an engagement in its
window of four weeks, and seconds of CPU. Every week each peer sees what was known by then, and no more.
"""

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

np: Any = import_module("numpy")

WINDOW = 4
Said = list[tuple[int, int, float]]


class Seen:
    """The counts of all pairs, as known so far."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.counts = np.zeros((given["pairs"], given["weeks"]))
        self.weeks, self.judged_from = given["weeks"], given["judged_from"]
        self._known: dict[int, list[tuple[int, int]]] = {}
        for pair, week, known in given["happened"]:
            self._known.setdefault(known, []).append((pair, week))

    def __iter__(self) -> Iterator[int]:
        """Yield each week after taking in what became known in it."""
        self.counts[:] = 0
        for week in range(self.weeks):
            for pair, at in self._known.get(week, ()):
                self.counts[pair, at] += 1
            yield week

    def window(self, last: int, width: int = WINDOW) -> Any:
        """Return the count of each pair in the window that ends with a week."""
        return self.counts[:, max(0, last - width + 1) : last + 1].sum(axis=1)

    def windows(self, last: int, number: int, width: int) -> Any:
        """Return, by pair, the counts of windows ending in `number` weeks one after another."""
        return np.stack(
            [self.window(at, width) for at in range(last - number + 1, last + 1)], axis=1
        )


def main() -> None:
    """Ask every peer."""
    given = json.load(sys.stdin)
    said, seconds = {}, {}
    for name, ask in _peers().items():
        began = time.process_time()
        said[name] = ask(Seen(given))
        seconds[name] = time.process_time() - began
    json.dump({"said": said, "seconds": seconds}, sys.stdout)


def _peers() -> dict[str, Callable[[Seen], Said]]:
    found: dict[str, Callable[[Seen], Said]] = {}
    for width in (1, 4, 8):
        found[f"fixed threshold, {width} w"] = lambda seen, w=width: _each(  # type: ignore[misc]
            seen, lambda at: seen.window(at, w)
        )
        for least, past in ((2, 0), (3, 0), (3, 1), (5, 0), (5, 2)):
            found[f"ElastAlert spike, {width} w, cur {least}, ref {past}"] = (
                lambda seen, w=width, c=least, r=past: _each(  # type: ignore[misc]
                    seen, lambda at: _spike(seen, at, w, c, r)
                )
            )
    for width in (1, 4):
        for lag, name in ((0, "C1"), (2, "C2")):
            for base in (7, 28):
                for floor in (0.2, 0.5, 1.0):
                    found[f"EARS {name}, {width} w, baseline {base}, sd from {floor}"] = (
                        lambda seen, w=width, g=lag, b=base, f=floor: _each(  # type: ignore[misc]
                            seen, lambda at: _ears(seen, at, w, g, b, f)
                        )
                    )
        for years, periods in ((2, 10), (3, 10), (3, 1)):
            found[f"Farrington flexible, {width} w, {years} y, {periods} periods"] = (
                lambda seen, w=width, y=years, p=periods: _farrington(seen, w, y, p)  # type: ignore[misc]
            )
        for kind in ("GaussianScorer", "StandardAbsoluteDeviation", "PredictiveAnomalyDetection"):
            found[f"river {kind}, {width} w"] = lambda seen, w=width, k=kind: _river(seen, w, k)  # type: ignore[misc]
    found["river HalfSpaceTrees"] = _trees
    return found


def _each(seen: Seen, score: Callable[[int], Any]) -> Said:
    said: Said = []
    for week in seen:
        if week >= seen.judged_from:
            scores, there = score(week), seen.window(week)
            said += [
                (week, int(pair), float(scores[pair]))
                for pair in np.flatnonzero((there > 0) & np.isfinite(scores) & (scores > 0))
            ]
    return said


def _spike(seen: Seen, at: int, width: int, least: int, past: int) -> Any:
    """Return by which factor (`spike_height`) the window exceeds the one before (`spike_type: up`).

    With fewer than `threshold_cur` now or `threshold_ref` before there is none (ElastAlert's documentation
    of rule types). A window before without anything counts as half an event.
    """
    now, before = seen.window(at, width), seen.window(at - width, width)
    there = (now >= least) & (before >= past)
    return np.where(there, now / np.maximum(before, 0.5), -np.inf)


def _ears(seen: Seen, at: int, width: int, lag: int, base: int, floor: float) -> Any:
    """Return by how many standard deviations the window exceeds the `base` before it, C2 leaving out two.

    Hutwagner et al. 2003, J. Urban Health 80, i89-i96. Most pairs' deviation is 0, so it has a floor.
    """
    past = seen.windows(at - width - lag, base, width)
    deviation = np.maximum(past.std(axis=1, ddof=1), floor)
    return (seen.window(at, width) - past.mean(axis=1)) / deviation


def _farrington(seen: Seen, width: int, years: int, periods: int) -> Said:
    sys.path.insert(0, str(Path(__file__).parent))
    flexible = import_module("patterns_farrington")
    options = flexible.Options(years=years, periods=periods)
    said: Said = []
    for week in seen:
        if week < seen.judged_from:
            continue
        rows = np.flatnonzero(seen.window(week) >= 2)
        if len(rows):
            sums = np.cumsum(seen.counts[rows, : week + 1], axis=1)
            sums[:, width:] = sums[:, width:] - sums[:, :-width].copy()
            _, _, scores = flexible.exceedance(sums, week, options)
            said += [
                (week, int(pair), float(one))
                for pair, one in zip(rows, scores, strict=True)
                if np.isfinite(one) and one > 0
            ]
    return said


def _river(seen: Seen, width: int, kind: str) -> Said:
    """Return what one detector for each pair says of its weekly stream, above its mean alone."""
    anomaly, linear = import_module("river.anomaly"), import_module("river.linear_model")
    stats = import_module("river.stats")

    def made() -> Any:
        if kind == "GaussianScorer":
            # With a rolling window its variance turns negative by rounding (river 0.26), so it has none.
            return anomaly.GaussianScorer(window_size=None, grace_period=26)
        if kind == "StandardAbsoluteDeviation":
            return anomaly.StandardAbsoluteDeviation(sub_stat=stats.Mean())
        return anomaly.PredictiveAnomalyDetection(
            predictive_model=linear.LinearRegression(), n_std=3.0, warmup_period=52
        )

    seen_once = seen.counts.shape[0]
    detectors = [made() for _ in range(seen_once)]
    means = np.zeros(seen_once)
    said: Said = []
    for week in seen:
        now, there = seen.window(week, width), seen.window(week)
        angle = 2 * math.pi * week / 52
        for pair in range(seen_once):
            value, model = float(now[pair]), detectors[pair]
            x = {"mean": means[pair], "cos": math.cos(angle), "sin": math.sin(angle), "on": 1.0}
            if week >= seen.judged_from and there[pair] and value > means[pair]:
                score = float(model.score_one(x if kind.startswith("Pred") else None, value))
                if math.isfinite(score) and score > 0:
                    # Where probabilities saturate, the greater count goes first.
                    said.append((week, pair, score + 1e-9 * value))
            if kind == "PredictiveAnomalyDetection":
                model.learn_one(x, value)
            else:
                model.learn_one(None, value)
        means += (now - means) / min(week + 1, 104)
    return said


def _trees(seen: Seen) -> Said:
    """Return what one forest for all pairs says of what is now beside what was before."""
    anomaly = import_module("river.anomaly")
    limits = {"now": (0.0, 4.0), "rest": (-4.0, 4.0)}
    forest = anomaly.HalfSpaceTrees(n_trees=25, height=8, window_size=2_000, limits=limits, seed=1)
    said: Said = []
    for week in seen:
        if week < 30:
            continue
        now, there = seen.window(week), seen.window(week)
        past = seen.windows(week - WINDOW, 26, WINDOW).mean(axis=1)
        for pair in np.flatnonzero(there > 0):
            x = {
                "now": min(4.0, math.log1p(now[pair])),
                "rest": max(-4.0, min(4.0, math.log((now[pair] + 0.5) / (past[pair] + 0.5)))),
            }
            if week >= seen.judged_from and now[pair] > past[pair]:
                said.append((week, int(pair), float(forest.score_one(x))))
            forest.learn_one(x)
    return said


if __name__ == "__main__":
    main()
