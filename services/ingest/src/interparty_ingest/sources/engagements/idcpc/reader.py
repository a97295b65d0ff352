"""The list of meetings as rows: one engagement for each, or for each of those held separately."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from interparty_ingest.sources.engagements import facts, table
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.engagements.idcpc import counterparts, occasions, phrases, titles
from interparty_ingest.sources.engagements.idcpc.titles import NotTold, Told
from interparty_ingest.sources.engagements.idcpc.words import (
    BODIES,
    CHINESE_ABROAD,
    DEPARTMENT,
    GUESTS,
)
from interparty_ingest.sources.rows import Made, Row
from interparty_shared.domain import words

COLUMNS: Final = ("event_date", "page_date", "path", "title_zh")
BASE: Final = "https://www.idcpc.org.cn/bzhd/wshd/"
PUBLISHER: Final = "中共中央对外联络部"
_PATH: Final = re.compile(r"(?:\./)?([A-Za-z0-9_./-]{1,200})")

Data = dict[str, Any]


def read(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the list: CSV with a header, one title each.

    Raises:
        BrokenFile: it is not that table.
    """
    for cells in table.rows(file, COLUMNS):
        key = cells["path"].strip()
        kept = table.raw(cells)
        try:
            made, unknown = _engagements(cells)
        except NotTold as why:
            yield Row(key, kept, refused=str(why))
        else:
            yield Row(key, kept, tuple(made), unknown=tuple(unknown))


def _engagements(cells: table.Cells) -> tuple[list[Made], list[str]]:
    path, happened = _PATH.fullmatch(cells["path"].strip()), facts.day(cells["event_date"])
    if not path:
        raise NotTold("no path of a page")
    if not happened:
        raise NotTold("no date")
    told = titles.read(cells["title_zh"])
    others, unknown = _others(told)
    groups = [[one] for one in others] if told.separately else [others]
    page = path[1]
    source = known(
        url=f"{BASE}{page}",
        publisher=PUBLISHER,
        published=facts.day(cells["page_date"]),
        coding="person",
    )
    made = []
    for number, group in enumerate(groups, start=1):
        data, more = _engagement(told, group, happened, facts.title(cells["title_zh"]), source)
        made.append(
            Made(words.EVENT_ENGAGEMENT, f"{page}#{number}" if len(groups) > 1 else page, data)
        )
        unknown += more
    return made, unknown


def _others(told: Told) -> tuple[list[Data], list[str]]:
    if told.occasion:
        others = occasions.counterparts(told.foreign)
        unknown = ["country of a counterpart" for one in others if "country" not in one]
        return others, unknown + ["kind of a counterpart" for one in others if "kind" not in one]
    if CHINESE_ABROAD.search(told.foreign):
        raise NotTold("the counterpart is Chinese abroad")
    others, unknown = counterparts.participants(phrases.people(told.foreign))
    others = [one for one in others if one.get("name")]
    if not others:
        raise NotTold("no foreign counterpart is named")
    return others, unknown


def _engagement(
    told: Told, others: list[Data], happened: str, title: str, source: Data
) -> tuple[Data, list[str]]:
    guests = told.receives == "chinese" and bool(GUESTS.search(told.foreign))
    roles, country = told.roles, told.country
    if guests:
        roles, country = ("host", "guest"), "CN"
    elif told.receives == "foreign":
        roles, country = ("guest", "host"), _one_country(others)
    side = {"host": "host", "guest": "guest"}.get(roles[0], "")
    data = known(
        channel=told.channel,
        occurred={"from": happened},
        title=title,
        place=known(country=country),
        participants=[
            known(**_ours(told.chinese), role=roles[0]),
            *(known(**one, role=roles[1]) for one in others),
        ],
        sources=[source | known(side=side)],
    )
    return data, [] if country else ["place"]


def _one_country(others: list[Data]) -> str:
    """Return the country of those who received, who do so at home."""
    countries = {one.get("country", "") for one in others}
    return countries.pop() if len(countries) == 1 else ""


def _ours(who: str) -> Data:
    department = {"name": DEPARTMENT, "kind": "party_organ", "country": "CN"}
    if not who:
        return department
    if who in BODIES:
        named = BODIES[who]
        return (
            department if named == DEPARTMENT else {"name": named, "kind": "party", "country": "CN"}
        )
    return {
        "name": who,
        "kind": "politician",
        "country": "CN",
        "office": "party_official",
        "of": department,
    }
