"""What handlers give and take: values that know neither HTTP nor SQL."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from interparty_shared.wire.dead import DeadLetter


class Place(NamedTuple):
    """Where in `dead.v1` a letter lies: its name for as long as it is kept."""

    part: int
    place: int

    def __str__(self) -> str:
        """Return the place as it is written in addresses."""
        return f"{self.part}-{self.place}"

    @classmethod
    def of(cls, text: str) -> "Place | None":
        """Return the place that is written so; None where it is no place."""
        found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,18})", text)
        return cls(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A dead letter as it is listed."""

    place: Place
    letter: DeadLetter
    replayed: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters are asked for; None: whichever."""

    producer: str | None = None
    step: str | None = None
    by: str | None = None
    lane: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """On whose behalf events are accepted."""

    producer: str
    quota: int | None
    lane: str
    trace: str


class Answer(NamedTuple):
    """What to answer: an HTTP status and a JSON document."""

    status: int
    document: dict[str, Any]
