"""From scored candidates to a verdict. Thresholds and the margin stand here, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from interparty_shared.domain.resolving.comparing import Scored

ACCEPT: Final = 0.8
"""From this score on, a record may be the one that is meant."""
DOUBT: Final = 0.68
"""From this score on, a record must be shown: it may be the one."""
MARGIN: Final = 0.02
"""The best must be this far ahead of the next, or nobody can say which is meant."""
_SHOWN: Final = 10

Verdict = Literal["match", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a name means: the items are the match (several, of a compound), or the candidates."""

    verdict: Verdict
    items: tuple[Scored, ...] = ()

    @property
    def matched(self) -> tuple[Scored, ...]:
        """Return who is meant: one, or several of a compound; empty where that is not known."""
        if self.verdict != "match":
            return ()
        return self.items if self.items[0].part else self.items[:1]


def decide(candidates: Iterable[Scored]) -> Resolution:
    """Return what candidates say together: best first, equal scores by id, each record once."""
    best: dict[str, Scored] = {}
    for one in candidates:
        known = best.get(one.record.id)
        if known is None or (one.score, repr(one.record)) > (known.score, repr(known.record)):
            best[one.record.id] = one
    ranked = sorted(best.values(), key=lambda one: (-one.score, one.record.id))
    shown = tuple(one for one in ranked if one.score >= DOUBT)[:_SHOWN]
    if not shown:
        return Resolution("none")
    near = [one for one in shown if shown[0].score - one.score < MARGIN]
    # Of two names that fit alike, a report means the actor that there was on its day.
    there = [one for one in near if one.existed] or near
    if there[0].score < ACCEPT or len(there) > 1:
        return Resolution("ambiguous", shown)
    return Resolution("match", (there[0], *(one for one in shown if one is not there[0])))


def decide_parts(whole: Resolution, parts: Iterable[Resolution]) -> Resolution:
    """Return what a compound says: the whole where it is one actor, else every part that is one."""
    if whole.verdict == "match":
        return whole
    found = [one for one in parts if one.verdict == "match"]
    if found:
        first = {one.items[0].record.id: one.items[0] for one in found}
        return Resolution("match", tuple(first.values()))
    return whole
