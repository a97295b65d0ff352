"""What a revision of an alert changed: the fields, their values, and a sentence. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from interparty_api.notify import differences

_SAID_ELSEWHERE: Final = frozenset({"status", "summary"})
"""The sentence begins with the status; the summary is made of the other fields."""
_NAMES: Final[Mapping[str, str]] = {
    "alert_date": "the day from which an absence counts",
    "channel": "the channel",
    "due": "the due date",
    "evidence": "the evidence",
    "jurisdiction": "the jurisdiction",
    "obligation": "the obligation",
    "occurred": "the dates of the contact",
    "reason": "the reasons",
    "regime": "the regime",
    "rule": "the rule",
    "severity": "the severity",
    "subject": "who took part",
    "verdict": "the verdict",
}

Document = Mapping[str, Any]


def fields_changed(before: Document | None, now: Document) -> tuple[str, ...]:
    """Return the fields in which a revision differs from the one before; of the first, all."""
    if before is None:
        return tuple(sorted(now))
    return differences.fields_changed(before, now)


def values_changed(before: Document, now: Document) -> list[dict[str, Any]]:
    """Return `{"field", "before", "now"}` of each field that changed and is one value."""
    return [
        {"field": name, "before": before.get(name), "now": now.get(name)}
        for name in fields_changed(before, now)
        if _is_one_value(before.get(name)) and _is_one_value(now.get(name))
    ]


def sentence(before: Document | None, now: Document) -> str:
    """Return in plain English what a revision changed, and why where that was recorded."""
    if before is None:
        return f"Opened: {now['summary']}"
    said = [_said(name, before, now) for name in fields_changed(before, now)]
    clauses = [one for one in said if one]
    text = f"{_head(before, now)}: {'; '.join(clauses)}." if clauses else f"{_head(before, now)}."
    why = why_withdrawn(now)
    return f"{text} {why}" if why else text


def why_withdrawn(now: Document) -> str | None:
    """Return the recorded reason of a withdrawal, in a sentence."""
    if now["status"] != "withdrawn":
        return None
    steps = [step["text"] for step in now["reason"] if step["step"] == "withdrawal"]
    return str(steps[-1]) if steps else None


def _head(before: Document, now: Document) -> str:
    if now["status"] == before["status"]:
        return "Revised"
    return {"open": "Opened again"}.get(now["status"], str(now["status"]).capitalize())


def _said(name: str, before: Document, now: Document) -> str | None:
    if name in _SAID_ELSEWHERE:
        return None
    label = _NAMES.get(name, name)
    was, is_ = before.get(name), now.get(name)
    if name == "occurred" and was and is_:
        return f"{label} were {_days(was)} and are {_days(is_)}"
    if _is_one_value(was) and _is_one_value(is_):
        return f"{label} was {_value(was)} and is {_value(is_)}"
    return f"{label} changed"


def _is_one_value(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _value(value: object) -> str:
    return "none" if value is None else str(value)


def _days(said: Mapping[str, Any]) -> str:
    first, last = said.get("from"), said.get("to")
    return f"{first} to {last}" if last and last != first else f"{first}"
