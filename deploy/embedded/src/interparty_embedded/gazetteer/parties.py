"""Party Facts and the Wikidata ids beside it: one draft of an actor per party.

Party Facts (Döring and Regel 2019) gives each party a number, one row each in its core file. Rows
marked `technical` are no parties ("independents", "others"), nor are those that say "[no-party]".
A party whose last year lies before 1990, and one of a part of a state, gives way to namesakes.
"""

import re
import urllib.parse
from collections.abc import Iterable
from datetime import date
from typing import Final

from interparty_embedded.gazetteer import codes, naming
from interparty_embedded.gazetteer.drafts import Days, Draft, Drafts, Named, Rank
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.report import NAMES, PARTYFACTS, WIKIDATA, Report

COLUMNS: Final = (
    "country", "partyfacts_id", "technical", "name_short", "name", "name_english", "name_other",
    "year_first", "year_last", "wikipedia", "modified",
)  # fmt: skip
WIKIDATA_COLUMNS: Final = ("partyfacts_id", "wikidata_id", "name", "name_native")
NAMES_COLUMNS: Final = ("wikidata_id", "partyfacts_id", "lang", "name")
ENDED: Final = 1990
"""Who ended before has no part in contacts that a law of today reaches."""

_NUMBER: Final = re.compile(r"^[1-9][0-9]{0,8}$")
_YEAR: Final = re.compile(r"^(17|18|19|20)[0-9]{2}$")
_ITEM: Final = re.compile(r"^Q[1-9][0-9]*$")
_NO_PARTY: Final = re.compile(r"\[no-pa[a-z]+\]")  # "[no-patrty]" is there too
_PAGE: Final = re.compile(r"//([a-z-]+)\.(?:m\.)?wikipedia\.org/wiki/([^#?]+)")


def take_parties(rows: Iterable[Row], drafts: Drafts, report: Report) -> None:
    """Add a draft for each row that is a party; the others are counted with their reason."""
    for row in rows:
        why = _refused(row, drafts)
        if why:
            report.refuse(PARTYFACTS, why)
            continue
        report.use(PARTYFACTS)
        place = codes.place(row["country"]) or codes.Place(None)
        if place.country is None:
            report.note(PARTYFACTS, f"country left out: {row['country']} has no ISO 3166 code")
        existed = _existed(row)
        if existed is None and (row["year_first"] or row["year_last"]):
            report.note(PARTYFACTS, "years left out: they are none, or end before they begin")
        number = row["partyfacts_id"]
        drafts[f"partyfacts:{number}"] = Draft(
            id=f"partyfacts:{number}",
            kind="party",
            country=place.country,
            second=place.part or _ended(row["year_last"]),
            wikipedia=page(row["wikipedia"]),
            native=naming.cleaned(row["name"]),
            english=naming.cleaned(row["name_english"]),
            short=naming.cleaned(row["name_short"]),
            names=[
                *naming.field(row["name"]),
                *naming.field(row["name_english"], "en"),
                *naming.acronyms(row["name_short"]),
                *naming.free(row["name_other"]),
            ],
            ids={"partyfacts": number},
            existed=existed,
        )


def take_wikidata(rows: Iterable[Row], drafts: Drafts, report: Report) -> None:
    """Add Wikidata's ids, and the names that stand beside them, to the parties that they are of."""
    for row in rows:
        draft = drafts.get(f"partyfacts:{row['partyfacts_id']}")
        if draft is None:
            report.refuse(WIKIDATA, "of a party that was not taken")
        elif not _ITEM.match(row["wikidata_id"]):
            report.refuse(WIKIDATA, "no Wikidata id")
        else:
            report.use(WIKIDATA)
            draft.ids["wikidata"] = row["wikidata_id"]
            draft.names += [
                *naming.field(row["name"], rank=Rank.PART),
                *(one._replace(rank=Rank.PART) for one in naming.free(row["name_native"])),
            ]


def take_names(rows: Iterable[Row], drafts: Drafts, report: Report) -> None:
    """Add multilingual names to the parties that their Party Facts or Wikidata id means."""
    by_item: dict[str, list[Draft]] = {}
    for draft in drafts.values():
        if "wikidata" in draft.ids:
            by_item.setdefault(draft.ids["wikidata"], []).append(draft)
    for row in rows:
        known = drafts.get(f"partyfacts:{row['partyfacts_id']}")
        meant = [known] if known else by_item.get(row["wikidata_id"], [])
        name = naming.cleaned(row["name"])
        if not name:
            report.refuse(NAMES, "no name")
        elif len(meant) != 1:
            report.refuse(NAMES, "of several parties" if meant else "of no party that was taken")
        else:
            report.use(NAMES)
            meant[0].names.append(Named(name, naming.tag(row["lang"]), Rank.PART))


def edition(rows: Iterable[Row]) -> date | None:
    """Return the newest day on which a row was modified."""
    days = [row["modified"][:10] for row in rows if row["modified"]]
    try:
        return max(map(date.fromisoformat, days), default=None)
    except ValueError:
        return None


def page(url: str) -> tuple[str, str] | None:
    """Return a Wikipedia page as (language, title), however its URL is written."""
    found = _PAGE.search(url)
    if not found:
        return None
    return found[1], urllib.parse.unquote(found[2]).replace(" ", "_").casefold()


def _refused(row: Row, drafts: Drafts) -> str | None:
    if row["technical"]:
        return "technical"
    if not _NUMBER.match(row["partyfacts_id"]):
        return "no Party Facts id"
    if f"partyfacts:{row['partyfacts_id']}" in drafts:
        return "a Party Facts id that another row has"
    if _NO_PARTY.search(f"{row['name_english']} {row['name']}"):
        return "no party, by its name"
    if not any(naming.cleaned(row[key]) for key in ("name", "name_english")):
        return "no name"
    if row["country"] in codes.GONE:
        return f"of a state that is no more: {row['country']}"
    if codes.place(row["country"]) is None:
        return f"unknown country: {row['country'] or 'none'}"
    return None


def _existed(row: Row) -> Days | None:
    """Return from when to when a party was there, by whole years; None where neither is known."""
    first, last = row["year_first"], row["year_last"]
    if not (first or last) or not all(_YEAR.match(year) for year in (first, last) if year):
        return None
    if first and last and first > last:
        return None
    return date(int(first), 1, 1) if first else None, date(int(last), 12, 31) if last else None


def _ended(year: str) -> bool:
    return year.isdecimal() and int(year) < ENDED
