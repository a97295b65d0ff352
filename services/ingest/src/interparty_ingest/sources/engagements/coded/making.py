"""Two coded actors as an engagement: refused with a reason, or once for both directions.

Where it was is left out, and counted as unknown. A program takes the nearest place in the text for it:
in a sample of ICEWS visitors of the White House were "in Pyongyang", and talks in Singapore too.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from interparty_ingest.sources.engagements import facts
from interparty_ingest.sources.engagements.coded.cameo import Contact
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.rows import Made, Row
from interparty_shared.domain import words
from interparty_shared.domain.words import ActorKind

Data = dict[str, Any]
NO_CONTACT: Final = "no contact"
"""Begins the reason of an event of another kind than being in touch; its code follows."""


@dataclass(frozen=True, slots=True)
class Coded:
    """An actor as coded: `kind` empty where it is political and no more is known of it.

    `political`: of a party, a government or a legislature, or in opposition to one.
    """

    name: str
    country: str
    kind: ActorKind | None = None
    political: bool = False
    of: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One row: who did what to whom, as told in one sentence of one story."""

    key: str
    day: str
    contact: Contact
    one: Coded
    other: Coded
    sentence: tuple[str, ...]
    """What is the same of both directions of one event: story and sentence, or address."""
    title: str
    source: Data


class Seen:
    """Which events were made: A meets B and B meets A, in one sentence, are one."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def row(self, event: Event, raw: bytes) -> Row:
        """Return the row of an event: refused, or with its engagement."""
        reason = _refusal(event)
        if reason:
            return Row(event.key, raw, refused=reason)
        id_ = _id(event)
        if id_ in self._ids:
            return Row(
                event.key, raw, refused="told by a row before: the same two in the same story"
            )
        self._ids.add(id_)
        unknown = ["place"]
        unknown += ["kind of an actor" for actor in (event.one, event.other) if not actor.kind]
        made = Made(words.EVENT_ENGAGEMENT, id_, _engagement(event))
        return Row(event.key, raw, (made,), unknown=tuple(unknown))


def no_contact(key: str, raw: bytes, code: str, known_codes: Collection[str]) -> Row | None:
    """Return the row of an event that is no contact; None: it is one."""
    if code in known_codes:
        return None
    shown = code if code.isalnum() and len(code) <= len("COOPERATE") else "no code"
    return Row(key, raw, refused=f"{NO_CONTACT}: {shown}")


def _refusal(event: Event) -> str:
    sides = (event.one, event.other)
    if not event.day:
        return "no date"
    if not all(facts.name(actor.name) for actor in sides):
        return "an actor has no name"
    if not all(actor.country for actor in sides):
        return "the country of an actor is not known"
    if event.one.country == event.other.country:
        return "within one country"
    if not all(actor.political for actor in sides):
        return "an actor is of no party, government or opposition"
    return ""


def _id(event: Event) -> str:
    pair = sorted(f"{actor.name}|{actor.country}" for actor in (event.one, event.other))
    parts = (event.day, event.contact.channel, *event.sentence, *pair)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _engagement(event: Event) -> Data:
    return known(
        channel=event.contact.channel,
        occurred={"from": event.day},
        title=facts.title(event.title),
        participants=[
            known(
                name=facts.name(actor.name),
                kind=actor.kind,
                country=actor.country,
                of=actor.of,
                role=role,
            )
            for actor, role in zip((event.one, event.other), event.contact.roles, strict=True)
        ],
        sources=[known(**event.source, side="third_party", coding="machine")],
    )
