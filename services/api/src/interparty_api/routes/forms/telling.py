"""An alert as people read it in a feed: a title, text, HTML, and the words that it is filed under."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from interparty_api.handlers.feeds import Told

Document = Mapping[str, Any]

_HEADS: Final = {"open": "", "resolved": "Resolved: ", "withdrawn": "Withdrawn: "}


def title(alert: Document) -> str:
    """Return one line."""
    who, whom = (alert["subject"][side]["name"] for side in ("domestic", "foreign"))
    found = alert["verdict"] or alert["rule"]["kind"]
    of = alert["regime"] or alert["rule"]["id"]
    return f"{_HEADS[alert['status']]}{who}, {whom}: {found.replace('_', ' ')} ({of})"


def countries(alert: Document) -> list[str]:
    """Return the countries of both sides."""
    found = (alert["subject"][side].get("country") for side in ("domestic", "foreign"))
    return list(dict.fromkeys(one for one in found if one))


def categories(alert: Document) -> list[tuple[str, str]]:
    """Return the words that an alert is filed under: which filter, and its value."""
    few = [(name, alert[name]) for name in ("regime", "verdict", "severity", "status", "channel")]
    known = [(name, value) for name, value in few if value is not None]
    return [*known, *(("country", one) for one in countries(alert))]


def source_addresses(alert: Document) -> list[str]:
    """Return the web addresses of what the engagements rest on."""
    found = (
        source.get("url")
        for engagement in alert["evidence"]["engagements"]
        for source in engagement.get("sources") or ()
    )
    return list(dict.fromkeys(one for one in found if is_address(one)))


def is_address(value: object) -> bool:
    """Return whether something is an address that a reader may be led to."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def paragraphs(told: Told) -> Iterator[str]:
    """Yield what a feed tells of an alert, a paragraph each."""
    alert = told.alert
    yield alert["summary"]
    if told.changed:
        yield told.changed
    yield (
        f"Rule {alert['rule']['id']} in its version {alert['rule']['version']}."
        + (f" {alert['citation']}." if alert.get("citation") else "")
        + (f" {alert['caution']}" if alert.get("caution") else "")
    )
    for step in alert["reason"]:
        yield step["text"]
    if alert.get("pattern"):
        yield alert["pattern"]["undone"]
    if alert["triage"]["state"] != "none":
        note = alert["triage"]["note"]
        said = f"{alert['triage']['state'].capitalize()} on {alert['triage']['at']}"
        yield f"{said}: {note}" if note else f"{said}."
    for answer in alert["answers"]:
        who = f"{answer['by']} ({answer['capacity']})" if answer["capacity"] else answer["by"]
        more = f" {answer['url']}" if answer["url"] else ""
        yield f"Answer by {who}, {answer['at']}: {answer['text']}{more}"


def text(told: Told) -> str:
    """Return it as plain text."""
    return "\n\n".join([*paragraphs(told), *source_addresses(told.alert)])


def html(told: Told) -> str:
    """Return it as HTML: everything that came from outside is escaped."""
    said = "".join(f"<p>{escape(one)}</p>" for one in paragraphs(told))
    links = "".join(
        f'<li><a href="{escape(one)}" rel="nofollow noopener">{escape(one)}</a></li>'
        for one in source_addresses(told.alert)
    )
    return f"{said}<ul>{links}</ul>" if links else said
