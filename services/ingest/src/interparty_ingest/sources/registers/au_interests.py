"""Sponsored travel and hospitality in the registers of interests of the Australian Parliament.

Both houses publish one document for each member, often scanned, and no table. What is read here is a
table transcribed from them (`category,name,member_type,electorate,party,held_by,details,updated`): of it
the House's register takes the rows of representatives, and the Senate's those of senators.

Nearly all is in the free text of `details`. It is kept whole as the purpose; days are taken from it
where it speaks of one span alone, and who paid where the wording leaves no doubt ("courtesy of",
"paid for by", "guest of"). Where one went is not taken from it: names of countries stand in the names
of sponsors too. Amounts are not shown. The day of the alteration is that of filing.

What a spouse or child holds is no travel of the member: under the resolutions the member states it,
but a contact of the spouse is none of the member. Such rows are refused, and counted.

Nobody vouches that a transcription is complete, so that an edition testifies to no absence.

Sources: Resolution of the House of Representatives of 9 October 1984, item 12; resolution of the
Senate of 17 March 1994; https://www.aph.gov.au/Senators_and_Members/Members/Register.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, BinaryIO, Final, NamedTuple

from interparty_ingest.sources import cells, free_days, keys, tables
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.rows import Made, Row
from interparty_shared.domain import words

COLUMNS: Final = (
    "category", "name", "member_type", "electorate", "party", "held_by", "details", "updated",
)  # fmt: skip
_WHAT: Final = "interests of Australian members, transcribed"


class _House(NamedTuple):
    """One of the two registers."""

    register: str
    member_type: str
    chamber: str
    url: str


_LOWER: Final = _House(
    "au-interests",
    "representative",
    "house",
    "https://www.aph.gov.au/Senators_and_Members/Members/Register",
)
_UPPER: Final = _House("au-senate-interests", "senator", "senate", "https://www.aph.gov.au/")
_TYPES: Final = frozenset({_LOWER.member_type, _UPPER.member_type})

_GIFT: Final = re.compile(
    r"\b(?:upgrade[ds]?|memberships?|lounge|tickets?|dinner|lunch|hospitality|concert)\b",
    re.IGNORECASE,
)
_TRAVEL: Final = re.compile(
    r"\b(?:study (?:tour|trip)|delegation|travel(?:led|ling|ed)?|trip|visit(?:ed|ing)?|flights?"
    r"|airfares?|conference)\b",
    re.IGNORECASE,
)
_NO_VISIT: Final = re.compile(r"\b(?:upgrade[ds]?|memberships?|lounge)\b", re.IGNORECASE)

_WORD: Final = r"[A-Z](?:[\w'’./+-]*\w)?"
_LINK: Final = r"(?:of|and|the|for|&|de)"
_SPONSOR: Final = re.compile(
    r"\b(?i:paid (?:for )?by|funded by|courtesy of|compliments of|sponsored by|provided by|hosted by"
    r"|covered by|met by|guests? of)\s+(?P<article>[Tt]he\s+)?"
    rf"(?P<name>{_WORD}(?:\s+(?:{_LINK}\s+){{0,2}}{_WORD})*)(?P<rest>[^.]*)"
)
_ENDS: Final = re.compile(
    r"\s*(?:$|[.,;:()|–]|-\s|\s-|\d{1,2}(?:[\s/-]|st|nd|rd|th)"
    r"|(?:and|on|for|at|to|in|from|during|while|with|between|including|included|who|which|as|via|when"
    r"|valued?|held|dated|inspect|incl)\b)"
)
"""What may follow a name. Another word in small letters may belong to it ("Cultural office")."""
_CALENDAR: Final = re.compile(
    r"(?:\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day|\s+(?:jan(?:uary)?|feb(?:ruary)?|march|april|june"
    r"|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))+$",
    re.IGNORECASE,
)
_NO_SPONSOR: Final = frozenset("mr mrs ms dr prof hon sir me my i".split())


def read_csv(house: _House, stream: BinaryIO) -> Iterator[Row]:
    """Read a transcribed table, one interest a row.

    Raises:
        BrokenFile: it is no such table, or is cut off.
    """
    table = tables.read(stream, COLUMNS, _WHAT)
    return keys.once(_row(house, row) for _, row, _ in table)


def covered(_day: date) -> None:
    """Testify to nothing: nobody vouches that a transcription is complete."""


def _row(house: _House, row: dict[str, str]) -> Row:
    raw = tables.as_json(row)
    said = {column: cells.text(row[column]) for column in COLUMNS}
    key = keys.made_of(
        *(said[column] for column in COLUMNS if column not in ("electorate", "party"))
    )
    if refused := _refused(house, said):
        return Row(key, raw, refused=refused)
    filed = cells.day(said["updated"])
    days = free_days.only(said["details"], near=filed)
    sponsors = _sponsors(said["details"])
    data = {
        "register": house.register,
        "record_id": key,
        "filer": _member(house, said),
        "counterparts": [{"name": name} for name in sponsors],
        "channel": _channel(said["details"]),
        "occurred": cells.span(days.start, days.end) if days else None,
        "filed": cells.iso(filed),
        "purpose": said["details"],
        "url": house.url,
    }
    unknown = [fact for fact in ("occurred", "filed", "counterparts", "channel") if not data[fact]]
    made = Made(words.EVENT_DISCLOSURE, key, cells.known(data))
    return Row(key, raw, (made,), unknown=tuple(unknown))


def _refused(house: _House, said: dict[str, str]) -> str:
    if said["category"].casefold() != "travel":
        return "another category than sponsored travel or hospitality"
    if said["member_type"].casefold() not in _TYPES:
        return "neither a representative nor a senator"
    if said["member_type"].casefold() != house.member_type:
        return "of the other house, which has a register of its own"
    if not said["name"]:
        return "no member named"
    if "self" not in re.findall(r"[a-z]+", said["held_by"].casefold()):
        return "held by somebody else than the member (spouse, children)"
    return "" if said["details"] else "nothing said of what it was"


def _member(house: _House, said: dict[str, str]) -> dict[str, Any]:
    party = cells.name(said["party"])
    of = {"name": party, "kind": "party", "country": "AU"}
    filer = {
        "name": cells.name(said["name"]),
        "kind": "politician",
        "country": "AU",
        "office": "member_of_parliament",
        "chamber": house.chamber,
        "of": of if party and party.casefold() != "independent" else None,
    }
    return cells.known(filer)


def _channel(details: str) -> words.Channel | None:
    """Return what the details speak of; of a better seat on a flight, that it was given."""
    if _TRAVEL.search(details) and not _NO_VISIT.search(details):
        return "visit"
    return "hospitality" if _GIFT.search(details) else None


def _sponsors(details: str) -> list[str]:
    """Return who paid, each once, where the wording says so and a name follows that ends there.

    One word behind an article ("the Dialogue") stands for a name that was given before, unless it is
    one of capitals ("the AFL").
    """
    found: list[str] = []
    for match in _SPONSOR.finditer(details):
        name = _CALENDAR.sub("", match["name"])
        short = match["article"] and " " not in name and not name[1:2].isupper()
        no_name = name.rpartition(" ")[2].casefold() in _NO_SPONSOR
        ends = name != match["name"] or _ENDS.match(match["rest"])
        if ends and not short and not no_name:
            found.append(cells.name(name))
    return list(dict.fromkeys(found))


def _register(house: _House, title: str) -> Register:
    return Register(
        id=house.register,
        source=house.url,
        title=title,
        licence=(
            "Commonwealth of Australia, Creative Commons BY-NC-ND 3.0 AU (aph.gov.au); a transcription may"
            " have terms of its own"
        ),
        readers={"csv": partial(read_csv, house)},
        walk=None,
        whole=False,
        keeps=None,
        covered=covered,
        every=timedelta(days=28),
        seconds_between=10,
    )


REGISTER: Final = _register(
    _LOWER, "Register of Members' Interests of the House of Representatives"
)
SENATE: Final = _register(_UPPER, "Register of Senators' Interests")
