"""What came of a backtest, counted; and written, one JSON document per line."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from interparty_shared.backtest.difference import Change, Compared, severity
from interparty_shared.backtest.evaluation import Judged
from interparty_shared.domain import documents, identity
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.obligations import Obligation

Write = Callable[[dict[str, Any]], None]
"""Writes one document; of all of them, each is an object of one key, which says what it is."""


class Sort(NamedTuple):
    """Changes that are counted together."""

    regime: str
    kind: str
    before: str
    after: str
    steps: str
    """The steps of the reasoning that differ, in their order."""


@dataclass(slots=True)
class Verdicts:
    """Obligations by regime and verdict, alerts by severity too."""

    engagements: int = 0
    owing: int = 0
    """Engagements for which anything was owed."""
    obligations: Counter[tuple[str, str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def count(self, obligations: Iterable[Obligation]) -> None:
        """Count what was owed for one engagement."""
        self.engagements += 1
        any_ = False
        for one in obligations:
            any_ = True
            self.obligations[one.regime.id, one.verdict] += 1
            grave = severity(one)
            if grave is not None:
                self.alerts[one.regime.id, one.verdict, grave] += 1
        self.owing += any_


@dataclass(slots=True)
class Differences:
    """How alerts differ under other packs, counted by sort, with the first few of each."""

    most: int
    """How many of each sort are kept."""
    before: Verdicts = field(default_factory=Verdicts)
    after: Verdicts = field(default_factory=Verdicts)
    alike: int = 0
    sorts: Counter[Sort] = field(default_factory=Counter)
    shown: dict[Sort, list[tuple[Engagement, Change]]] = field(default_factory=dict)

    @property
    def kinds(self) -> Counter[str]:
        """Return how many alerts appear, disappear, change and are worded otherwise."""
        found: Counter[str] = Counter()
        for sort, count in self.sorts.items():
            found[sort.kind] += count
        return found

    @property
    def differing(self) -> list[tuple[str, str]]:
        """Return the regimes and verdicts whose number is another one."""
        before, after = self.before.obligations, self.after.obligations
        return [key for key in before.keys() | after.keys() if before[key] != after[key]]

    def count(self, compared: Compared) -> None:
        """Count how the alerts of one engagement differ."""
        self.before.count(compared.before)
        self.after.count(compared.after)
        self.alike += compared.alike
        for change in compared.changes:
            sort = _sort(change)
            self.sorts[sort] += 1
            if self.sorts[sort] <= self.most:
                self.shown.setdefault(sort, []).append((compared.engagement, change))


def write_judged(judged: Judged, write: Write) -> None:
    """Write the obligations of an engagement, and the alerts that are open for it."""
    for one in judged.obligations:
        write({"obligation": documents.obligation_document(one)})
        alert = _alert(one, judged.engagement, judged.merged)
        if alert is not None:
            write({"alert": alert})


def write_changes(compared: Compared, write: Write) -> None:
    """Write how the alerts of an engagement differ."""
    for change in compared.changes:
        some = change.after or change.before
        assert some is not None  # noqa: S101 - nothing changes into nothing
        ref = compared.engagement.ref
        write(
            {
                "change": {
                    "kind": change.kind,
                    "regime": change.regime,
                    "alert": identity.alert_id(some.id),
                    "engagement": {"source": ref.source, "id": ref.id},
                    "differs": list(change.differs),
                    "why": documents.reason_document(change.why),
                    "before": _side(change.before, compared),
                    "after": _side(change.after, compared),
                }
            }
        )


def _side(one: Obligation | None, compared: Compared) -> dict[str, Any] | None:
    """Return the alert, or the obligation of which none was raised."""
    if one is None:
        return None
    alert = _alert(one, compared.engagement, compared.merged)
    return {"alert": alert} if alert else {"obligation": documents.obligation_document(one)}


def _alert(one: Obligation, engagement: Engagement, merged: Merged | None) -> dict[str, Any] | None:
    grave = severity(one)
    if grave is None:
        return None
    said = documents.alert_document(one, engagement, merged)
    return {"id": identity.alert_id(one.id), **said, "status": "open", "severity": grave}


def _sort(change: Change) -> Sort:
    return Sort(
        change.regime,
        change.kind,
        _short(change.before),
        _short(change.after),
        ", ".join(dict.fromkeys(step.step for step in change.why)),
    )


def _short(one: Obligation | None) -> str:
    if one is None:
        return "nothing owed"
    grave = severity(one)
    return f"{one.verdict}, {grave}" if grave else one.verdict
