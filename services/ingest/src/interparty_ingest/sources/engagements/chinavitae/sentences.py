"""The sentences in which China Vitae tells of engagements.

Most have one form: "A was in (travelled to) PLACE and met with the following: NAME (OFFICE) … Others
Attending: B, C". The others are sentences of the news, read where their verb is one of meeting or
telephoning and whom it names stands beside an office: "A met with NAME, OFFICE. (PLACE)", "A held talks
with OFFICE NAME. (PLACE)".
"""

import re
from dataclasses import dataclass
from typing import Final

from interparty_shared.domain.words import Channel

LONGEST: Final = 1000
"""Characters of an account; the longest in the table has fewer than 600."""


class NotTold(Exception):
    """A sentence tells of no engagement that we know; says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells: people with their offices, and who else was there of the Chinese side."""

    channel: Channel
    leader: str
    place: str
    people: tuple[tuple[str, str], ...]
    """Names, and the offices that stand with them."""
    attending: tuple[str, ...] = ()


_LISTED: Final = re.compile(
    r"^(?:(?P<who>[^()]{2,40}?) )?(?P<verb>was in|travelled to)(?: (?P<place>.+?))?"
    r"(?: and met with the following: (?P<people>.*?))?(?: ?Others Attending:(?P<others>.*))?$"
)
_PERSON: Final = re.compile(r"([^()]+?) \(((?:[^()]|\([^()]*\))*)\)\s*")
_PLACED: Final = re.compile(r"^(?P<said>.*?)\.? ?\((?P<place>[^()]*)\)$", re.DOTALL)
_PHONE: Final = re.compile(r"\b(?:phone|telephone|phoned|telephoned|call)\b", re.IGNORECASE)
_WHO: Final = r"^(?:(?P<who>[A-Z][a-z]+ [A-Z][a-z]+) )?"
_SPOKE: Final = (
    re.compile(_WHO + r"(?:met|meets|held (?:separate )?(?:talks|a meeting|a talk)|talked|"
    r"had (?:a )?talks?)(?: separately)? (?:with )?(?P<whom>.+)$"),
    re.compile(_WHO + r"(?:held|had|has|made|was invited to|talked|exchanged views|"
    r"discussed).*?\b(?:with) (?P<whom>.+)$"),
    re.compile(_WHO + r"and (?P<whom>.+?) (?:exchanged|discussed|had|held|talked|"
    r"pledged).*(?:phone|conversation|talk).*$"),
)  # fmt: skip
_TAIL: Final = re.compile(
    r"(?:,? (?:on|over|in|at|about|by|to|for|during|after|before|through|via|here|regarding|"
    r"concerning|exchanging|who)\b.*"
    r"|, (?:and )?(?:exchanging|discussing|pledging|saying|briefing).*)$"
)
_TITLE: Final = (
    "Minister|President|Premier|Chancellor|Secretary of State|Secretary|Secretary-General|King|"
    "Queen|Prince|Speaker|"
    "Senator|Ambassador|Governor|Chairman|Chairperson|Commissioner|Representative|Envoy|Emperor|"
    "Sultan|Leader|Mayor|"
    "Foreign Secretary|Affairs|Counselor|Advisor|Adviser|State"
)
_BEFORE: Final = re.compile(
    rf"^(?:the |visiting )?(?P<office>(?:\S+ )*?(?:{_TITLE})(?: of (?:the )?[A-Z]\S+(?: [A-Z]\S+)*?)?) "
    r"(?P<name>(?!of |and |for )[A-Z][\w.'’-]*(?: (?:al|bin|ibn|de|da|dos|van|von|der|la|el|del|"
    r"[A-Z]\.?|[A-Z][\w.'’-]*)){0,5})$"
)  # fmt: skip
_AFTER: Final = re.compile(r"^(?P<name>[A-Z][^,()]{2,60}), (?P<office>(?:[^,]|, (?=and ))+.*)$")


def read(text: str, leader: str) -> Told:
    """Return what a sentence tells; `leader` is who it is filed under.

    Raises:
        NotTold: it tells of no engagement that we know.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise NotTold("longer than any account of one event")
    listed = _LISTED.match(text)
    return _list(listed, leader) if listed else _sentence(text, leader)


def _list(found: re.Match[str], leader: str) -> Told:
    people = tuple(
        (name.strip(), office.strip()) for name, office in _PERSON.findall(found["people"] or "")
    )
    if not people:
        raise NotTold("a journey, and nobody who was met")
    others = tuple(name.strip() for name in (found["others"] or "").split(",") if name.strip())
    return Told("meeting", found["who"] or leader, found["place"] or "", people, others)


def _sentence(text: str, leader: str) -> Told:
    placed = _PLACED.match(text)
    said, place = (placed["said"], placed["place"]) if placed else (text, "")
    for pattern in _SPOKE:
        found = pattern.match(said)
        if not found:
            continue
        person = _person(found["whom"])
        if person:
            channel: Channel = "communication" if _PHONE.search(said) else "meeting"
            return Told(channel, found["who"] or leader, place, (person,))
        raise NotTold("a sentence of the news: nobody is named beside an office")
    raise NotTold("a headline or remark: no verb of meeting or telephoning")


def _person(whom: str) -> tuple[str, str] | None:
    """Return name and office of the one whom a sentence names."""
    after = _AFTER.match(whom)
    if (
        after
        and len(after["name"].split()) <= 7
        and not re.search(rf"\b(?:{_TITLE})\b", after["name"])
    ):
        return after["name"].strip(), _TAIL.sub("", after["office"]).strip(" .")
    before = _BEFORE.match(_TAIL.sub("", whom).strip(" .,"))
    return (before["name"].strip(), before["office"].strip()) if before else None
