"""Farrington flexible (Noufaily et al. 2013, Statistics in Medicine 32, 1206-1222), many series at once.

Run by the peers' own interpreter, which has numpy and scipy. The names of options are those of
`farringtonFlexible` in the R package surveillance (Höhle, Meyer and Paul), whose defaults these are.
"""

import csv
import json
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

np: Any = import_module("numpy")
stats: Any = import_module("scipy.stats")

YEAR = 52.1775
_EMPTY = -20.0
"""The linear predictor of a season without any count ends here instead of at minus infinity."""


@dataclass(frozen=True, slots=True)
class Options:
    """How much of the past counts, and how."""

    years: int = 5
    half_width: int = 3
    periods: int = 10
    left_out: int = 26
    weights_threshold: float = 2.58
    trend_p: float = 0.05
    alpha: float = 0.01
    method: str = "delta"
    """Of the threshold: "delta" (the normal quantile of the 2/3 power) or "nbPlugin"."""


def exceedance(counts: Any, at: int, options: Options | None = None) -> tuple[Any, Any, Any]:
    """Return (expected, threshold, exceedance score) of each row of `counts` (series by weeks) at a week.

    The score is (count - expected) / (threshold - expected): 1 and more is an alarm (Noufaily et al. 2013).
    """
    options = options or Options()
    weeks, season = _reference(at, options)
    if len(weeks) < 10:
        nothing = np.zeros(len(counts))
        return nothing, nothing + np.inf, nothing - np.inf
    y = counts[:, weeks].astype(float)
    time = weeks.astype(float)
    with_trend = _design(season, time)
    at_row = np.zeros(with_trend.shape[1])
    at_row[0], at_row[1] = 1.0, at - time.mean()
    fitted = _fitted(y, with_trend, at_row, options)
    flat = _fitted(y, np.delete(with_trend, 1, axis=1), np.delete(at_row, 1), options)
    # The trend is kept where it is significant and the forecast does not exceed what was ever seen.
    t = np.abs(fitted.beta[:, 1]) / np.sqrt(np.maximum(fitted.covariance[:, 1, 1], 1e-12))
    free = len(weeks) - with_trend.shape[1]
    keep = (2 * stats.t.sf(t, free) < options.trend_p) & (fitted.mean <= y.max(axis=1))
    mean = np.where(keep, fitted.mean, flat.mean)
    phi = np.where(keep, fitted.phi, flat.phi)
    of_mean = np.where(keep, fitted.variance, flat.variance)
    upper = _threshold(mean, phi, of_mean, options)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (counts[:, at] - mean) / (upper - mean)
    return mean, upper, np.where(np.isfinite(score), score, -np.inf)


def _reference(at: int, options: Options) -> tuple[Any, Any]:
    """Return the weeks of the past that count, and of each which part of the year it lies in; 0: as now."""
    last = at - options.left_out - 1
    first = at - round(options.years * YEAR) - options.half_width
    weeks = np.arange(max(0, first), last + 1)
    years = np.arange(1, options.years + 1)
    # How far from the same week of the year, backwards to the one before: 0 to a year less a week.
    anchors = at - np.round(years * YEAR).astype(int)
    nearest = np.abs(weeks[:, None] - anchors[None, :]).min(axis=1)
    if (
        options.periods == 1
    ):  # Only the weeks about this one in earlier years, as in Farrington 1996.
        return weeks[nearest <= options.half_width], np.zeros(
            int((nearest <= options.half_width).sum()), int
        )
    phase = (weeks - at) % YEAR
    width = (YEAR - 2 * options.half_width - 1) / (options.periods - 1)
    part = 1 + np.floor((phase - options.half_width - 0.5) / width)
    season = np.clip(part, 1, options.periods - 1).astype(int)
    season[nearest <= options.half_width] = 0
    return weeks, season


def _design(season: Any, time: Any) -> Any:
    columns = [np.ones(len(time)), time - time.mean()]
    columns += [(season == part).astype(float) for part in range(1, season.max() + 1)]
    return np.stack([one for one in columns if one.any()], axis=1)


@dataclass(frozen=True, slots=True)
class _Fit:
    beta: Any
    covariance: Any
    phi: Any
    mean: Any
    variance: Any


def _fitted(y: Any, x: Any, at_row: Any, options: Options) -> _Fit:
    """Return quasi-Poisson fits, the second with weights that discount weeks of past outbreaks."""
    weights = np.ones_like(y)
    free = max(1, y.shape[1] - x.shape[1])
    for _ in range(2):
        _, mu, inverse = _irls(y, x, weights)
        phi = np.maximum(1.0, (weights * (y - mu) ** 2 / mu).sum(axis=1) / free)
        root = np.sqrt(weights * mu)[:, :, None] * x[None]
        hat = np.einsum("npi,nij,npj->np", root, inverse, root)
        power = 1.5 * (y ** (2 / 3) * mu ** (-1 / 6) - mu**0.5)
        scaled = power / np.sqrt(phi[:, None] * np.maximum(1e-6, 1.0 - hat))
        outlying = scaled > options.weights_threshold
        new = np.where(outlying, np.maximum(scaled, 1e-6) ** -2.0, 1.0)
        weights = new * y.shape[1] / new.sum(axis=1, keepdims=True)
    beta, mu, inverse = _irls(y, x, weights)
    phi = np.maximum(1.0, (weights * (y - mu) ** 2 / mu).sum(axis=1) / free)
    covariance = inverse * phi[:, None, None]
    mean = np.exp(np.clip(beta @ at_row, _EMPTY, 20.0))
    variance = mean**2 * np.einsum("i,nij,j->n", at_row, covariance, at_row)
    return _Fit(beta, covariance, phi, mean, variance)


def _irls(y: Any, x: Any, weights: Any, rounds: int = 12) -> tuple[Any, Any, Any]:
    eta = np.log(y + 0.1)
    ridge = 1e-6 * np.eye(x.shape[1])
    beta = np.zeros((len(y), x.shape[1]))
    for _ in range(rounds):
        mu = np.exp(np.clip(eta, _EMPTY, 20.0))
        w = weights * mu
        working = eta + (y - mu) / mu
        squares = np.einsum("np,pi,pj->nij", w, x, x) + ridge
        beta = np.linalg.solve(squares, np.einsum("np,pi,np->ni", w, x, working)[..., None])[..., 0]
        eta = np.clip(beta @ x.T, _EMPTY, 20.0)
    mu = np.exp(eta)
    squares = np.einsum("np,pi,pj->nij", weights * mu, x, x) + ridge
    return beta, mu, np.linalg.inv(squares)


def _threshold(mean: Any, phi: Any, of_mean: Any, options: Options) -> Any:
    if options.method == "delta":
        z = stats.norm.ppf(1 - options.alpha)
        relative = (phi * mean + of_mean) / mean**2
        return mean * np.maximum(0.0, 1 + 2 / 3 * z * np.sqrt(relative)) ** 1.5
    size = mean / np.maximum(phi - 1.0, 1e-6)
    return stats.nbinom.ppf(1 - options.alpha, size, 1 / np.maximum(phi, 1.0 + 1e-6))


def agreement(folder: Path) -> tuple[int, int]:
    """Return in how many weeks our alarms are those of R's surveillance, and of how many.

    `folder`: the series and the alarms that epysurv has published, with its defaults (three years, seven
    weeks of each, alpha 0.01, no alarm below 5 cases in 5 weeks).
    """
    with (folder / "salmonella_train.csv").open(encoding="utf-8") as file:
        counts = [int(row["n_cases"]) for row in csv.DictReader(file)]
    first = len(counts)
    with (folder / "FarringtonFlexible_pred.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    series = np.array([counts + [int(row["n_cases"]) for row in rows]])
    options = Options(years=3, periods=1)
    alike = 0
    for at, row in enumerate(rows, start=first):
        _, upper, _ = exceedance(series, at, options)
        alarm = series[0, at] > upper[0] and series[0, at - 4 : at + 1].sum() >= 5
        alike += bool(alarm) == (row["alarm"] == "1")
    return alike, len(rows)


if __name__ == "__main__":
    json.dump(agreement(Path(sys.argv[1])), sys.stdout)
