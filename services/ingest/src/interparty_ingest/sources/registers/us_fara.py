"""The register of foreign agents of the United States: foreign principals and who acts for them.

Read from the bulk files (https://efile.fara.gov/bulk/zip/, XML and CSV, ISO-8859-1, dates MM/DD/YYYY,
rows of the XML under ROW) and from the API's answers for one registrant (JSON, in which a single row is
an object and no list). A row has no id of its own: registrant's number, principal and the day of the
principal's registration make it one, and equal rows are numbered. The CSV breaks off names at quotes
within them, which shifts what stands behind: such rows are refused. The XML has none of it, so that is
what `interparty sync` asks for.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, BinaryIO, Final

import orjson

from interparty_ingest.sources import cells, elements, tables
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.rows import BrokenFile, Covered, Made, Row
from interparty_shared.domain import words
from interparty_shared.reference.country_names import code_of

REGISTER: Final = "us-fara"
SOURCE: Final = "https://efile.fara.gov"
ENCODING: Final = "iso-8859-1"
_WHAT: Final = "foreign principals of FARA"
BEGINNING: Final = date(1942, 1, 1)
"""The lists name registrants from the first on; what the Department had before is not in them."""

_DATE: Final = re.compile(r"\d{2}/\d{2}/\d{4}")
_NEEDS: Final = frozenset({"principal", "registered", "country", "number", "registrant"})
_NAMES: Final = {
    "foreignprincipal": "principal",
    "fpname": "principal",
    "foreignprincipalregistrationdate": "registered",
    "fpregistrationdate": "registered",
    "fpregdate": "registered",
    "foreignprincipalterminationdate": "terminated",
    "fpterminationdate": "terminated",
    "fptermdate": "terminated",
    "countrylocationrepresented": "country",
    "countryname": "country",
    "registrationnumber": "number",
    "regnumber": "number",
    "registrantname": "registrant",
}
"""What columns, tags and members of JSON are called, without case and punctuation."""


def read_csv(file: BinaryIO) -> Iterator[Row]:
    """Read the bulk file of foreign principals as CSV.

    Raises:
        BrokenFile: another table, or cut off.
    """
    numbered = _Numbered()
    table = tables.read(
        file, _NEEDS, _WHAT, encoding=ENCODING, named=_folded, uneven=True, ended=True
    )
    for line in table:
        yield _row(line.cells, numbered, shifted=line.more > 0)


def read_xml(file: BinaryIO) -> Iterator[Row]:
    """Read the bulk file of foreign principals as XML.

    Raises:
        BrokenFile: another document, or cut off.
    """
    numbered = _Numbered()
    for element, _ in elements.read(file, None, "ROW", _WHAT):
        row = {elements.local(cell): (cell.text or "").strip() for cell in element}
        _check(row, frozenset({"principal", "number"}))
        yield _row(row, numbered)


def read_json(file: BinaryIO) -> Iterator[Row]:
    """Read what the API answers for one registrant.

    Raises:
        BrokenFile: no JSON of the kind, an HTML page among others.
    """
    try:
        document = orjson.loads(file.read())
        (inner,) = document.values()
        rows = inner.get("ROW", []) if isinstance(inner, dict) else []
    except (ValueError, AttributeError) as error:
        raise BrokenFile(f"{_WHAT}: expected JSON as the API gives it; found: {error}") from None
    numbered = _Numbered()
    for one in [rows] if isinstance(rows, dict) else rows:
        if not isinstance(one, dict):
            raise BrokenFile(f"{_WHAT}: a row that is no object")
        row = {name: "" if said is None else str(said) for name, said in one.items()}
        _check(row, _NEEDS - {"country"})
        yield _row(row, numbered)


def covered(edition: date) -> Covered:
    """Return the filing dates for which an edition of a day is known complete.

    The lists show every registration there was, also of those that ended: from the beginning to the
    day before. How long the Department takes to list one is allowed for by the rule's alert date.
    """
    return Covered(BEGINNING, edition - timedelta(days=1))


class _Numbered:
    """Gives every row a key, also where several are alike."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def key(self, number: str, principal: str, registered: str) -> str:
        name = " ".join(principal.casefold().split()).encode()
        key = f"{number[:40]}-{registered[:40]}-{hashlib.sha256(name).hexdigest()[:16]}"
        self._met[key] += 1
        return key if self._met[key] == 1 else f"{key}-{self._met[key]}"


def _check(row: Mapping[str, str], needs: frozenset[str]) -> None:
    if missing := needs - {_folded(name) for name in row}:
        raise BrokenFile(f"{_WHAT}: a row without {', '.join(sorted(missing))}")


def _row(row: Mapping[str, str], numbered: _Numbered, *, shifted: bool = False) -> Row:
    said = {_folded(name): cell.strip() for name, cell in row.items()}
    raw = tables.as_json(row)
    number, principal = said.get("number", ""), said.get("principal", "")
    registered = _day(said.get("registered", ""))
    written = registered.isoformat() if registered else said.get("registered", "")
    key = numbered.key(number, principal, written)
    country = said.get("country", "")
    if shifted or _DATE.fullmatch(country) or not number.isdigit():
        # By one column: then the principal's own day stands where the country should.
        day = _day(country) or registered
        reason = "columns are shifted: a name has quotes that the file does not escape"
        return Row(key, raw, refused=reason, day=day)
    if said.get("registered") and registered is None:
        return Row(key, raw, refused="the day of the principal's registration is none")
    if not principal or not said.get("registrant"):
        return Row(key, raw, refused="no principal or no registrant is named", day=registered)
    data, unknown = _disclosure(key, said, registered)
    return Row(key, raw, (Made(words.EVENT_DISCLOSURE, key, data),), unknown=unknown)


def _disclosure(
    key: str, said: Mapping[str, str], registered: date | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    number, country = said["number"], said.get("country", "")
    terminated = _day(said.get("terminated", ""))
    unknown = []
    if said.get("terminated") and terminated is None:
        unknown.append("the day on which it ended")
    if terminated and registered and terminated < registered:
        unknown.append("the day on which it ended: it lies before the registration")
        terminated = None
    code = code_of(country)
    if code is None:
        unknown.append(f"country: {country}")
    if registered is None:
        unknown.append("filed")
    state = "Terminated" if terminated else "Active"
    facts = {
        "register": REGISTER,
        "record_id": key,
        "filer": {"name": cells.name(said["registrant"]), "ids": {REGISTER: number}},
        "counterparts": [cells.known({"name": cells.name(said["principal"]), "country": code})],
        "channel": "representation",
        "occurred": cells.span(registered, terminated),
        "filed": cells.iso(registered),
        "url": f"{SOURCE}/api/v1/ForeignPrincipals/json/{state}/{number}",
    }
    return cells.known(facts), tuple(unknown)


def _day(said: str) -> date | None:
    if not _DATE.fullmatch(said):
        return None
    try:
        return datetime.strptime(said, "%m/%d/%Y").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _folded(name: str) -> str:
    plain = re.sub(r"[^a-z]", "", name.lower())
    return _NAMES.get(plain, plain)


US_FARA: Final = Register(
    id=REGISTER,
    source=SOURCE,
    title="FARA: registrants and their foreign principals (US Department of Justice)",
    licence="public domain (a work of the US Government)",
    readers={"xml": read_xml, "csv": read_csv, "json": read_json},
    walk=Download(f"{SOURCE}/bulk/zip/FARA_All_ForeignPrincipals.xml.zip", "xml"),
    whole=True,
    keeps=None,
    covered=covered,
    every=timedelta(days=1),
    seconds_between=2.0,
    stands=True,
    members="*ForeignPrincipals*",
    fragments=frozenset({"json"}),
)
