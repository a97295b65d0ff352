"""What the page of an alert shows, and a row of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from interparty_api.i18n import Translator
from interparty_api.pages import series, timeline
from interparty_api.pages.labels import word
from interparty_api.pages.reasons import Reason, reason
from interparty_shared.domain.patterns.numbers import called

Document = Mapping[str, Any]


def headline(t: Translator, alert: Document) -> str:
    """Return who met whom, in a line."""
    subject = alert["subject"]
    if alert.get("pattern"):
        return t.gettext(
            "{who} and {whom}: {pattern}",
            who=subject["domestic"]["name"],
            whom=subject["foreign"]["name"],
            pattern=word(t, "pattern", alert["rule"]["kind"]),
        )
    return t.gettext(
        "{who}: {channel} with {whom}",
        who=subject["domestic"]["name"],
        channel=word(t, "channel", alert["channel"]),
        whom=subject["foreign"]["name"],
    )


def finding(t: Translator, alert: Document) -> str:
    """Return what the register shows of it, in a sentence; of a pattern, what was found."""
    if alert.get("pattern"):
        return str(alert["summary"])
    register = alert["evidence"]["register"]
    name = register.get("name") or register.get("id") or ""
    due = _day(t, alert.get("due"))
    match alert["verdict"]:
        case "missing" if register.get("synced"):
            return t.gettext(
                "No matching record found in {register} as of {time}.",
                register=name,
                time=t.moment(datetime.fromisoformat(register["synced"])),
            )
        case "late" if (filed := timeline.filed(alert)) and due:
            return t.gettext(
                "Recorded in {register} on {filed}; it was due {due}.",
                register=name,
                filed=_day(t, filed),
                due=due,
            )
        case "disclosed":
            return t.gettext("Recorded in {register}.", register=name)
        case "prohibited":
            return t.gettext(
                "As recorded, of a kind that {rule} does not allow.", rule=alert["rule"]["id"]
            )
        case "permission_unknown":
            return t.gettext(
                "Whether permission was given under {rule} is not published.",
                rule=alert["rule"]["id"],
            )
        case verdict:
            return f"{word(t, 'verdict', verdict)} ({alert['rule']['id']})."


def _day(t: Translator, value: str | None) -> str:
    return t.date(date.fromisoformat(value)) if value else ""


@dataclass(frozen=True, slots=True)
class Row:
    """An alert in a list."""

    id: str
    headline: str
    finding: str
    occurred: str
    document: Document


def occurred(t: Translator, days: Document) -> str:
    """Return the days of a contact."""
    first, last = days["from"], days.get("to") or days["from"]
    if first == last:
        return _day(t, first)
    return t.gettext("{first} to {last}", first=_day(t, first), last=_day(t, last))


def row(t: Translator, alert: Document) -> Row:
    """Return an alert as a row of a list."""
    said = occurred(t, alert["occurred"])
    return Row(alert["id"], headline(t, alert), finding(t, alert), said, alert)


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision in the history of an alert."""

    revision: int
    sequence: int
    type: str
    changed: tuple[str, ...]
    at: str
    verdict: str
    status: str


@dataclass(frozen=True, slots=True)
class View:
    """An alert as its page shows it."""

    alert: Document
    headline: str
    finding: str
    occurred: str
    reasons: tuple[Reason, ...]
    why: Reason | None
    """Of an alert that does not stand any more: the sentence that says why."""
    drawing: timeline.Timeline
    plot: Markup
    """The series behind a pattern; empty for any other alert."""
    numbers: Sequence[tuple[str, object]]
    """The numbers behind a pattern, each with what it is called (in English); of any other alert none."""
    triage: Sequence[Document]
    answers: Sequence[Document]


def view(t: Translator, alert: Document, *, today: date) -> View:
    """Return what the page of an alert shows."""
    reasons = tuple(reason(t, step) for step in alert["reason"])
    return View(
        alert,
        headline(t, alert),
        finding(t, alert),
        occurred(t, alert["occurred"]),
        reasons,
        reasons[-1] if reasons and alert["status"] != "open" else None,
        timeline.timeline(t, alert, today=today),
        Markup(series.svg(t, alert)),  # noqa: S704 - made of our own text, dates and numbers
        _numbers(alert),
        (alert.get("triage") or {}).get("log") or (),
        alert.get("answers") or (),
    )


def _numbers(alert: Document) -> list[tuple[str, object]]:
    known = (alert.get("pattern") or {}).get("numbers") or {}
    return [(called(name), value) for name, value in known.items() if value is not None]
