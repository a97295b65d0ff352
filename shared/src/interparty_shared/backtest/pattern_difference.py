"""What other rules of patterns would find: which alerts appear, disappear or change.

An alert's id follows from its rule, its subject and the week in which it began. Other parameters may have
it begin in another week: alerts of one rule over one subject whose weeks overlap are held to be the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from interparty_shared.backtest.difference import Kind
from interparty_shared.domain.patterns.episodes import Told


class PatternChange(NamedTuple):
    """An alert of a pattern that is another under the other rules."""

    kind: Kind
    rule: str
    before: Told | None
    after: Told | None
    differs: tuple[str, ...] = ()
    """What differs, of an alert that is there under both."""


class PatternChanges(NamedTuple):
    """How the alerts of two sets of rules differ."""

    changes: tuple[PatternChange, ...]
    alike: int

    @property
    def by_rule(self) -> Counter[tuple[str, str]]:
        """Return how many there are, by rule and kind of change."""
        return Counter((one.rule, one.kind) for one in self.changes)


_COMPARED: Final[Mapping[str, tuple[str, ...]]] = {
    "severity": ("severity",),
    "status": ("status",),
    "engagements": ("evidence", "total"),
    "first week": ("pattern", "weeks", "first"),
    "last week": ("pattern", "weeks", "last"),
    "folded": ("folded_into",),
}


def compared(before: Iterable[Told], after: Iterable[Told]) -> PatternChanges:
    """Return how the alerts of two outcomes over the same contacts differ, rule by rule."""
    changes, alike = [], 0
    for was, becomes in _paired(_by_subject(before), _by_subject(after)):
        change = _change(was, becomes)
        if change is None:
            alike += 1
        else:
            changes.append(change)
    return PatternChanges(tuple(changes), alike)


def _by_subject(told: Iterable[Told]) -> dict[tuple[str, str], list[Told]]:
    """Return alerts by rule and subject, the earliest first."""
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in told:
        found[one.document["rule"]["id"], one.subject].append(one)
    for some in found.values():
        some.sort(key=_weeks)
    return found


def _paired(
    before: Mapping[tuple[str, str], list[Told]], after: Mapping[tuple[str, str], list[Told]]
) -> Iterator[tuple[Told | None, Told | None]]:
    for key in sorted(before.keys() | after.keys()):
        ours, theirs = before.get(key, ()), {one.id: one for one in after.get(key, ())}
        same = {was.id: theirs.pop(was.id) for was in ours if was.id in theirs}
        for was in ours:
            becomes = same.get(was.id)
            if becomes is None:
                id_ = next((id_ for id_, one in theirs.items() if _overlap(was, one)), None)
                becomes = theirs.pop(id_) if id_ is not None else None
            yield was, becomes
        for one in theirs.values():
            yield None, one


def _change(was: Told | None, becomes: Told | None) -> PatternChange | None:
    one = becomes or was
    assert one is not None  # noqa: S101 - one of the two is there
    rule = one.document["rule"]["id"]
    if was is None or becomes is None:
        return PatternChange("appears" if was is None else "disappears", rule, was, becomes)
    differs = tuple(
        name
        for name, path in _COMPARED.items()
        if _at(was.document, path) != _at(becomes.document, path)
    )
    if differs:
        return PatternChange("changes", rule, was, becomes, differs)
    if was.document != becomes.document:
        return PatternChange("reworded", rule, was, becomes)
    return None


def _overlap(one: Told, other: Told) -> bool:
    (first, last), (begin, end) = _weeks(one), _weeks(other)
    return first <= end and begin <= last


def _weeks(told: Told) -> tuple[str, str]:
    """Return the first and last week; their labels sort as they follow one another."""
    weeks = told.document["pattern"]["weeks"]
    return weeks["first"], weeks["last"]


def _at(document: Mapping[str, Any], path: tuple[str, ...]) -> object:
    value: Any = document
    for name in path:
        value = value[name]
    return value
