"""Thousands of pairs tested every week: which findings to keep so that few of them are false."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Discoveries(Generic[Key]):
    """What is kept of a week's tests.

    `kept`: the keys, the smallest p value first; `threshold`: the greatest p value kept, 0 where none is;
    `tests`: how many were made; `level`: the share of false ones among the kept that was asked for.
    """

    kept: tuple[Key, ...]
    threshold: float
    tests: int
    level: float
    q_values: Mapping[Key, float]
    """Of each key given: the least level at which it would be kept."""


def benjamini_hochberg(
    p_values: Mapping[Key, float], *, tests: int, level: float
) -> Discoveries[Key]:
    """Return the discoveries among tests at a false discovery rate of at most `level`.

    Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289-300; it holds too where the tests depend on one
    another positively (Benjamini and Yekutieli 2001). Tests whose p value is 1 need not be given, only
    counted: a pair without a contact in the window is such a test.

    Raises:
        ValueError: fewer tests than p values, a level not between 0 and 1, or a p value that is none.
    """
    if tests < len(p_values):
        raise ValueError(f"{len(p_values)} p values cannot come of {tests} tests")
    if not 0.0 < level < 1.0:
        raise ValueError(f"{level} is no rate between 0 and 1")
    if any(not 0.0 <= p <= 1.0 for p in p_values.values()):
        raise ValueError("a p value lies from 0 to 1")
    # Equal p values share their rank, so that no order of the keys decides.
    ordered = sorted(p_values.items(), key=lambda item: item[1], reverse=True)
    q_values: dict[Key, float] = {}
    least, rank = 1.0, len(ordered)
    for at, (key, p) in enumerate(ordered):
        rank = len(ordered) - at if at == 0 or p != ordered[at - 1][1] else rank
        least = min(least, p * tests / rank)
        q_values[key] = least
    kept = [key for key in sorted(p_values, key=p_values.__getitem__) if q_values[key] <= level]
    threshold = max((p_values[key] for key in kept), default=0.0)
    return Discoveries(tuple(kept), threshold, tests, level, q_values)
