"""Says what a rule says, in sentences that a lawyer can check against the law."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import NotFound
from interparty_shared.packs.explain import acts, dates, english, people, register
from interparty_shared.packs.explain.parts import Explanation, Part

__all__ = ["Explanation", "Part", "chosen", "explained"]


def _duty(rule: Regime) -> Iterator[str]:
    yield rule.duty
    until = f" to {rule.valid_to}" if rule.valid_to else " on"
    yield f"{english.STATUSES[rule.status]} from {rule.valid_from}{until}. {english.SHAPES[rule.shape]}"
    if rule.rule_id != rule.id:
        yield f"It is one of several rules of {rule.id}."


_QUESTIONS: Final[Sequence[tuple[str, Callable[[Regime], Iterable[str]]]]] = (
    ("The duty", _duty),
    ("Who owes it", people.holders),
    ("With whom", people.counterparts),
    ("What counts", acts.acts),
    ("From what value on", acts.values),
    ("Unless", acts.exemptions),
    ("Until when", dates.deadlines),
    ("The register", register.shown),
    ("When an absence is judged", dates.absences),
    ("Alerts", register.alerts),
    ("How sure this is", register.certainty),
    ("The law", register.law),
)


def explained(rule: Regime, event: date | None = None) -> Explanation:
    """Return what a rule says; with `event`, also what it comes to for that day."""
    parts = [Part(heading, tuple(answer(rule))) for heading, answer in _QUESTIONS]
    if event is not None:
        parts.append(Part(f"Dates, for {event}", tuple(dates.example(rule, event))))
    named = tuple(part for part in parts if part.sentences)
    return Explanation(rule.rule_id, rule.version, rule.title, named)


def chosen(
    rules: Iterable[Regime], id_: str, *, version: str | None = None, on: date
) -> list[Regime]:
    """Return the rules of an id, of a rule or of a regime: each in the version that holds on a day.

    Where none holds then, the latest; `version` asks for another.

    Raises:
        NotFound: there is none.
    """
    found: dict[str, Regime] = {}
    for rule in rules:
        if id_ in {rule.rule_id, rule.id} and version in {None, rule.version}:
            known = found.get(rule.rule_id)
            if known is None or _weight(known, on) < _weight(rule, on):
                found[rule.rule_id] = rule
    if not found:
        which = f" in version {version}" if version else ""
        raise NotFound(f"There is no rule {id_}{which}.")
    return [found[rule_id] for rule_id in sorted(found)]


def _weight(rule: Regime, on: date) -> tuple[bool, date, str]:
    return rule.in_force(on), rule.valid_from, rule.version
