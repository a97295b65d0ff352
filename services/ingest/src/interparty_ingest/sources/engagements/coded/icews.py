"""ICEWS: events that a program coded from the news, 1995 to 2023, by sectors and CAMEO verbs.

A table between tabs with a header and twenty columns, as in the yearly files of the ICEWS Coded Event
Data. An actor whose sectors are not told ("United States", NA) is a whole country and of no side. A pair
that is told in both directions from one sentence is one engagement; one event told by several stories
is several, and they may lie days apart: joining them is left to who compares engagements.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from interparty_ingest.sources.engagements import facts, table
from interparty_ingest.sources.engagements.coded import sectors
from interparty_ingest.sources.engagements.coded.cameo import CONTACTS
from interparty_ingest.sources.engagements.coded.making import Coded, Event, Seen, no_contact
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.engagements.source import EngagementSource
from interparty_ingest.sources.rows import Row
from interparty_shared.reference.country_names import code_of

COLUMNS: Final = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
    "Longitude",
)  # fmt: skip
DOI: Final = "https://doi.org/10.7910/DVN/28075"
_OWN_NAMES: Final = {
    "Occupied Palestinian Territory": "PS",
    "the former Yugoslav Republic of Macedonia": "MK",
    "Holy See": "VA",
}


def read(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the table.

    Raises:
        BrokenFile: it is not that table.
    """
    seen = Seen()
    for cells in table.rows(file, COLUMNS, delimiter="\t"):
        key, raw, code = cells["Event ID"].strip(), table.raw(cells), cells["CAMEO Code"].strip()
        yield no_contact(key, raw, code, CONTACTS) or seen.row(_event(key, code, cells), raw)


def _event(key: str, code: str, cells: table.Cells) -> Event:
    source, target = _actor("Source", cells), _actor("Target", cells)
    publisher = _cell(cells["Publisher"])
    return Event(
        key=key,
        day=facts.day(cells["Event Date"]),
        contact=CONTACTS[code],
        one=source,
        other=target,
        sentence=(cells["Story ID"].strip(), cells["Sentence Number"].strip()),
        title=f"{cells['Event Text']}: {source.name}, {target.name}",
        source=known(url=DOI, publisher=facts.name(publisher)),
    )


def _actor(side: str, cells: table.Cells) -> Coded:
    name = " ".join(cells[f"{side} Name"].split())
    said = [one.strip() for one in _cell(cells[f"{side} Sectors"]).split(",") if one.strip()]
    return Coded(
        name,
        _country(cells[f"{side} Country"]),
        sectors.kind(name, said),
        sectors.political(said),
    )


def _country(text: str) -> str:
    text = _cell(text)
    return _OWN_NAMES.get(text) or (code_of(text) or "" if text else "")


def _cell(text: str) -> str:
    """Return a cell's text; NA means that there is none."""
    text = text.strip()
    return "" if text == "NA" else text


SOURCE = EngagementSource(
    id="icews",
    source=DOI,
    title="Integrated Crisis Early Warning System (ICEWS) Coded Event Data",
    licence=(
        "See the terms of its Dataverse. Cite: Boschee et al., ICEWS Coded Event Data,"
        " Harvard Dataverse, doi:10.7910/DVN/28075."
    ),
    readers={"tab": read},
    standing="machine",
)
