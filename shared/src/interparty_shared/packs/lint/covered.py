"""Does a fixture show every verdict that a rule can give, and the time before it came into force?

Which verdicts those are follows from the rule: from its shape, thresholds and exemptions, and from what
its register shows. They are given in `domain.obligations` and `domain.verdicts`; `CAN_GIVE` says of
each what a rule must have for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from interparty_shared.domain.regimes import Exemption, Regime
from interparty_shared.domain.triggers import MULTI_DAY
from interparty_shared.packs.fixtures import Fixture, play
from interparty_shared.packs.lint.files import File, Standing
from interparty_shared.packs.lint.remarks import Remark


def _searched(rule: Regime) -> bool:
    """Return whether the verdict is looked up in a public register."""
    return rule.shape != "prohibition" and rule.register.public


def _unsearched(rule: Regime) -> bool:
    return rule.shape != "prohibition" and not rule.register.public


def _can_be_refuted(rule: Regime) -> bool:
    """Return whether a recorded fact can say that the rule does not ask for this contact."""
    window = rule.elections.threshold if rule.elections else None
    limits = [*rule.thresholds, *([window] if window else [])]
    return bool(
        any(one.amount > 0 or not one.inclusive for one in limits)
        or rule.activities
        or rule.purposes
        or rule.directed
        or rule.remunerated
    )


def _can_lack_a_fact(rule: Regime) -> bool:
    """Return whether a fact on which the rule rests can be left out of a report."""
    counterpart = rule.counterpart
    limbs = (*counterpart.limbs, *counterpart.but_not)
    return bool(
        _searched(rule)  # a name in another script, without an id
        or _can_be_refuted(rule)
        or rule.frequency
        or rule.outside
        or rule.inside
        or counterpart.origin != "any"
        or counterpart.pays
        or any(limb.kinds or limb.countries or limb.offices or limb.control for limb in limbs)
        or any(not limb.specified_complete for limb in limbs)
        or any(_rests_on_others(one) for one in rule.exemptions)
        or rule.trigger in MULTI_DAY
        or _may_not_be_known_as_bound(rule)
    )


def _rests_on_others(one: Exemption) -> bool:
    return one.when.startswith("wholly_") or one.when == "counterpart_kinds"


def _may_not_be_known_as_bound(rule: Regime) -> bool:
    binds = rule.binds
    return bool(
        binds.presume
        or binds.institution
        or binds.id_schemes
        or binds.not_chambers
        or (binds.chambers and (binds.titles or binds.unrecorded_chamber == "unknown"))
        or (binds.kinds and not (binds.offices or binds.anyone))
        or (binds.roles and "representation" in rule.channels)
        or (rule.duty_holder == "recipient" and "visit" in rule.channels)
    )


CAN_GIVE: Final[Mapping[str, Callable[[Regime], bool]]] = {
    "disclosed": _searched,
    "late": lambda rule: _searched(rule) and rule.register.shows_filing_date,
    "missing": lambda rule: _searched(rule) and rule.register.absence is None,
    "pending": _searched,
    "exempt": lambda rule: any(one.when != "not_recorded" for one in rule.exemptions),
    "not_required": _can_be_refuted,
    "prohibited": lambda rule: rule.shape == "prohibition",
    "permission_unknown": lambda rule: _unsearched(rule) and rule.shape == "prior",
    "not_computable": lambda rule: _unsearched(rule) and rule.shape != "prior",
    "not_assessable": _searched,
    "undetermined": _can_lack_a_fact,
    "ambiguous": _searched,
}
"""Of each verdict, whether a rule can give it."""


def verdicts(rule: Regime) -> list[str]:
    """Return the verdicts that a rule can give."""
    return [verdict for verdict, can_give in CAN_GIVE.items() if can_give(rule)]


def covered(file: File) -> Iterator[Remark]:
    """Return what no fixture of a file shows of its rules."""
    if not file.whole:
        return
    fixtures = [one.what for one in file.cases]
    rules = [one.what for one in file.rules]
    shown = {
        (owed.regime.rule_id, owed.regime.version, owed.verdict)
        for fixture in fixtures
        for owed in play(fixture, rules)
    }
    for versions in _by_rule(file.rules):
        latest, rule_id = versions[-1], versions[0].what.rule_id
        can_give = dict.fromkeys(verdict for one in versions for verdict in verdicts(one.what))
        seen = {verdict for id_, _, verdict in shown if id_ == rule_id}
        if lacking := [verdict for verdict in can_give if verdict not in seen]:
            yield latest.remark(
                "error", "covered", rule_id, f"no fixture gives {', '.join(lacking)}"
            )
        for one in versions[:-1] if seen else ():
            if not any(key[:2] == (rule_id, one.what.version) for key in shown):
                why = f"no fixture plays the version {one.what.version}"
                yield one.remark("error", "covered", rule_id, why)
        first = versions[0]
        if not any(_is_before(fixture, first.what) for fixture in fixtures):
            why = (
                f"no fixture shows the time before {first.what.valid_from} (shows: before_in_force) with"
                " facts that would give a duty from then on"
            )
            yield first.remark("error", "covered", rule_id, why)


def _by_rule(rules: Sequence[Standing[Regime]]) -> Iterator[list[Standing[Regime]]]:
    """Return the versions of each rule, the earliest first."""
    found: dict[str, list[Standing[Regime]]] = {}
    for one in sorted(rules, key=lambda one: (one.what.valid_from, one.what.version)):
        found.setdefault(one.what.rule_id, []).append(one)
    yield from found.values()


def _is_before(fixture: Fixture, rule: Regime) -> bool:
    """Return whether a fixture shows that a rule did not bind yet, and nothing but that."""
    if fixture.shows != "before_in_force":
        return False
    always = replace(rule, status="in_force", valid_from=date.min, valid_to=None)
    return bool(play(fixture, [always])) and not play(fixture, [rule])
