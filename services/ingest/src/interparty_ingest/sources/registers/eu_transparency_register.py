"""Who is in the transparency register of the European Union, from its export of all registrations.

A record is about the filer alone, registered from a day on. The export shows who is registered now;
who left is gone from it, and was registered until then: nothing is withdrawn.

Names come with the entities of HTML in them now and then, and countries as English names in capitals.

Source: Interinstitutional Agreement of 20 May 2021, OJ L 207, 11.6.2021;
https://transparency-register.europa.eu/odplastorganisationxml_en (`ListOfIRPublicDetail`).
"""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element

from interparty_ingest.sources import cells, elements, keys
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.rows import Covered, Made, Row
from interparty_shared.domain import words
from interparty_shared.reference.country_names import code_of

ID: Final = "eu-transparency-register"
SITE: Final = "https://transparency-register.europa.eu"
RECORD: Final = f"{SITE}/search-register-or-update/organisation-detail_en?id="
SCHEME: Final = "eu-tr"
_WHAT: Final = "export of the EU transparency register"
_ROOT: Final = "ListOfIRPublicDetail"
_RECORD: Final = "interestRepresentative"

_CODE: Final = re.compile(r"\d{5,16}-\d{2}", re.ASCII)
_ENTITY: Final = re.compile(r"&#?\w{1,32};")
_KINDS: Final[Mapping[str, words.ActorKind]] = {
    "companies groups": "company",
    "academic institutions": "academic",
}
"""Kinds by category, its words alone; other categories hold several kinds, or none that we know."""

_VALIDATION: Final = timedelta(days=30)
"""What the rule packs allow for a registration to be validated and shown."""
_REACH: Final = timedelta(days=60)


def read_xml(stream: BinaryIO) -> Iterator[Row]:
    """Read the export, one registration after the other.

    Raises:
        BrokenFile: it is no such export, or half of one.
    """
    found = elements.read(stream, _ROOT, _RECORD, _WHAT)
    return keys.once(_row(element, raw) for element, raw in found)


def covered(day: date) -> Covered:
    """Return the filing dates of an edition: a month of registrations that had time to be shown.

    Who was registered in earlier months may have left before the day of the edition.
    """
    return Covered(day - _REACH, day - _VALIDATION)


def _row(element: Element, raw: bytes) -> Row:
    code = cells.text(elements.said(element, "identificationCode"))
    name = _name(element)
    if not _CODE.fullmatch(code):
        return Row(
            keys.made_of(raw.decode()), raw, refused="no identification code in a known form"
        )
    if not name:
        return Row(code, raw, refused="no name")
    unknown: list[str] = []
    country = cells.text(elements.said(element, "headOffice", "country"))
    place = code_of(country) if country else None
    if place is None:
        unknown.append(f"country: {country}" if country else "country")
    registered = cells.day(elements.said(element, "registrationDate"))
    if registered is None:
        unknown += ["filed", "occurred"]
    category = elements.said(element, "registrationCategory").casefold()
    filer = {
        "name": name,
        "kind": _KINDS.get(" ".join(re.findall(r"[a-z]+", category))),
        "country": place,
        "ids": {SCHEME: code},
    }
    data = {
        "register": ID,
        "record_id": code,
        "filer": cells.known(filer),
        "channel": "representation",
        "occurred": cells.span(registered),
        "filed": cells.iso(registered),
        "url": RECORD + code,
    }
    made = Made(words.EVENT_DISCLOSURE, code, cells.known(data))
    return Row(code, raw, (made,), unknown=tuple(unknown))


def _name(element: Element) -> str:
    written = elements.said(element, "name", "originalName") or elements.said(element, "name")
    return cells.name(_ENTITY.sub(lambda entity: html.unescape(entity[0]), written))


REGISTER: Final = Register(
    id=ID,
    source=SITE,
    title="Transparency register of the European Union",
    licence=(
        "© European Union; reuse with attribution (Commission Decision 2011/833/EU); source: transparency"
        " register of the European Union"
    ),
    readers={"xml": read_xml},
    walk=Download(f"{SITE}/odplastorganisationxml_en", "xml"),
    whole=True,
    keeps=None,
    covered=covered,
    every=timedelta(days=1),
    seconds_between=10,
    stands=True,
    ends=True,
)
