"""Pairs of names of nomenklatura's own benchmark, held against each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.comparing import Matcher, Query
from interparty_shared.domain.resolving.deciding import ACCEPT
from interparty_shared.reference import lexicon
from tests.bench.matching_world import rows

_KINDS = {"Person": "politician", "Company": "company"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether they are of one."""

    left: str
    right: str
    schema: str
    same: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """How often pairs were told rightly."""

    precision: float
    recall: float
    f1: float
    n: int

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} (n={self.n})"


def pairs(data: Path) -> list[Pair]:
    """Return the pairs of people and bodies; ships are left out."""
    return [
        Pair(row["name1"], row["name2"], row["schema"], row["is_match"] == "true")
        for row in rows(data / "names" / "nomenklatura_name_cases.csv")
        if row["schema"] != "Vessel"
    ]


def scored(
    held: Sequence[Pair], scores: Sequence[float] | None = None, threshold: float = ACCEPT
) -> Scores:
    """Return how well scores tell pairs; without scores, ours."""
    given = scores if scores is not None else [_ours(one) for one in held]
    counts = Counter((one.same, score >= threshold) for one, score in zip(held, given, strict=True))
    right, false, missed = counts[True, True], counts[False, True], counts[True, False]
    return Scores(
        right / max(1, right + false),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + false + missed),
        len(held),
    )


@cache
def _matcher() -> Matcher:
    return Matcher(lexicon.load())


def _ours(pair: Pair) -> float:
    kind = _KINDS.get(pair.schema, "other")
    found = _matcher().compare(Query(pair.left, kind), ActorRecord("1", kind, None, (pair.right,)))
    return found.score if found is not None else 0.0
