"""Meetings that Members of the European Parliament publish.

Read are the export of the Parliament's own search (`title,member_id,member_name,meeting_date,…`), and
two older copies of the same list, whose columns and dates differ. The Member files; whom they met is
free text, taken apart as far as that is certain, and kept whole in the purpose. The list shows the day
of the meeting and no day of publication, so that nothing is filed on a day.

The list has no keys: a record is known by the Member, the day, the subject and those who were met, and
is another one once one of them is corrected. The export holds the thousand newest meetings: what is
not in it may be published all the same, so that an edition testifies to no absence.

Source: Rules of Procedure of the European Parliament, Annex I, Article 7(2)(a);
https://www.europarl.europa.eu/meps/en/search-meetings.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, BinaryIO, Final, NamedTuple

from interparty_ingest.sources import cells, keys, objects, tables
from interparty_ingest.sources.registers import attendees
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.rows import BrokenFile, Made, Row
from interparty_shared.domain import words
from interparty_shared.reference.country_names import code_of

ID: Final = "eu-ep-meetings"
SITE: Final = "https://www.europarl.europa.eu"
SEARCH: Final = f"{SITE}/meps/en/search-meetings"
_WHAT: Final = "meetings of Members of the European Parliament"


class _Form(NamedTuple):
    """What the columns of one form are called; "" where it has none."""

    member: str
    epid: str
    country: str
    day: str
    met: str
    numbers: str
    place: str
    commas: bool
    """Whether commas part the names of those who were met."""


_EXPORT: Final = _Form(
    "member_name", "member_id", "", "meeting_date", "attendees", "lobbyist_id", "", False
)
_COPY: Final = _Form("mep", "epid", "country", "date", "lobbyists", "", "location", True)
_OLD_COPY: Final = _COPY._replace(epid="")
_FORMS: Final = (_EXPORT, _COPY, _OLD_COPY)


def read_csv(stream: BinaryIO) -> Iterator[Row]:
    """Read a table in any of the forms, one meeting a row."""
    return keys.once(_table(stream))


def read_json(stream: BinaryIO) -> Iterator[Row]:
    """Read a list of objects with the same names as the columns, alone or as `meetings`."""
    return keys.once(_objects(stream))


def _table(stream: BinaryIO) -> Iterator[Row]:
    first, *others = (_names(form) for form in _FORMS)
    for _, row, _ in tables.read(stream, first, _WHAT, *others):
        form = _form(row)
        # A column without a name holds the row's number in the copy, which changes between editions.
        kept = {column: cell for column, cell in row.items() if column}
        yield _row(row, form or _EXPORT, tables.as_json(kept))


def _objects(stream: BinaryIO) -> Iterator[Row]:
    for number, record, raw in objects.read(stream, "meetings", _WHAT):
        if (form := _form(record)) is None:
            wanted = ", or ".join(", ".join(_names(one)) for one in _FORMS)
            found = ", ".join(record)[:60] or "nothing"
            raise BrokenFile(f"{_WHAT}, record {number}: expected {wanted}; found: {found}")
        yield _row(record, form, raw)


def _names(form: _Form) -> tuple[str, ...]:
    return "title", *filter(None, form[:-1])


def _form(record: Mapping[str, Any]) -> _Form | None:
    return next((form for form in _FORMS if all(name in record for name in _names(form))), None)


def _row(record: Mapping[str, Any], form: _Form, raw: bytes) -> Row:
    member, epid = cells.name(record[form.member]), _cell(record, form.epid)
    title, met = cells.text(record["title"]), _text(record[form.met])
    day = cells.day(record[form.day])
    written = day.isoformat() if day else record[form.day]
    key = keys.made_of(epid or member, written, title, met)
    if not member:
        return Row(key, raw, refused="no Member named")
    if day is None:
        return Row(key, raw, refused="no day of the meeting, or none in a known form")
    unknown: list[str] = []
    people, placed = attendees.listed(met, commas=form.commas)
    if form.numbers:
        people, found = attendees.numbered(people, _text(record[form.numbers]))
        placed = placed and found
    if not placed:
        unknown.append("ids")
    data = {
        "register": ID,
        "record_id": key,
        "filer": _member(member, epid, _cell(record, form.country), unknown),
        "counterparts": people[: cells.COUNTERPARTS],
        "channel": "meeting",
        "occurred": cells.span(day),
        "place": _place(_cell(record, form.place), unknown),
        "purpose": cells.text("; with: ".join(filter(None, (title, cells.text(met))))),
        "url": f"{SITE}/meps/en/{epid}/x/meetings/past" if epid.isdecimal() else SEARCH,
    }
    if not people:
        unknown.append("counterparts")
    elif len(people) > cells.COUNTERPARTS:
        unknown.append(f"counterparts beyond {cells.COUNTERPARTS}")
    made = Made(words.EVENT_DISCLOSURE, key, cells.known(data))
    return Row(key, raw, (made,), unknown=tuple(unknown))


def _member(name: str, epid: str, country: str, unknown: list[str]) -> dict[str, Any]:
    code = code_of(country) if country else None
    if country and code is None:
        unknown.append(f"country: {country}")
    ids = {"epid": epid} if re.fullmatch(r"\d{1,9}", epid) else None
    office = "member_of_european_parliament"
    return cells.known(
        {"name": name, "kind": "politician", "country": code, "office": office, "ids": ids}
    )


def _place(location: str, unknown: list[str]) -> dict[str, str] | None:
    """Return the country that a location ends with ("Tirana, Albania"); rooms and towns say none."""
    code = (
        code_of(re.split(r"\s*[,/(]\s*|\s+-\s+|^-\s*", location)[-1].strip(" )"))
        if location
        else None
    )
    if location and code is None:
        unknown.append("place")
    return {"country": code} if code else None


def _cell(record: Mapping[str, Any], column: str) -> str:
    """Return a cell of a column that the form may not have."""
    return cells.text(record.get(column)) if column else ""


def _text(value: object) -> str:
    """Return a cell with its lines, which part names; a list of a JSON object as lines."""
    if isinstance(value, list):
        return "\n".join(map(cells.text, value))
    return value if isinstance(value, str) else ""


def covered(_day: date) -> None:
    """Testify to nothing: an edition holds the newest meetings, however late others are published."""


REGISTER: Final = Register(
    id=ID,
    source=SEARCH,
    title="Meetings published by the European Parliament",
    licence="© European Union; source: European Parliament; reuse with attribution",
    readers={"csv": read_csv, "json": read_json},
    walk=Download(f"{SEARCH}?textualSearch=&fromDate=&toDate=&exportFormat=CSV", "csv"),
    whole=False,
    keeps=None,
    covered=covered,
    every=timedelta(days=1),
    seconds_between=10,
)
