"""POLECAT: events that a program coded from the news since 2018, after the PLOVER ontology.

A table between tabs with a header. Of PLOVER's types only CONSULT means that two were in touch: AGREE is
a promise, COOPERATE a policy. Its mode is the channel: `visit` a visit, `phone` a communication, all
others a meeting. Which story told of an event is not in the table: the same two, on one day, from one
publisher, are one engagement. Contexts mark events as historical, future or hypothetical: those did
not happen then.

Written from the published codebook and from programs of others that read the files; not verified against
a file of the publisher's: which words stand in the cells of modes, contexts and sectors, how several
actors of one event are parted (taken to be by semicolons; such rows are refused), and how dates are
written. The columns are compared, so that another edition fails and is not misread.
Sources: Halterman et al., PLOVER and POLECAT: A New Political Event Ontology and Dataset (2023),
doi:10.7910/DVN/AJGVIT.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from interparty_ingest.sources.engagements import facts, table
from interparty_ingest.sources.engagements.coded import sectors
from interparty_ingest.sources.engagements.coded.cameo import Contact, countries
from interparty_ingest.sources.engagements.coded.making import Coded, Event, Seen, no_contact
from interparty_ingest.sources.engagements.facts import known
from interparty_ingest.sources.engagements.source import EngagementSource
from interparty_ingest.sources.rows import Row
from interparty_shared.reference.country_names import code_of

COLUMNS: Final = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors",
    "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name",
    "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations",
    "Story Locations", "Language", "Version",
)  # fmt: skip
DOI: Final = "https://doi.org/10.7910/DVN/AJGVIT"
_CONTACTS: Final = {
    "visit": Contact("visit", ("guest", "host")),
    "phone": Contact("communication"),
}
_NOT_THEN: Final = frozenset({"historical", "future", "hypothetical"})


def read(file: BinaryIO) -> Iterator[Row]:
    """Return the rows of the table.

    Raises:
        BrokenFile: it is not that table.
    """
    seen = Seen()
    for cells in table.rows(file, COLUMNS, delimiter="\t"):
        key, raw = cells["Event ID"].strip(), table.raw(cells)
        yield (
            no_contact(key, raw, cells["Event Type"].strip(), {"CONSULT"})
            or _not_then(key, raw, cells)
            or seen.row(_event(key, cells), raw)
        )


def _not_then(key: str, raw: bytes, cells: table.Cells) -> Row | None:
    for context in _list(cells["Contexts"]):
        if context.lower() in _NOT_THEN:
            return Row(key, raw, refused=f"did not happen then: {context.lower()}")
    sides = ("Actor", "Recipient")
    if any(len(_list(cells[f"{side} Name"])) > 1 for side in sides):
        return Row(key, raw, refused="several actors on one side")
    return None


def _event(key: str, cells: table.Cells) -> Event:
    one, other = _actor("Actor", cells), _actor("Recipient", cells)
    published = facts.day(cells["Publication Date"][:10])
    return Event(
        key=key,
        day=facts.day(cells["Event Date"][:10]),
        contact=_CONTACTS.get(_cell(cells["Event Mode"]).lower(), Contact("meeting")),
        one=one,
        other=other,
        sentence=(cells["Source"].strip(), cells["Publication Date"].strip()),
        title=f"Consult: {one.name}, {other.name}",
        source=known(url=DOI, publisher=facts.name(_cell(cells["Source"])), published=published),
    )


def _actor(side: str, cells: table.Cells) -> Coded:
    name = " ".join((_cell(cells[f"{side} Name"]) or _cell(cells[f"{side} Name Raw"])).split())
    said = {*_list(cells[f"Primary {side} Sector"]), *_list(cells[f"{side} Sectors"])}
    return Coded(
        name, _country(cells[f"{side} Country"]), sectors.kind(name, said), sectors.political(said)
    )


def _country(text: str) -> str:
    """Return the code of a country, which may stand there by its name or by three letters."""
    text = _cell(text)
    return countries().get(text) or (code_of(text) or "" if text else "")


def _list(text: str) -> list[str]:
    return [one.strip() for one in _cell(text).split(";") if one.strip()]


def _cell(text: str) -> str:
    """Return a cell's text; None and NA mean that there is none."""
    text = text.strip()
    return "" if text in {"None", "NA"} else text


SOURCE = EngagementSource(
    id="polecat",
    source=DOI,
    title="Political Event Classification, Attributes, and Types (POLECAT)",
    licence=(
        "See the terms of its Dataverse. Cite: Halterman et al., POLECAT Weekly Data,"
        " Harvard Dataverse, doi:10.7910/DVN/AJGVIT."
    ),
    readers={"tab": read},
    standing="machine",
)
