"""Events of a register's records and of what a copy covers, as they are posted. Pure."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson

from interparty_ingest.sources.rows import Covered, Data, Made
from interparty_shared.domain import words

RAW_DIGEST: Final = "rawdigest"
"""The extension attribute that names the evidence: the SHA-256 of the record as it was read."""


def disclosure(source: str, made: Made, *, moment: datetime, digest: str) -> bytes:
    """Return the event of what a record says; `moment` is the edition's, the same for all of it."""
    return _event(made.type, source, made.id, moment, made.data, {RAW_DIGEST: digest})


def withdrawal(source: str, made: Made, *, moment: datetime, digest: str) -> bytes:
    """Return the event that says of a record that it is no longer in the register."""
    data = {**made.data, "withdrawn": True}
    return _event(made.type, source, made.id, moment, data, {RAW_DIGEST: digest})


def ending(source: str, made: Made, *, moment: datetime, digest: str, day: date) -> bytes | None:
    """Return the event that says of a record that it stood until a day.

    The register shows it no longer, and never said that it was not so: `occurred.to` is the day of the
    first edition without it, the last on which it may have stood. None: it says itself until when, or
    does not say since when, without which it cannot be said until when.
    """
    occurred: Data = made.data.get("occurred") or {}
    if not occurred.get("from") or occurred.get("to"):
        return None
    end = max(day.isoformat(), occurred["from"])
    data = {**made.data, "occurred": {**occurred, "to": end}}
    return _event(made.type, source, made.id, moment, data, {RAW_DIGEST: digest})


def coverage(
    source: str, register: str, spans: Iterable[Covered], *, moment: datetime, synced: datetime
) -> list[bytes]:
    """Return the events that say which filing dates a copy covers.

    Each edition's have an id of their own: a later one adds to what was covered, and takes back nothing.
    """
    return [
        _event(
            words.EVENT_COVERAGE,
            source,
            f"coverage/{_written(moment)}/{span.start.isoformat()}",
            moment,
            {
                "register": register,
                "from": span.start.isoformat(),
                "to": span.end.isoformat(),
                "synced": _written(synced),
            },
            {},
        )
        for span in spans
    ]


def facts_digest(made: Iterable[Made]) -> str:
    """Return the SHA-256 of what is posted of a record: the same facts, the same digest."""
    said = orjson.dumps([[one.type, one.id, one.data] for one in made], option=_SORTED)
    return hashlib.sha256(said).hexdigest()


def filer_of(made: Iterable[Made]) -> str:
    """Return who filed, by an id of the register where there is one, else by name."""
    for one in made:
        filer: Data = one.data.get("filer") or {}
        ids = filer.get("ids") or {}
        return " ".join(f"{name}:{ids[name]}" for name in sorted(ids)) or str(filer.get("name", ""))
    return ""


_SORTED: Final = orjson.OPT_SORT_KEYS


def _event(
    type_: str, source: str, id_: str, moment: datetime, data: Data, more: dict[str, Any]
) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "type": type_,
            "source": source,
            "id": id_,
            "time": _written(moment),
            "datacontenttype": "application/json",
            **more,
            "data": dict(data),
        }
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
