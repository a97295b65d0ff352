"""Dead letters: what can never be processed, kept with its reason and its original bytes.

One JSON document per record of `dead.v1`, whoever put it there.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

from interparty_shared.bus.base import Message, Record
from interparty_shared.errors import Invalid
from interparty_shared.wire.topics import DEAD

Step = Literal["parse", "validate", "publish", "process", "conflict"]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something put aside. `origin` is the topic it was read from, or "http"."""

    at: datetime
    by: str
    """The service that put it aside."""
    producer: str
    """Name of the key that sent it."""
    step: Step
    reason: str
    problem: Mapping[str, Any]
    raw: bytes
    origin: str
    partition: int | None = None
    offset: int | None = None
    lane: str = "live"
    source: str | None = None
    id: str | None = None
    trace: str = ""

    def message(self) -> Message:
        """Return the letter as a message for `dead.v1`, kept together by producer."""
        body = {
            "at": self.at.isoformat(),
            "by": self.by,
            "producer": self.producer,
            "step": self.step,
            "reason": self.reason,
            "problem": dict(self.problem),
            "raw": base64.b64encode(self.raw).decode(),
            "origin": self.origin,
            "partition": self.partition,
            "offset": self.offset,
            "lane": self.lane,
            "source": self.source,
            "id": self.id,
            "trace": self.trace,
        }
        return Message(DEAD.name, (self.producer or self.by).encode(), orjson.dumps(body))


def dead_letter(record: Record) -> DeadLetter:
    """Return the letter in a record of `dead.v1`.

    Raises:
        Invalid: the record is none.
    """
    try:
        body = orjson.loads(record.value)
        return DeadLetter(
            **{
                **body,
                "at": datetime.fromisoformat(body["at"]),
                "raw": base64.b64decode(body["raw"]),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"not a dead letter: {error}") from error
