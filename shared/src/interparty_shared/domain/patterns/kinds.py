"""The kinds of patterns there are, by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interparty_shared.domain.patterns import (
    channel_shift,
    concentration,
    cultivation,
    dual_track,
    first_contact,
    intermediary,
    money,
    one_sided,
    surge,
)
from interparty_shared.domain.patterns.history import History
from interparty_shared.domain.patterns.rules import Finding, Rule


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of pattern: its parameters, the pure function that finds it, and what it asks in sentences.

    What `find` gives for a week hangs on nothing later than the week, and on nothing earlier than the
    parameters' `memory`.
    """

    name: str
    parameters: type[Any]
    find: Callable[[Rule, int, History], Iterator[Finding]]
    explained: Callable[[Rule], Sequence[str]]


KINDS: Final[Mapping[str, Kind]] = {
    module.NAME: Kind(module.NAME, module.Parameters, module.find, module.explained)
    for module in (
        channel_shift,
        concentration,
        cultivation,
        dual_track,
        first_contact,
        intermediary,
        money,
        one_sided,
        surge,
    )
}


def memory(rule: Rule) -> int:
    """Return how many weeks bear on what a rule finds in a week, that week included."""
    weeks: int = rule.parameters.memory
    return weeks


def found(rule: Rule, week: int, history: History) -> list[Finding]:
    """Return what a rule finds in a week, in the order of subjects."""
    if rule.mode == "off":
        return []
    return sorted(KINDS[rule.kind].find(rule, week, history), key=lambda one: one.subject)
