"""Patterns of a backtest: what rules find in it, or what other rules would; counted, told and written.

Rules in shadow are played as if they were live: what they would raise is what is asked.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from interparty_embedded import say
from interparty_embedded.backtesting.outcome import Write
from interparty_embedded.backtesting.packs import Named
from interparty_shared.backtest import pattern_difference, patterns
from interparty_shared.backtest.difference import KINDS
from interparty_shared.backtest.evaluation import Evaluator
from interparty_shared.backtest.facts import Standing
from interparty_shared.backtest.pattern_difference import PatternChange, PatternChanges
from interparty_shared.backtest.patterns import Contacts, Outcome
from interparty_shared.domain import words
from interparty_shared.domain.documents import Document
from interparty_shared.domain.patterns.episodes import Told
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.reference.country_names import english

_GRAVITY: Final[tuple[str, ...]] = words.SEVERITIES
_KINDS: Final[tuple[str, ...]] = KINDS


class Played:
    """What one or two sets of rules find in the same contacts."""

    def __init__(self, standing: Standing, sets: Sequence[Named], day: date) -> None:
        reported = patterns.reported(Evaluator(standing, today=day))
        self.contacts: Contacts = patterns.contacts(reported, standing.reference)
        self.sets = sets
        self.outcomes: list[Outcome] = [
            patterns.outcome(patterns.as_live(one.patterns), self.contacts, day, english)
            for one in sets
        ]
        self.changes: PatternChanges | None = None
        if len(sets) > 1:
            before, after = self.outcomes
            self.changes = pattern_difference.compared(before.told, after.told)

    def write(self, write: Write) -> None:
        """Write every alert with its numbers and then the counts, or every change with both sides."""
        if self.changes is None:
            for one in self.outcomes[0].told:
                write({"pattern": _alert(one)})
            write({"patterns": _counts(self.outcomes[0], self.sets[0].patterns)})
            return
        for change in self.changes.changes:
            write({"pattern_change": _change_document(change)})

    def tell(self, top: int) -> None:
        """Say what was found, the gravest `top` findings in words, or what would be another."""
        self._tell_contacts()
        if self.changes is not None:
            self._tell_changes(self.changes, top)
            return
        outcome = self.outcomes[0]
        say.out().print(_rules_table(outcome, self.sets[0].patterns))
        shown = sorted((one for one in outcome.told if not one.folded), key=_order)[:top]
        folded = sum(one.folded for one in outcome.told)
        if shown:
            beside = f"; {say.count(folded, 'alert')} folded into others" if folded else ""
            say.line(f"The gravest {len(shown):,} of {len(outcome.told):,}{beside}:")
        for number, one in enumerate(shown, 1):
            said = one.document
            weeks = said["pattern"]["weeks"]
            say.line(
                f"{number}. {said['rule']['id']}, {said['severity']}, {weeks['first']} to"
                f" {weeks['last']}: {said['summary']}"
            )

    def _tell_contacts(self) -> None:
        found = self.contacts
        without = []
        if found.placeless:
            bodies = say.count(found.placeless, "body", "bodies")
            without.append(f"{bodies} of which no country is known give none")
        if found.left_out:
            without.append(f"{found.left_out:,} beyond what is kept of one engagement are left out")
        say.line(
            f"Patterns: {say.count(len(found.met), 'contact')} between bodies of two countries in"
            f" {say.count(found.engagements, 'engagement')}, judged in"
            f" {say.count(max(one.weeks for one in self.outcomes), 'week')}, all rules as if live."
            + "".join(f" {one[0].upper()}{one[1:]}." for one in without)
        )

    def _tell_changes(self, changes: PatternChanges, top: int) -> None:
        kinds = Counter(one.kind for one in changes.changes)
        say.line(
            f"By the patterns of {self.sets[1].name} instead of {self.sets[0].name}:"
            f" {say.count(kinds['appears'], 'alert')} would appear, {kinds['disappears']:,} disappear,"
            f" {kinds['changes']:,} change; {kinds['reworded']:,} would be worded otherwise,"
            f" {changes.alike:,} stay as they are."
        )
        if not changes.changes:
            return
        table = say.table("rule", "alerts", "count", title="Patterns")
        for rule, kind in sorted(changes.by_rule, key=lambda key: (key[0], _KINDS.index(key[1]))):
            table.add_row(escape(rule), kind, f"{changes.by_rule[rule, kind]:,}")
        table.columns[2].justify = "right"
        say.out().print(table)
        for change in sorted(changes.changes, key=_by_gravity)[:top]:
            one = change.after or change.before
            assert one is not None  # noqa: S101 - nothing changes into nothing
            differs = f" ({', '.join(_differing(change))})" if change.differs else ""
            say.line(f"{change.kind}{differs}: {change.rule}: {one.document['summary']}")


def _rules_table(outcome: Outcome, rules: Sequence[Rule]) -> Table:
    """Return how much each rule finds: weeks of subjects, alerts by severity, alerts a week."""
    columns = ("rule", "mode", "weeks", "alerts", "a week", "folded", "by severity")
    table = say.table(*columns, title="Patterns")
    counts = _counts(outcome, rules)["rules"]
    for id_, one in counts.items():
        table.add_row(
            escape(id_),
            one["mode"],
            f"{one['subject_weeks']:,}",
            f"{one['alerts']:,}",
            "" if one["alerts_a_week"] is None else f"{one['alerts_a_week']:.3f}",
            f"{one['folded']:,}",
            ", ".join(
                f"{one['by_severity'][name]:,} {name}"
                for name in reversed(_GRAVITY)
                if name in one["by_severity"]
            ),
        )
    for number in range(2, 6):
        table.columns[number].justify = "right"
    return table


def _counts(outcome: Outcome, rules: Sequence[Rule]) -> Document:
    by_rule: dict[str, list[Told]] = {one.id: [] for one in rules if one.mode != "off"}
    for told in outcome.told:
        by_rule[told.document["rule"]["id"]].append(told)
    modes = {one.id: one.mode for one in rules}
    return {
        "weeks": outcome.weeks,
        "rules": {
            id_: {
                "mode": modes[id_],
                "subject_weeks": outcome.by_rule[id_],
                "alerts": len(some),
                "by_severity": dict(Counter(one.document["severity"] for one in some)),
                "folded": sum(one.folded for one in some),
                "alerts_a_week": round(len(some) / outcome.weeks, 4) if outcome.weeks else None,
            }
            for id_, some in by_rule.items()
        },
    }


def _order(told: Told) -> tuple[Any, ...]:
    """Return what puts alerts in order: the gravest, of the most weight, of the most engagements first."""
    said = told.document
    weight = sum(said["pattern"][name] for name in ("effect", "certainty", "stake"))
    return -_GRAVITY.index(said["severity"]), -weight, -said["evidence"]["total"], told.id


def _by_gravity(change: PatternChange) -> tuple[Any, ...]:
    one = change.after or change.before
    assert one is not None  # noqa: S101 - nothing changes into nothing
    return _KINDS.index(change.kind), _order(one)


def _differing(change: PatternChange) -> list[str]:
    return [name.replace("_", " ") for name in change.differs]


def _alert(told: Told) -> Document:
    return {"id": told.id, **told.document}


def _change_document(change: PatternChange) -> Document:
    return {
        "kind": change.kind,
        "rule": change.rule,
        "differs": list(change.differs),
        "before": _alert(change.before) if change.before else None,
        "after": _alert(change.after) if change.after else None,
    }
