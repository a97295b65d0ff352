"""The shapes of what alerts of patterns say beside others, and of the rules behind them, for OpenAPI."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from interparty_shared.domain import words


class _Shape(BaseModel):
    model_config = ConfigDict(extra="allow")


class Pattern(_Shape):
    """What a rule found over many contacts: the weeks, the numbers, and what would make it go away."""

    kind: str
    title: str
    question: str
    method: str
    weeks: dict[str, Any]
    numbers: dict[str, Any]
    undone: str


class Folded(_Shape):
    """An alert that says nothing beyond the one that it is folded into."""

    id: str
    rule: str
    severity: words.Severity | None = None
    engagements: int | None = None
    summary: str


class SeriesPoint(_Shape):
    """Engagements in the weeks from a day on, until the next point begins, and how many were expected."""

    from_: str = Field(alias="from")
    count: int
    expected: float | None = None


class AsksOfPattern(_Shape):
    """What a rule of a pattern has beside all others.

    One in shadow finds, is counted, and raises no alert.
    """

    kind: str | None = None
    mode: Literal["off", "shadow", "live"] | None = None
    question: str | None = None
    method: str | None = None
    asks: list[str] | None = None
    sources: list[str] | None = None
    severity: words.Severity | None = Field(None, description="The gravest that it may be")
    parameters: dict[str, Any] | None = None
