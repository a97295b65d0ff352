"""The world that names are resolved in: Party Facts, with EveryPolitician's names in other scripts."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from babel.core import get_global

from interparty_shared.domain.facts import ActorRecord

_LANGUAGE = re.compile(r"^[A-Z][\w ()-]{2,24}:\s*")
_OPTIONAL = re.compile(r"\[([^\]]+)\]")
_NO_MORE = {
    "DDR": "DE",
    "SUN": "RU",
    "CSK": "CZ",
    "YUG": "RS",
    "SCG": "RS",
    "VNR": "VN",
    "YMD": "YE",
    "XKX": "XK",
}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def alpha2(code: str) -> str | None:
    """Return the two letters of a country's three."""
    aliases = get_global("territory_aliases")
    found = aliases.get(code)
    return _NO_MORE.get(code) or (found[0] if found else "EU" if code == "EUR" else None)


def gazetteer(data: Path, *, multilingual: bool = True) -> list[ActorRecord]:
    """Return a record for every party of Party Facts that is one."""
    more: dict[str, list[str]] = {}
    for row in rows(data / "partyfacts" / "wikidata.csv"):
        more.setdefault(row["partyfacts_id"], []).extend((row["name"], row["name_native"]))
    if multilingual:
        for row in rows(data / "everypolitician" / "party_names_multilang.csv"):
            if row["partyfacts_id"]:
                more.setdefault(row["partyfacts_id"], []).append(row["name"])
    found = []
    for row in rows(data / "partyfacts" / "partyfacts-core-parties.csv"):
        if row["technical"]:
            continue
        names = [*_names(row), *more.get(row["partyfacts_id"], ())]
        found.append(
            ActorRecord(
                id=row["partyfacts_id"],
                kind="party",
                country=alpha2(row["country"]),
                names=tuple(dict.fromkeys(name for name in map(str.strip, names) if name)),
                existed=(_year(row["year_first"], 1, 1), _year(row["year_last"], 12, 31)),
            )
        )
    return found


def with_names(records: list[ActorRecord], names: dict[str, tuple[str, ...]]) -> list[ActorRecord]:
    """Return the records with more names by id."""
    return [replace(one, names=(*one.names, *names.get(one.id, ()))) for one in records]


def _names(row: dict[str, str]) -> Iterator[str]:
    yield row["name_short"]
    for field in ("name", "name_english"):
        for name in row[field].split(" / "):
            yield from _read_both_ways(name)
    for part in row["name_other"].split(";"):
        for name in _LANGUAGE.sub("", part.strip()).split(" / "):
            yield from _read_both_ways(name)


def _read_both_ways(name: str) -> Iterator[str]:
    """Yield "People's [Revolutionary] Party" with and without what stands in brackets."""
    if _OPTIONAL.search(name):
        yield " ".join(_OPTIONAL.sub("", name).split())
        yield _OPTIONAL.sub(r"\1", name)
    else:
        yield name


def _year(text: str, month: int, day: int) -> date | None:
    return date(int(text), month, day) if text.isdigit() and int(text) > 0 else None
