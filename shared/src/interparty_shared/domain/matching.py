"""Does this record answer that duty? A score with the features that made it.

A missed match is a false accusation, a false match hides a contact: between the two lies
`ambiguous`. The filer must be the one who owes the duty; then the dates, the counterpart, the place
and the amount speak, and what is unknown on either side speaks neither way. Weights are stated
below, once; the record of each comparison is kept as evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from interparty_shared.domain import names
from interparty_shared.domain.facts import Actor, Days, Disclosure
from interparty_shared.domain.money import Money
from interparty_shared.domain.regimes import MatchLimits

COUNTERPART_WEIGHT: Final = 0.55
PLACE_WEIGHT: Final = 0.30
AMOUNT_WEIGHT: Final = 0.15
UNKNOWN: Final = 0.8
"""What a feature counts when one side is silent: neither proof nor doubt."""
FILER_FLOOR: Final = 0.85
"""A filer whose name is less alike than this is somebody else."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a record would have to show to answer a duty."""

    holder: Actor
    occurred: Days
    counterparts: tuple[Actor, ...]
    countries: tuple[str, ...]
    value: Money | None


@dataclass(frozen=True, slots=True)
class Feature:
    """One comparison: its score, and the two values that were compared."""

    name: str
    score: float | None
    query: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record held against a duty."""

    disclosure: Disclosure
    score: float
    features: tuple[Feature, ...]

    @property
    def why(self) -> str:
        """Return the comparison in one line, for evidence."""
        if self.disclosure.withdrawn:
            return "the record was withdrawn from the register"
        said = (
            f"{feature.name} {'unknown' if feature.score is None else format(feature.score, '.2f')}"
            f" ({feature.query or '-'} / {feature.candidate or '-'})"
            for feature in self.features
        )
        return "; ".join(said)


def rank(sought: Sought, records: Iterable[Disclosure], limits: MatchLimits) -> list[Candidate]:
    """Return the records by the same filer, best first; one per record id, its latest version.

    Equal scores are ordered by filing date and record id, so that the order of arrival is nothing.
    """
    latest: dict[str, Disclosure] = {}
    for record in records:
        known = latest.get(record.record_id)
        if known is None or known.stamp < record.stamp:
            latest[record.record_id] = record
    found = []
    for record in latest.values():
        candidate = compare(sought, record, limits)
        if candidate is not None:
            found.append(candidate)
    return sorted(
        found,
        key=lambda one: (-one.score, one.disclosure.filed or date.max, one.disclosure.record_id),
    )


def compare(sought: Sought, record: Disclosure, limits: MatchLimits) -> Candidate | None:
    """Return how well a record answers, or None where somebody else filed it."""
    filer = same_actor(sought.holder, record.filer)
    if filer.score is None or filer.score < FILER_FLOOR:
        return None
    features = (
        filer,
        _dates(sought.occurred, record, limits),
        _counterparts(sought.counterparts, record),
        _place(sought.countries, record.countries),
        _amount(sought.value, record.value),
    )
    if record.withdrawn:
        return Candidate(record, 0.0, features)
    _, dates, counterpart, place, amount = (
        UNKNOWN if feature.score is None else feature.score for feature in features
    )
    rest = COUNTERPART_WEIGHT * counterpart + PLACE_WEIGHT * place + AMOUNT_WEIGHT * amount
    # Nobody is in two places: by the same person on the same days, a record that names another
    # counterpart is a doubt to be looked at, not proof of a second visit.
    if features[1].score == 1.0:
        rest = 0.4 + 0.6 * rest
    return Candidate(record, round(filer.score * dates * rest, 4), features)


def same_actor(left: Actor, right: Actor) -> Feature:
    """Return whether two actors are one: by a shared register id first, else by their names."""
    theirs = dict(right.ids)
    for scheme, value in left.ids:
        if scheme in theirs:
            same = theirs[scheme] == value
            return Feature(
                "filer", 1.0 if same else 0.0, f"{scheme}:{value}", f"{scheme}:{theirs[scheme]}"
            )
    score, ours, other = names.best(tuple(left.names), tuple(right.names))
    if left.country and right.country and left.country != right.country:
        score *= 0.5
    return Feature("filer", score, ours or left.name, other or right.name)


def _dates(occurred: Days, record: Disclosure, limits: MatchLimits) -> Feature:
    query = f"{occurred.start}..{occurred.end}"
    if record.occurred is None:
        # Only when it was filed is known: it cannot answer what came long after it.
        early = record.filed is not None and (occurred.start - record.filed).days > limits.far_days
        return Feature(
            "dates", 0.0 if early else None, query, f"filed {record.filed}" if record.filed else ""
        )
    apart = gap(occurred, record.occurred)
    if apart <= limits.near_days:
        score = 1.0 if apart == 0 else 0.95
    elif apart > limits.far_days:
        score = 0.0
    else:
        reach = limits.far_days - limits.near_days
        score = 0.8 * (1 - (apart - limits.near_days) / (reach + 1))
    return Feature("dates", score, query, f"{record.occurred.start}..{record.occurred.end}")


def gap(left: Days, right: Days) -> int:
    """Return the days between two spans, 0 where they touch or overlap."""
    return max(0, (left.start - right.end).days, (right.start - left.end).days)


def _counterparts(sought: Sequence[Actor], record: Disclosure) -> Feature:
    ours = tuple(name for actor in sought for name in actor.names)
    theirs = tuple(part for actor in record.counterparts for part in names.parts(actor.name))
    if not ours or not (theirs or record.purpose):
        return Feature("counterpart", None, "; ".join(ours[:3]), "; ".join(theirs[:3]))
    for mine in sought:
        for other in record.counterparts:
            if set(mine.ids) & set(other.ids):
                return Feature("counterpart", 1.0, mine.name, other.name)
    score, query, found = names.best(ours, theirs)
    if record.purpose and score < 1.0:
        named = [name for name in ours if _named_in(name, record.purpose)]
        if named:
            return Feature("counterpart", 1.0, named[0], "purpose")
    return Feature("counterpart", score, query, found)


def _named_in(name: str, text: str) -> bool:
    wanted = names.tokens(name)
    said = frozenset(names.tokens(text))
    return len(wanted) >= 2 and all(token in said for token in wanted)


def _place(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Feature:
    if not ours or not theirs:
        return Feature("place", None, ",".join(ours), ",".join(theirs))
    return Feature("place", float(bool(set(ours) & set(theirs))), ",".join(ours), ",".join(theirs))


def _amount(ours: Money | None, theirs: Money | None) -> Feature:
    query, found = str(ours or ""), str(theirs or "")
    if ours is None or theirs is None or ours.currency != theirs.currency:
        return Feature("amount", None, query, found)
    high, low = max(ours.amount, theirs.amount), min(ours.amount, theirs.amount)
    return Feature("amount", 1.0 if high == 0 else round(float(low / high), 2), query, found)
