"""Do the versions of a rule, and the rules of a register, agree with one another?"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from interparty_shared.domain.regimes import Regime
from interparty_shared.packs.lint.files import Standing
from interparty_shared.packs.lint.remarks import Remark

_NEVER: Final = frozenset({"proposed", "enacted_not_in_force"})
_TOLD_ALIKE: Final = ("name", "url", "public", "shows_filing_date", "shows_amount")


def versions(rules: Sequence[Standing[Regime]]) -> Iterator[Remark]:
    """Return the versions of one rule that stand twice, or hold on the same days."""
    for first, second in combinations(rules, 2):
        one, other = first.what, second.what
        if one.rule_id != other.rule_id:
            continue
        if one.version == other.version:
            why = f"{other.rule_id} {other.version} is in {first.file} already"
            yield second.remark("error", "versions", "version", why)
        elif days := _shared(one, other):
            why = (
                f"{other.rule_id}: versions {one.version} ({first.file}) and {other.version} both hold"
                f" from {days[0]} {f'to {days[1]}' if days[1] != date.max else 'on'}; the one that"
                " began later is taken"
            )
            yield second.remark("warning", "versions", "valid", why)


def _shared(one: Regime, other: Regime) -> tuple[date, date] | None:
    """Return from when to when both versions bind somebody."""
    if not _NEVER.isdisjoint({one.status, other.status}):
        return None
    first = max(one.valid_from, other.valid_from)
    last = min(one.valid_to or date.max, other.valid_to or date.max)
    return (first, last) if first <= last else None


def registers(rules: Sequence[Standing[Regime]]) -> Iterator[Remark]:
    """Return the registers that two rules describe differently."""
    known: dict[str, Standing[Regime]] = {}
    for one in rules:
        register = one.what.register
        before = known.setdefault(register.id, one)
        theirs = before.what.register
        for name in _TOLD_ALIKE:
            if register.id and getattr(register, name) != getattr(theirs, name):
                why = (
                    f"{register.id} has another {name} under {before.what.rule_id} ({before.file}):"
                    f" {getattr(theirs, name)}"
                )
                yield one.remark("warning", "registers", f"register.{name}", why)
