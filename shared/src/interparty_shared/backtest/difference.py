"""What other rule packs would change: which alerts appear, disappear or change, and why."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from interparty_shared.backtest.evaluation import Evaluator, held
from interparty_shared.backtest.rules import Rules
from interparty_shared.domain import documents, gates
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.obligations import Obligation, Step

Kind = Literal["appears", "disappears", "changes", "reworded"]
KINDS: Final[tuple[Kind, ...]] = ("appears", "disappears", "changes", "reworded")
"""`reworded`: nothing differs but words, or the version of the rule; it would be published anew."""


class Change(NamedTuple):
    """An alert that is another under the other packs."""

    kind: Kind
    regime: str
    before: Obligation | None
    """None: nothing was owed."""
    after: Obligation | None
    differs: tuple[str, ...]
    """What differs, of an alert that is open under both."""
    why: tuple[Step, ...]
    """The steps of the reasoning that differ, as they are after; the last is the nearest to the verdict."""


class Compared(NamedTuple):
    """An engagement under two sets of packs."""

    engagement: Engagement
    before: list[Obligation]
    after: list[Obligation]
    changes: list[Change]
    alike: int
    """How many alerts are the same under both."""
    merged: Merged | None = None
    """Of which reports the engagement was; None: it is told by one alone."""


def compared(evaluator: Evaluator, before: Rules, after: Rules) -> Iterator[Compared]:
    """Give every engagement with its obligations under both, and how its alerts differ.

    Regimes that are one object in both (`Rules(…, like=…)`) are judged once.
    """
    for engagement in evaluator.engagements():
        told = evaluator.several(engagement)
        same, ours, theirs = _judged(evaluator, engagement, before, after)
        alike = sum(severity(one) is not None for one in same)
        changes = []
        for was, becomes in _paired(ours, theirs):
            change = _change(engagement, was, becomes, after)
            if change is None:
                alike += 1
            else:
                changes.append(change)
        yield Compared(engagement, same + ours, same + theirs, changes, alike, told)


def severity(obligation: Obligation | None) -> str | None:
    """Return how grave the alert is that an obligation raises; None: it raises none."""
    return obligation.severity if obligation else None


def _judged(
    evaluator: Evaluator, engagement: Engagement, before: Rules, after: Rules
) -> tuple[list[Obligation], list[Obligation], list[Obligation]]:
    """Return what is owed under both alike, under the one and under the other, as far as it is judged anew.

    Of two views of a merged engagement, each has regimes of its own: such is judged twice.
    """
    told = evaluator.several(engagement)
    if told is not None and told.filled is not None:
        ours = held(evaluator, engagement, before)
        return [], ours, held(evaluator, engagement, after)
    old, new = before.applying(engagement), after.applying(engagement)
    both = [regime for regime in old if any(regime is other for other in new)]
    return (
        evaluator.owed(engagement, both),
        evaluator.owed(engagement, [one for one in old if one not in both]),
        evaluator.owed(engagement, [one for one in new if one not in both]),
    )


def _paired(
    ours: Sequence[Obligation], theirs: Sequence[Obligation]
) -> Iterator[tuple[Obligation | None, Obligation | None]]:
    """Give the obligations of both by their ids, where at least one of the two raises an alert."""
    old, new = {one.id: one for one in ours}, {one.id: one for one in theirs}
    for id_ in sorted(old.keys() | new.keys()):
        pair = old.get(id_), new.get(id_)
        if any(map(severity, pair)):
            yield pair


def _change(
    engagement: Engagement, before: Obligation | None, after: Obligation | None, rules: Rules
) -> Change | None:
    if severity(before) is None or severity(after) is None:
        return _come_or_gone(engagement, before, after, rules)
    assert before is not None and after is not None  # noqa: S101, PT018 - both raise an alert
    differs = tuple(_differences(before, after))
    said = documents.alert_document
    if not differs and said(before, engagement) == said(after, engagement):
        return None
    kind: Kind = "changes" if differs else "reworded"
    return Change(kind, after.regime.id, before, after, differs, _steps(before, after))


def _come_or_gone(
    engagement: Engagement, before: Obligation | None, after: Obligation | None, rules: Rules
) -> Change:
    kind: Kind = "disappears" if severity(after) is None else "appears"
    if after is not None:
        return Change(kind, after.regime.id, before, after, (), _steps(before, after))
    assert before is not None  # noqa: S101 - one of the two raises an alert
    said = _passed_over(engagement, before, rules)
    return Change(kind, before.regime.id, before, None, (), (Step("regime", said, "rule", {}),))


def _differences(before: Obligation, after: Obligation) -> Iterator[str]:
    if before.verdict != after.verdict:
        yield "verdict"
    if severity(before) != severity(after):
        yield "severity"
    if before.due != after.due:
        yield "due"
    if before.alert_date != after.alert_date:
        yield "alert date"
    if (before.holder, before.foreign) != (after.holder, after.foreign):
        yield "subject"
    if _evidence(before) != _evidence(after):
        yield "evidence"


def _evidence(one: Obligation) -> tuple[object, ...]:
    return one.regime.register.id, one.attested, one.disclosure, one.candidates, one.missing_facts


def _steps(before: Obligation | None, after: Obligation) -> tuple[Step, ...]:
    known = before.reason if before else ()
    steps = tuple(step for step in after.reason if step not in known)
    if steps:
        return steps
    regime, grave = after.regime, severity(after)
    text = f"{regime.id} ({regime.version}) reasons alike"
    if grave != severity(before):
        text = f"{regime.id} ({regime.version}) raises {_alert(grave)} for {after.verdict}"
        text += f" instead of {_alert(severity(before))}"
    return (Step("severity", f"{text}.", "rule", {}),)


def _alert(grave: str | None) -> str:
    return f"an alert of {grave} severity" if grave else "no alert"


def _passed_over(engagement: Engagement, before: Obligation, rules: Rules) -> str:
    """Return why, by these rules, nothing is owed that was owed before."""
    id_, name = before.regime.id, before.holder.name
    versions = [regime for regime in rules.packs if regime.id == id_]
    if not versions:
        return f"{id_} is not among the packs."
    applying = [one for one in rules.applying(engagement) if one.id == id_]
    said = gates.passed_over(engagement, (applying or versions)[-1])
    of_holder = [one for one in said if name in one]
    return (of_holder or said or [f"Under {id_} {name} owes nothing for this engagement."])[0]
