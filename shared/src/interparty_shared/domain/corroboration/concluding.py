"""What may be said of duties where some of it rests on machine-coded reports alone.

Two views of a merged engagement are judged: what the better reports say, and that filled with what only
machine-coded ones do (`merging.Merged`). What the better reports settle, they settle. Only where they
leave something open, for want of a fact or of a participant, is the filled view told, marked, and at most
with a low severity. That nothing is owed is not taken from a program: then the fact stays missing.
"""

from collections.abc import Sequence
from typing import Final

from interparty_shared.domain.duties import Obligation, Step

ONLY_MACHINE: Final = Step(
    "standing",
    "Reported only by a machine-coded source; no named report is known.",
    "recorded",
    {"standing": "machine"},
)
"""Said first of what rests on machine-coded reports alone."""

_OPEN: Final = frozenset({"undetermined", "not_required", "exempt"})
"""Verdicts that do not take the place of `undetermined` on a program's word."""


def concluded(
    vouched: Sequence[Obligation], filled: Sequence[Obligation], only_machine: Sequence[str]
) -> list[Obligation]:
    """Return what is said of a merged engagement's duties, in the order of the filled view.

    `vouched` are the obligations by `Merged.engagement`, `filled` those by `Merged.filled` (none, where it
    is None), and `only_machine` the facts that make the difference.
    """
    settled = {one.id: one for one in vouched}
    found = []
    for one in filled:
        known = settled.pop(one.id, None)
        if known is None or (known.verdict == "undetermined" and one.verdict not in _OPEN):
            found.append(_marked(one, only_machine))
        else:
            found.append(known)
    return [*found, *settled.values()]


def _marked(one: Obligation, only_machine: Sequence[str]) -> Obligation:
    text = f"Said only by a machine-coded source, by no named report: {', '.join(only_machine)}."
    step = Step("standing", text, "recorded", {"standing": "machine", "facts": [*only_machine]})
    return one._replace(machine=True, reason=(step, *one.reason))
