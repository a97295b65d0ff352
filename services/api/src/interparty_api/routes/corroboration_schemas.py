"""The shapes of what several reports of one engagement say together, for OpenAPI."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Said(BaseModel):
    """One fact of a merged engagement: which reports say it, of how many independent sources."""

    model_config = ConfigDict(extra="allow")

    fact: str
    reports: list[dict[str, Any]]
    independent: int


class Contradicted(BaseModel):
    """Two values of one fact: the one that was taken, by whom and why, and the other.

    `rule` is `standing` (its report has the better standing: a named source goes before one of which
    nothing is known, and that before a machine-coded one) or `earliest` (of reports of equal standing).
    """

    model_config = ConfigDict(extra="allow")

    fact: str
    taken: str
    by: list[dict[str, Any]]
    rule: Literal["standing", "earliest"]
    other: str
    said_by: list[dict[str, Any]]


class Corroboration(BaseModel):
    """On how much rests what several reports of one engagement say.

    `independent` sources share neither publisher nor text: what was printed again counts once. The facts
    are those of the engagement and of the two sides of the contact; `only_machine` are facts that
    machine-coded reports alone say.
    """

    model_config = ConfigDict(extra="allow")

    reports: int
    independent: int
    facts: list[Said] = []
    only_machine: list[str] = []
    contradictions: list[Contradicted] = []
