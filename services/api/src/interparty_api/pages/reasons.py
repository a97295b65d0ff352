"""Reasons in the reader's language.

The API's sentences are English. Each is made from one of few patterns; where it is known which, the
same sentence is said in the reader's language with the same values, and else it stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from interparty_api.i18n import Translator
from interparty_api.pages.labels import mark, word

PATTERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "holder": (mark("{name} is bound by {rule}."),),
    "counterpart": (
        mark("The counterpart is {name}."),
        mark("The country of {name} is not recorded."),
        mark("{name} is of the same country; where they met is not recorded."),
        mark("Nobody is recorded as having paid."),
    ),
    "place": (
        mark("The place does not matter to the regime."),
        mark("The place is not recorded."),
        mark("It took place in {where}."),
    ),
    "territory": (mark("The place is not recorded."), mark("It took place in {where}.")),
    "payer": (mark("Nobody is recorded as having paid."),),
    "end": (mark("The last day is not recorded."),),
    "threshold": (
        mark("The duty begins at more than {limit}; no value is recorded."),
        mark("The duty begins at at least {limit}; no value is recorded."),
        mark("{value} was for {people} people; the share of {name} is not recorded."),
        mark("{value} is not compared with {limit}: no rate is recorded."),
        mark("{value} is not more than {limit}."),
        mark("{value} is not at least {limit}."),
        mark("{value} is more than {limit}."),
        mark("{value} is at least {limit}."),
    ),
    "match": (
        mark(
            "Recorded: record {record} in {register}. The register shows no filing date, so lateness is"
            " not computed."
        ),
        mark("No matching record yet; one filed by {due} would be in time."),
        mark(
            "Record {record} in {register} is too near to rule out (score {score}; a match begins at"
            " {accept})."
        ),
    ),
    "coverage": (
        mark("No matching record found in {register} as of {time}."),
        mark(
            "Our copy of {register} is not known to be complete from {since} to {until}: nothing is said"
            " about an absence."
        ),
    ),
    "standing": (
        mark("Reported only by a machine-coded source; no named report is known."),
        mark("Said only by a machine-coded source, by no named report: {facts}."),
    ),
    "facts": (mark("Not known: {facts}. Whether the duty applied cannot be said without it."),),
    "rule": (
        mark(
            "What is recorded is of a kind that {rule} does not allow. Whether it took place as recorded"
            " is not judged here."
        ),
    ),
    "register": (
        mark("{rule} asks for permission or notice beforehand; neither is published."),
        mark(
            "What is filed under {rule} is not public ({register}): an absence cannot be computed."
        ),
    ),
    "withdrawal": (
        mark("The report of the engagement was taken back by its source."),
        mark(
            "As facts and rules stand now, the engagement gives rise to no duty under this regime."
        ),
    ),
}
"""By step, the sentences that it can consist of; those that say more come first."""

_DAYS: Final = frozenset({"due", "since", "until"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the reasoning, as it is shown."""

    step: str
    basis: str
    """In the reader's language."""
    text: str
    original: str
    """The API's sentence, in English."""
    translated: bool
    """Whether `text` is in the reader's language; else it is the original."""


def reason(t: Translator, step: Mapping[str, Any]) -> Reason:
    """Return a step as it is shown."""
    original = str(step["text"])
    said = original if t.language == "en" else _said(t, step)
    basis = word(t, "basis", step["basis"])
    return Reason(step["step"], basis, said or original, original, said is not None)


def _said(t: Translator, step: Mapping[str, Any]) -> str | None:
    inputs: Mapping[str, Any] = step["inputs"]
    name, text = step["step"], step["text"]
    if name == "deadline":
        return _deadline(t, text, inputs)
    if name == "match" and "days_late" in inputs:
        return _late(t, text, inputs)
    if name == "match" and (in_time := _IN_TIME.fullmatch(text)) is not None:
        return _timely(t, in_time, inputs)
    for pattern in PATTERNS.get(name, ()):
        found = _regex(pattern).fullmatch(text)
        if found is not None:
            shown = {key: _shown(t, key, value) for key, value in found.groupdict().items()}
            return t.gettext(pattern, **shown)
    return None


# One day, and a time from it. Of a time upon a time, and of what a new rule found, it says more.
_DATED: Final = re.compile(
    r".+ \(\d{4}-\d\d-\d\d[^()]*\): due \S+; allowing \d+ days for publication and \d+ for our copy,"
    r" an absence is judged from \S+\."
)


def _deadline(t: Translator, text: str, inputs: Mapping[str, Any]) -> str | None:
    if _DATED.fullmatch(text) is None or "moment" not in inputs:
        return None
    values = {
        "moment": word(t, "moment", inputs["moment"]),
        "trigger": t.date(date.fromisoformat(inputs["trigger"])),
        "due": t.date(date.fromisoformat(inputs["due"])),
        "judged": t.date(date.fromisoformat(inputs["alert_date"])),
        "publication": t.number(inputs["publication_days"]),
        "copy": t.number(inputs["sync_days"]),
    }
    if inputs["exact"]:
        message = mark(
            "The time runs from {moment} ({trigger}): due {due}. Allowing {publication} days for"
            " publication and {copy} for our copy, an absence is judged from {judged}."
        )
    else:
        message = mark(
            "The time runs from {moment} ({trigger}, the latest that it can have been): due {due}."
            " Allowing {publication} days for publication and {copy} for our copy, an absence is"
            " judged from {judged}."
        )
    return t.gettext(message, **values)


_FILED: Final = re.compile(
    r"Recorded: record .+ in (?P<register>\S+), filed .+ after (?P<due>\S+)\."
)


def _late(t: Translator, text: str, inputs: Mapping[str, Any]) -> str | None:
    found = _FILED.fullmatch(text)
    if found is None:
        return None
    return t.ngettext(
        "Recorded: record {record} in {register}, filed on {filed}: {n} day after {due}.",
        "Recorded: record {record} in {register}, filed on {filed}: {n} days after {due}.",
        inputs["days_late"],
        record=inputs["record_id"],
        register=found["register"],
        filed=t.date(date.fromisoformat(inputs["filed"])),
        due=_shown(t, "due", found["due"]),
    )


_IN_TIME: Final = re.compile(
    r"Recorded: record .+ in (?P<register>\S+), filed [^.;:]+; due (?P<due>\S+)\."
)


def _timely(t: Translator, found: re.Match[str], inputs: Mapping[str, Any]) -> str:
    return t.gettext(
        "Recorded: record {record} in {register}, filed on {filed}; due {due}.",
        record=inputs["record_id"],
        register=found["register"],
        filed=_shown(t, "due", inputs["filed"]),
        due=_shown(t, "due", found["due"]),
    )


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    said = "".join(
        f"(?P<{part}>.+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)
    )
    return re.compile(said, re.DOTALL)


def _shown(t: Translator, key: str, value: str) -> str:
    try:
        if key in _DAYS:
            return t.date(date.fromisoformat(value))
        if key == "time":
            return t.moment(datetime.fromisoformat(value))
    except ValueError:
        return value
    if key == "where":
        return ", ".join(t.country(code) for code in value.split(", "))
    return value
