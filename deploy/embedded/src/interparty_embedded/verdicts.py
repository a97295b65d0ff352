"""What each verdict says, in a line."""

from collections.abc import Mapping
from typing import Final

MEANINGS: Final[Mapping[str, str]] = {
    "disclosed": "the register has a record that answers the duty",
    "late": "it has one, filed after the due date",
    "missing": "a complete copy of the register has none, and the time for it is over",
    "pending": "the time for it is not over yet",
    "exempt": "the rule itself lets this contact off",
    "not_required": "the rule does not ask for it: below a threshold, or outside what it covers",
    "prohibited": "the rule forbids the contact",
    "permission_unknown": "the rule asks for a permission that no register shows",
    "not_computable": "there is no public register to look into",
    "not_assessable": "our copy of the register does not cover the dates",
    "undetermined": "a fact is missing; the obligation says which",
    "ambiguous": "a record is too near to the threshold to say whether it answers, or it answers another"
    " engagement of the same holder and may be meant for both",
}
