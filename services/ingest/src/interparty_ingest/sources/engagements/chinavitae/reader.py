"""The table as rows: the engagements of each event, however many rows tell of it.

A row is filed under one leader and one country; an event with several of them stands there several
times, in the same words. The first of these rows makes the engagements, with everyone whom its words
name; the others are counted as told by it. The words do not say whether those who are listed met each
other too, at a summit, or came one after another: what is sure is that the Chinese side met each. So
those of each country make an engagement of their own, and no contact among them is claimed.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from interparty_ingest.sources.engagements import facts, table
from interparty_ingest.sources.engagements.chinavitae import offices, sentences
from interparty_ingest.sources.engagements.chinavitae.nationalities import country as code
from interparty_ingest.sources.engagements.chinavitae.sentences import NotTold, Told
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.rows import Made, Row
from interparty_shared.domain import words

COLUMNS: Final = ("date", "leader", "country", "text")
PUBLISHER: Final = "China Vitae"
URL: Final = "https://www.chinavitae.com/vip/"
_HOME: Final = (
    "Province",
    "Municipality",
    "Autonomous Region",
    "City",
    "Hong Kong",
    "Macao",
    "Beijing",
    "Shanghai",
)

_WIFE: Final = re.compile(r"\bWife of (?:Hu|Wen|Xi|Li|Yang|Wang) ")
"""They were of the Chinese side."""

Data = dict[str, Any]


def read(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the table: CSV with a header.

    Raises:
        BrokenFile: it is not that table.
    """
    seen: set[tuple[str, str]] = set()
    for cells in table.rows(file, COLUMNS):
        key = _digest(*(cells[name] for name in COLUMNS))
        event = (cells["date"].strip(), " ".join(cells["text"].split()))
        kept = table.raw(cells)
        if event in seen:
            yield Row(
                key,
                kept,
                refused="told by a row before: the same event under another leader or country",
            )
            continue
        seen.add(event)
        try:
            told, unknown = _engagements(cells)
        except NotTold as why:
            yield Row(key, kept, refused=str(why))
        else:
            made = tuple(
                Made(words.EVENT_ENGAGEMENT, _digest(*event, *apart), data) for apart, data in told
            )
            yield Row(key, kept, made, unknown=tuple(unknown))


def _digest(*texts: str) -> str:
    """Return an id from what a row says, as it has none of its own."""
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _engagements(cells: table.Cells) -> tuple[list[tuple[list[str], Data]], list[str]]:
    """Return the engagements with what tells each from the others of its event, and what is unknown."""
    happened = facts.day(cells["date"])
    if not happened:
        raise NotTold("no date")
    told = sentences.read(cells["text"], cells["leader"].strip())
    if not facts.name(told.leader):
        raise NotTold("no leader is named")
    place = _place(told.place)
    country = place.get("country", "")
    others, unknown = _others(told, cells["country"], country == "CN")
    if not place:
        unknown.append("place")
    groups = _by_country(others)
    several = len(groups) > 1
    made = [
        ([of] if several else [], _engagement(cells, told, happened, place, group))
        for of, group in groups.items()
    ]
    return made, unknown


def _by_country(others: list[Data]) -> dict[str, list[Data]]:
    """Return those of one country together; where there are several, one of none stands alone."""
    if len({one["country"] for one in others if "country" in one}) <= 1:
        return {"": others}
    groups: dict[str, list[Data]] = {}
    for one in others:
        groups.setdefault(one.get("country") or one["name"], []).append(one)
    return groups


def _engagement(
    cells: table.Cells, told: Told, happened: str, place: Data, others: list[Data]
) -> Data:
    country = place.get("country", "")
    hosted = country == "CN"
    return known(
        channel=told.channel,
        occurred={"from": happened},
        title=facts.title(cells["text"]),
        place={} if told.channel == "communication" else place,
        participants=[
            known(
                **_ours(told.leader), role="host" if hosted and told.channel == "meeting" else ""
            ),
            *(known(**one, role=_role(told, one, country)) for one in others),
            *(known(**_ours(name), role="attendee") for name in told.attending if facts.name(name)),
        ],
        sources=[{"url": URL, "publisher": PUBLISHER, "coding": "person", "side": "third_party"}],
    )


def _ours(name: str) -> Data:
    return {"name": facts.name(name), "kind": "politician", "country": "CN"}


def _role(told: Told, one: Data, country: str) -> str:
    if told.channel != "meeting" or not country:
        return ""
    if country == "CN":
        return "guest"
    holds = one.get("office", "former_office_holder") != "former_office_holder"
    return "host" if holds and one.get("country") == country else ""


def _others(told: Told, filed: str, at_home: bool) -> tuple[list[Data], list[str]]:
    """Return those whom the Chinese side met; `filed` is the country that the row is filed under.

    One who was met in China, alone, and whose office names no country is of that country.
    """
    found: list[Data] = []
    unknown: list[str] = []
    for name, office in told.people:
        held = offices.read(office)
        place = held.country or (code(filed) if at_home and len(told.people) == 1 else "")
        if place == "CN" or not facts.name(name) or _WIFE.search(office):
            continue
        of = known(name=facts.name(held.party), kind="party", country=place) if held.party else {}
        kind = "politician" if held.political else ""
        found.append(
            known(name=facts.name(name), kind=kind, country=place, office=held.office, of=of)
        )
        unknown += [what for what, said in _asked(place, kind, held.office) if not said]
    if not found:
        raise NotTold("no foreign counterpart is named")
    return found, unknown


def _asked(place: str, kind: str, office: str) -> tuple[tuple[str, str], ...]:
    return (
        ("country of a counterpart", place),
        ("kind of a counterpart", kind),
        ("office of a counterpart", office),
    )


def _place(text: str) -> Data:
    """Return country and city of "USA, New York, New York"; a province or city alone is in China."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return {}
    if parts[0].endswith(_HOME) and not code(parts[0]):
        return known(
            country="CN", city=parts[-1].removesuffix(" City").removesuffix(" Municipality")
        )
    country = code(parts[0])
    return known(country=country, city=facts.name(parts[-1]) if len(parts) > 1 and country else "")
