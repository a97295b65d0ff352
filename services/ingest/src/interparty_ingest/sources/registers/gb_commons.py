"""The Register of Members' Financial Interests of the House of Commons: visits and gifts from outside.

Read from its API (https://interests-api.parliament.uk/, JSON) and from its CSV files. Columns have had
three generations of names since August 2024, dates are DD/MM/YYYY or ISO 8601, donors and places stand
in numbered columns; where the columns of a visit's dates are empty, its summary says them
("International visit to X between 17 April 2026 and 19 April 2026").
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, BinaryIO, Final

from interparty_ingest.sources import cells, objects, tables
from interparty_ingest.sources.cells import text
from interparty_ingest.sources.registers import interests
from interparty_ingest.sources.registers.interests import API, Json
from interparty_ingest.sources.registers.register import Pages, Register
from interparty_ingest.sources.rows import BrokenFile, Covered, Made, Row
from interparty_shared.domain import words

KEEPS: Final = timedelta(days=360)
"""Entries leave about twelve months after they were made: of 503 measured, 502 after 367 days or more."""
PUBLICATION: Final = timedelta(days=28)
"""No record that we know waited longer than 27 days (over a summer recess) to be published."""

VISITS: Final = "visits outside the uk"
GIFTS: Final = "gifts and benefits from sources outside the uk"

_NEEDS: Final = frozenset({"id", "summary", "registered", "category", "member", "mnisid"})
_RENAMED: Final = {"registrationdate": "registered", "publisheddate": "published"}
_NUMBERED: Final = re.compile(
    r"(visit_?locations|donors)_+(?:(?P<a>\d+)_+(?P<x>\w+)|(?P<y>[a-z_]+?)_+(?P<b>\d+))",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"between (\d{1,2} \w+ \d{4}) and (\d{1,2} \w+ \d{4})\s*$")
_WHAT: Final = "interests of Members of the House of Commons"


def read_csv(file: BinaryIO) -> Iterator[Row]:
    """Read one of the register's CSV files: of visits, of gifts, or of anything else, which is passed.

    Raises:
        BrokenFile: no such table, or cut off.
    """
    table = tables.read(file, _NEEDS, _WHAT, named=_folded, uneven=True, ended=True)
    for line, row, more in table:
        entry, raw = _of_cells(row), tables.as_json(row)
        if not (record_id := text(entry.get("id"))).isdigit():
            raise BrokenFile(f"{_WHAT}: line {line}: a record whose id is no number")
        if more > 0:
            yield Row(record_id, raw, refused="more cells than columns")
        else:
            yield _row(record_id, raw, entry)


def read_json(file: BinaryIO) -> Iterator[Row]:
    """Read entries as the API gives them: an array of them, or one page that holds all.

    Raises:
        BrokenFile: no JSON of the kind, cut off, or a page of several.
    """
    for number, item, raw in objects.read(file, "items", _WHAT, total="totalResults"):
        record_id = text(item.get("id"))
        if not record_id.isdigit() or not isinstance(item.get("fields"), list):
            raise BrokenFile(
                f"{_WHAT}, record {number}: no entry: without a number as id, or without fields"
            )
        yield _row(record_id, raw, _of_item(item))


def covered(edition: date) -> Covered:
    """Return the filing dates for which an edition of a day is known complete.

    What was filed four weeks before had been published by then; what was filed 360 days before is
    still kept. What was filed before our first edition is not covered (`follows_filer`): entries of
    members who have left since went with them.
    """
    return Covered(edition - KEEPS, edition - PUBLICATION)


def _row(record_id: str, raw: bytes, entry: Mapping[str, Any]) -> Row:
    category = text(entry.get("category")).casefold()
    if category not in {VISITS, GIFTS}:
        return Row(record_id, raw)
    if not text(entry.get("member")):
        filed = cells.day(entry.get("registered"))
        return Row(record_id, raw, refused="no member is named", day=filed, part=category)
    mapped = (interests.visit if category == VISITS else interests.gift)(record_id, entry)
    missing = [name for name in mapped.unknown if name != "place" or not mapped.countries]
    unknown = (*missing, *(f"place: {name}" for name in mapped.countries))
    made = Made(words.EVENT_DISCLOSURE, record_id, mapped.data)
    return Row(record_id, raw, (made,), unknown=unknown, part=category)


def _of_cells(row: Mapping[str, str]) -> Json:
    """Return the entry that a row of a CSV file is, by the names that `interests` knows."""
    said: Json = {}
    lists: dict[str, dict[int, Json]] = {"visitlocations": {}, "donors": {}}
    for column, cell in row.items():
        if not (cell := text(cell)):
            continue
        base, number, name = _column(column)
        if number:
            lists[base].setdefault(number, {})[name] = cell
        else:
            said[name] = cell
    return _entry(said, *([one[at] for at in sorted(one)] for one in lists.values()))


def _of_item(item: Mapping[str, Any]) -> Json:
    """Return the entry that an item of the API is, by the names that `interests` knows."""
    said: Json = {}
    lists: dict[str, list[Json]] = {"visitlocations": [], "donors": []}
    for field in objects.objects(item.get("fields")):
        name = _folded(text(field.get("name")))
        if name in lists:
            groups = field.get("values") or []
            lists[name] = [_group(one) for one in groups] if isinstance(groups, list) else []
        elif field.get("value") is not None:
            said[name] = field["value"]
    member, category = item.get("member"), item.get("category")
    member = member if isinstance(member, dict) else {}
    said |= {
        "id": item.get("id"),
        "summary": item.get("summary"),
        "registered": item.get("registrationDate"),
        "published": item.get("publishedDate"),
        "category": category.get("name") if isinstance(category, dict) else None,
        "member": member.get("nameDisplayAs"),
        "mnisid": member.get("id"),
    }
    return _entry(said, lists["visitlocations"], lists["donors"])


def _entry(said: Mapping[str, Any], locations: list[Json], donors: list[Json]) -> Json:
    start, end = said.get("startdate"), said.get("enddate")
    if not start and (found := _BETWEEN.search(text(said.get("summary")))):
        start, end = _written_out(found[1]), _written_out(found[2])
    if not donors and said.get("donorname"):
        donors = [
            {
                "name": said.get("donorname"),
                "value": said.get("value"),
                "status": said.get("donorstatus"),
                "details": said.get("donorotherdetails"),
            }
        ]
    return {
        "id": said.get("id"),
        "category": said.get("category"),
        "member": said.get("member"),
        "mnis_id": said.get("mnisid"),
        "start": start or said.get("receiveddate"),
        "end": end or said.get("receivedenddate"),
        "registered": said.get("registered"),
        "published": said.get("published"),
        "purpose": said.get("purpose") or said.get("paymentdescription"),
        "payment": said.get("paymenttype"),
        "for": said.get("paymentdescription"),
        "locations": [
            {"country": one.get("country"), "place": one.get("destination")} for one in locations
        ],
        "donors": [
            {
                "name": one.get("name"),
                "private_individual": one.get("isprivateindividual"),
                "value_gbp": one.get("value"),
                "status": one.get("status"),
                "details": one.get("details"),
            }
            for one in donors
        ],
    }


def _group(values: object) -> Json:
    fields = values.get("fields") if isinstance(values, dict) else values
    return {_folded(text(one.get("name"))): one.get("value") for one in objects.objects(fields)}


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    plain = re.sub(r"[\s_]", "", name).lower()
    return _RENAMED.get(plain, plain)


@lru_cache(maxsize=1024)
def _column(name: str) -> tuple[str, int, str]:
    """Return the list, the place in it and the name of a numbered column; else "", 0 and the name."""
    if found := _NUMBERED.fullmatch(name):
        number = int(found["a"] or found["b"])
        return _folded(found[1]), number, _folded(found["x"] or found["y"])
    return "", 0, _folded(name)


def _written_out(said: str) -> str:
    try:
        return datetime.strptime(said, "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day
    except ValueError:
        return ""


def _asked(category: int) -> Pages:
    return Pages(
        url=f"{API}?CategoryId={category}",
        form="json",
        take="Take",
        skip="Skip",
        size=20,
        items="items",
        total="totalResults",
    )


GB_COMMONS: Final = Register(
    id=interests.REGISTER,
    source=API,
    title="Register of Members' Financial Interests (House of Commons): visits and gifts from abroad",
    licence="Open Parliament Licence v3.0",
    readers={"csv": read_csv, "json": read_json},
    walk=_asked(5),
    further=(_asked(6),),
    whole=True,
    keeps=KEEPS,
    covered=covered,
    every=timedelta(hours=12),
    seconds_between=1.0,
    follows_filer=True,
    members="*Category_[45].csv",
)
