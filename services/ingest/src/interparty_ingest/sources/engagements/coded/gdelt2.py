"""GDELT 2.0: events that a program coded from the news of the last fifteen minutes, in CAMEO's codes.

A file `*.export.CSV` is a table between tabs of 61 columns without a header; published in a zip of its
own. Actors are coded, not named: "PRIME MINISTER", "BEIJING", "CHINA". A role in the actor's type codes
says on which side it is: GOV government, LEG legislature, PTY party, OPP opposition. A known group that
is a party is one too.
Written from the published codebook (GDELT Event Codebook 2.0, 2015) and CAMEO 1.1b3; not verified
against a file of the publisher's: whether PTY occurs.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from interparty_ingest.sources.engagements import facts, table
from interparty_ingest.sources.engagements.coded import sectors
from interparty_ingest.sources.engagements.coded.cameo import CONTACTS, countries
from interparty_ingest.sources.engagements.coded.making import Coded, Event, Seen, no_contact
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.engagements.source import EngagementSource
from interparty_ingest.sources.rows import BrokenFile, Row
from interparty_shared.domain.words import ActorKind

_ACTOR: Final = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
    "Type1Code", "Type2Code", "Type3Code",
)  # fmt: skip
_GEO: Final = (
    "Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID",
)  # fmt: skip
COLUMNS: Final = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
HOME: Final = "https://www.gdeltproject.org/"
_GROUPS: Final = frozenset(
    {"LKD", "LBA", "MRZ", "SHA", "KDP", "BTH", "FTA", "ENN", "FLN", "RND", "MSP", "IAF"}
)
"""Known groups that are parties: Likud, Labor, Meretz, Shas, KDP, Baath, Fatah, Ennahda, FLN, RND …"""
_KINDS: Final[tuple[tuple[str, ActorKind], ...]] = (
    ("PTY", "party"),
    ("LEG", "legislature"),
    ("GOV", "government"),
)
_URL: Final = re.compile(r"https?://\S{1,1990}")


def read(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the table.

    Raises:
        BrokenFile: it is not that table.
    """
    seen = Seen()
    for cells in table.rows(file, COLUMNS, delimiter="\t", header=False):
        key, raw, code = (
            cells["GLOBALEVENTID"].strip(),
            table.raw(cells),
            cells["EventCode"].strip(),
        )
        if not (key.isdecimal() and cells["SQLDATE"].strip().isdecimal()):
            raise BrokenFile("the first columns are no event number and no date")
        yield no_contact(key, raw, code, CONTACTS) or seen.row(_event(key, code, cells), raw)


def read_zip(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the one table that is in a zip.

    Raises:
        BrokenFile: it is no zip with one such table in it.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if len(names) != 1:
                raise BrokenFile(f"{len(names)} files in the zip in place of one")
            with packed.open(names[0]) as table_of_it:
                yield from read(table_of_it)  # type: ignore[arg-type] # reads bytes, as BinaryIO does
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise BrokenFile(f"no zip that can be read: {error}") from error


def _event(key: str, code: str, cells: table.Cells) -> Event:
    one, other = _actor("Actor1", cells), _actor("Actor2", cells)
    url = _URL.fullmatch(cells["SOURCEURL"].strip())
    address = url[0] if url else ""
    return Event(
        key=key,
        day=_day(cells["SQLDATE"]),
        contact=CONTACTS[code],
        one=one,
        other=other,
        sentence=(cells["SOURCEURL"].strip(),),
        title=f"CAMEO {code}: {one.name}, {other.name}",
        source=known(
            url=address or HOME, publisher="GDELT", published=_day(cells["DATEADDED"][:8])
        ),
    )


def _actor(side: str, cells: table.Cells) -> Coded:
    name = " ".join(cells[f"{side}Name"].split())
    types = {cells[f"{side}Type{number}Code"].strip() for number in (1, 2, 3)} - {""}
    party = cells[f"{side}KnownGroupCode"].strip() in _GROUPS
    kind: ActorKind | None = (
        "party" if party else next((one for code, one in _KINDS if code in types), None)
    )
    # GOV stands for whoever is of it: "PRIME MINISTER" is a person, and so are most names.
    if kind == "government" and not re.search("GOVERNMENT|MINISTRY|ADMINISTRATION|CABINET", name):
        kind = None
    return Coded(
        name,
        countries().get(cells[f"{side}CountryCode"].strip(), ""),
        kind,
        party or sectors.political(types),
    )


def _day(text: str) -> str:
    text = text.strip()
    return facts.day(f"{text[:4]}-{text[4:6]}-{text[6:]}") if text.isdecimal() else ""


SOURCE = EngagementSource(
    id="gdelt2",
    source=HOME,
    title="GDELT 2.0 Event Database",
    licence="Free to use; cite the GDELT Project (https://www.gdeltproject.org/).",
    readers={"zip": read_zip, "csv": read},
    standing="machine",
)
