"""Open files of parties in miniature, in the formats of Party Facts, ParlGov and WhoGov."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from interparty_embedded.gazetteer import files, parlgov, parties, whogov
from interparty_embedded.gazetteer.building import Inputs
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.parlgov import Tables

COUNTRIES: Final[list[Row]] = [
    {"id": "1", "name_short": "AUT"},
    {"id": "2", "name_short": "NLD"},
]


def party(number: int, **fields: str) -> Row:
    """Return a row of Party Facts; the wanted fields are given, others are as they often are."""
    blank = dict.fromkeys(parties.COLUMNS, "")
    return (
        blank
        | {
            "country": "AUT",
            "partyfacts_id": str(number),
            "name": f"Partei {number}",
            "name_english": f"Party {number}",
            "name_short": f"P{number}",
            "modified": "2020-07-11 08:51:05.547504+00:00",
        }
        | fields
    )


def parlgov_party(number: int, **fields: str) -> Row:
    """Return a row of ParlGov's parties that is, by its names, the party of that number above."""
    blank = dict.fromkeys(parlgov.COLUMNS["party.csv"], "")
    return (
        blank
        | {
            "id": str(number + 1000),
            "country_id": "1",
            "name": f"Partei {number}",
            "name_english": f"Party {number}",
            "name_short": f"P{number}",
        }
        | fields
    )


def former(number: int, name: str) -> Row:
    """Return a row of ParlGov's former names, of the party of that number above."""
    blank = dict.fromkeys(parlgov.COLUMNS["party_name_change.csv"], "")
    return blank | {"party_id": str(number + 1000), "name": name, "date": "1999-07-01"}


def cabinet(number: int, start: str, country: int = 1, caretaker: str = "0") -> Row:
    """Return a row of ParlGov's cabinets."""
    return {
        "id": str(number),
        "country_id": str(country),
        "start_date": start,
        "caretaker": caretaker,
    }


def tables(
    listed: Iterable[Row],
    cabinets: Iterable[Row] = (),
    members: Iterable[tuple[int, int]] = (),
    names: Iterable[Row] = (),
) -> Tables:
    """Return ParlGov's tables; members as (cabinet, number of the party above)."""
    parts = [{"cabinet_id": str(one), "party_id": str(number + 1000)} for one, number in members]
    return Tables(list(COUNTRIES), list(listed), list(names), list(cabinets), parts)


def minister(number: int, first: int, last: int, years: int) -> Row:
    """Return a row of WhoGov, as Party Facts makes it."""
    return {
        "year_first": str(first),
        "year_last": str(last),
        "n": str(years),
        "partyfacts_id": str(number),
    }


def text(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> str:
    """Return rows as a CSV file."""
    out = StringIO()
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder: Path, inputs: Inputs) -> list[str]:
    """Write inputs as files and return the options that name them."""
    options: list[str] = []
    single: dict[str, tuple[list[Row] | None, Sequence[str]]] = {
        "partyfacts": (inputs.partyfacts, parties.COLUMNS),
        "wikidata": (inputs.wikidata, parties.WIKIDATA_COLUMNS),
        "whogov": (inputs.whogov, whogov.COLUMNS),
        "names": (inputs.multilingual, parties.NAMES_COLUMNS),
        "links": (inputs.links, parlgov.LINK_COLUMNS),
    }
    for name, (rows, columns) in single.items():
        if rows is not None:
            (folder / f"{name}.csv").write_text(text(rows, columns), "utf-8")
            options += [f"--{name}", str(folder / f"{name}.csv")]
    if inputs.parlgov is not None:
        (folder / "parlgov").mkdir()
        for (name, columns), rows in zip(parlgov.COLUMNS.items(), inputs.parlgov, strict=True):
            (folder / "parlgov" / name).write_text(text(rows, columns), "utf-8")
        options += ["--parlgov", str(folder / "parlgov")]
    return options


def reread(rows: Iterable[Row], columns: Iterable[str]) -> list[Row]:
    """Return rows as they come back from a file."""
    wanted = list(columns)
    return files.rows(text(rows, wanted).encode(), wanted, name="file")
