"""Mails about a subscription itself: to confirm it, to try it out, to say that it was disabled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from interparty_api import links
from interparty_api.i18n import Translator
from interparty_api.notify.base import Addressee, Outgoing
from interparty_api.notify.entries import Fact
from interparty_api.notify.safe import clean
from interparty_api.notify.vocabulary import (
    CHANNELS,
    FILTERS,
    HEADLINES,
    PACES,
    SEVERITIES,
    STATUSES,
    word,
)

CONFIRM_WITHIN: Final = timedelta(hours=72)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "channel": CHANNELS,
    "verdict": HEADLINES,
    "severity": SEVERITIES,
    "status": STATUSES,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, as its template takes it."""

    title: str
    subject: str
    paragraphs: Sequence[str]
    why: str | None
    """English, in the words of whoever disabled it."""
    facts: Sequence[Fact]
    action: str
    url: str
    after: Sequence[str]


def notice_of(outgoing: Outgoing, say: Translator, public_url: str) -> Notice:
    """Return the notice that a message is."""
    make = {"confirm": _confirm, "test": _test}.get(outgoing.kind, _disabled)
    return make(outgoing, say, public_url)


def filter_facts(to: Addressee, say: Translator) -> list[Fact]:
    """Return a filter in words, and the pace."""
    facts = [
        Fact(say.gettext(label), say.either(_values(name, to.filter[name], say)))
        for name, label in FILTERS.items()
        if to.filter.get(name)
    ]
    if not facts:
        facts = [Fact(say.gettext("Alerts"), say.gettext("all of them, without a filter"))]
    return [*facts, Fact(say.gettext("Sent"), say.gettext(word(PACES, to.pace)))]


def _values(name: str, given: Any, say: Translator) -> list[str]:
    values = [given] if isinstance(given, str) else list(given)
    if name == "country":
        return [say.country(clean(value)) for value in values]
    if name in _WORDS:
        return [say.gettext(word(_WORDS[name], value)) for value in values]
    return [clean(value) for value in values]


def _link(outgoing: Outgoing, public_url: str, purpose: links.Purpose) -> str:
    return links.address(public_url, outgoing.to.link_key, outgoing.to.id, purpose)


def _confirm(outgoing: Outgoing, say: Translator, public_url: str) -> Notice:
    name, until = clean(outgoing.to.name), outgoing.created + CONFIRM_WITHIN
    return Notice(
        title=say.gettext("Confirm your subscription"),
        subject=say.gettext("Confirm your subscription: {name}", name=name),
        paragraphs=[
            say.gettext(
                "Somebody asked on {moment} that alerts about party diplomacy be sent to this"
                " address, and named the subscription “{name}”.",
                moment=say.moment(outgoing.created),
                name=name,
            ),
            say.gettext("This is what was asked for:"),
        ],
        why=None,
        facts=filter_facts(outgoing.to, say),
        action=say.gettext("Confirm the subscription"),
        url=_link(outgoing, public_url, "confirm"),
        after=[
            say.gettext(
                "The link is valid for 72 hours, until {moment}.", moment=say.moment(until)
            ),
            say.gettext(
                "If it was not you, ignore this message: without the confirmation nothing more is"
                " sent to this address."
            ),
        ],
    )


def _test(outgoing: Outgoing, say: Translator, public_url: str) -> Notice:
    name = clean(outgoing.to.name)
    return Notice(
        title=say.gettext("This is a test"),
        subject=say.gettext("Test of your subscription: {name}", name=name),
        paragraphs=[
            say.gettext(
                "Somebody who may manage the subscription “{name}” asked for this message. Its"
                " alerts will arrive as this one did.",
                name=name,
            ),
            say.gettext("This is what it is for:"),
        ],
        why=None,
        facts=filter_facts(outgoing.to, say),
        action=say.gettext("Manage this subscription"),
        url=_link(outgoing, public_url, "manage"),
        after=[say.gettext("There is nothing that you need to do.")],
    )


def _disabled(outgoing: Outgoing, say: Translator, public_url: str) -> Notice:
    name = clean(outgoing.to.name)
    return Notice(
        title=say.gettext("A subscription was disabled"),
        subject=say.gettext("Subscription disabled: {name}", name=name),
        paragraphs=[
            say.gettext(
                "The subscription “{name}” was disabled on {moment}, and nothing is sent to it until"
                " it is enabled again.",
                name=name,
                moment=say.moment(outgoing.created),
            )
        ],
        why=clean(outgoing.to.why) if outgoing.to.why else None,
        facts=filter_facts(outgoing.to, say),
        action=say.gettext("Manage this subscription"),
        url=_link(outgoing, public_url, "manage"),
        after=[
            say.gettext(
                "Nothing is lost meanwhile: every change keeps its number, and what was not sent can"
                " be asked for again."
            )
        ],
    )
