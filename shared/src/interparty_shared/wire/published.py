"""What the alerts service publishes on `alerts.v1`, and how a reader takes it in again.

Two kinds of record, all JSON, all keyed by the engagement so that they keep their order:

- `alert`: one revision of an alert, with its contiguous `sequence`;
- `obligation`: the state of an obligation, replacing the one before; `gone` when it no longer
  holds.

`notify` is false for what came of history loaded through the backfill lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

from interparty_shared.bus.base import Message, Record
from interparty_shared.errors import Invalid
from interparty_shared.wire.topics import ALERTS

Kind = Literal["alert", "obligation"]


@dataclass(frozen=True, slots=True)
class Published:
    """One record of `alerts.v1`."""

    kind: Kind
    key: str
    """`<source>\\n<id>` of the engagement."""
    document: Mapping[str, Any]
    at: datetime
    trace: str = ""
    notify: bool = True
    gone: bool = False
    sequence: int | None = None

    def message(self) -> Message:
        """Return this as a message for `alerts.v1`."""
        body = {
            "kind": self.kind,
            "key": self.key,
            "document": self.document,
            "at": self.at.isoformat(),
            "trace": self.trace,
            "notify": self.notify,
            "gone": self.gone,
            "sequence": self.sequence,
        }
        return Message(ALERTS.name, self.key.encode(), orjson.dumps(body))


def published(record: Record) -> Published:
    """Return what a record of `alerts.v1` says.

    Raises:
        Invalid: it is none of the kinds above.
    """
    try:
        body = orjson.loads(record.value)
        if body["kind"] not in {"alert", "obligation"}:
            raise Invalid(f"no such kind: {body['kind']!r}")
        return Published(**{**body, "at": datetime.fromisoformat(body["at"])})
    except Invalid:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"not published by the alerts service: {error}") from error
