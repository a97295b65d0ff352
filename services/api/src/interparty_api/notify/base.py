"""What the dispatcher hands to a channel, and what it hears back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Kind = Literal["alerts", "test", "confirm", "disabled"]


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a channel needs to know of a subscription."""

    id: str
    name: str
    target: str = field(repr=False)
    contact: str | None = field(repr=False)
    language: str
    pace: str
    secrets: Sequence[Mapping[str, Any]] = field(repr=False)
    link_key: str = field(repr=False)
    filter: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A revision that is told of."""

    sequence: int
    type: str
    """`alert.opened`, `alert.revised`, `alert.resolved`, `alert.withdrawn`."""
    alert: Mapping[str, Any]
    """The document, as published, with triage and answers."""
    before: Mapping[str, Any] | None = None
    """The revision before it, where there is one: what changed is said."""
    root: int | None = None
    """Sequence of the first revision that this subscription was told of; None: this is the first."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is due."""

    id: str
    kind: Kind
    to: Addressee
    items: Sequence[Item]
    created: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt."""

    outcome: Literal["delivered", "retry", "refused", "gone"]
    detail: str
    """In a sentence, for the subscriber; no secret in it."""
    status: int | None = None
    retry_after_s: float | None = None
    ours: bool = False
    """The fault is this installation's, or its mail server's: nothing is said of the receiver."""


class Sender(Protocol):
    """A way out. It returns within its own time limit, and raises nothing but on a defect of ours."""

    async def send(self, message: Outgoing) -> Outcome:
        """Try once to send a message."""
        ...
