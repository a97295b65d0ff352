"""What a question about an engagement is answered with: true, false or unknown, and why."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from interparty_shared.domain.logic import Truth


class Finding(NamedTuple):
    """The answer to one question."""

    gate: str
    truth: Truth
    text: str
    inputs: Mapping[str, Any]
    fact: str | None = None
    """Path of the fact that would settle it, where it is unknown."""


def fact_of(name: str, field: str) -> str:
    """Return the path of a fact about a participant."""
    return f"participants[{name}].{field}"
