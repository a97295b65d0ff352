"""The sets that matchers are measured on: who is meant by a posted name, as one reader judged it."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interparty_shared.domain import spelling
from interparty_shared.domain.facts import ActorRecord
from tests.bench.matching_world import alpha2, rows

LABELS = Path(__file__).parent / "labels"
NIL = "NIL"
_MEETINGS = date(2023, 7, 1)
"""The middle of the years that the Chinese titles are from."""
_KINDS = {
    "foundation": "party_foundation",
    "party": "party",
    "state organ": "state_organ",
    "association": "front_organisation",
}
_BODIES = {
    "KAS": ("party_foundation", "DE", "Konrad-Adenauer-Stiftung"),
    "FES": ("party_foundation", "DE", "Friedrich-Ebert-Stiftung"),
    "FNF": ("party_foundation", "DE", "Friedrich-Naumann-Stiftung für die Freiheit"),
    "HBS": ("party_foundation", "DE", "Heinrich-Böll-Stiftung"),
    "HSS": ("party_foundation", "DE", "Hanns-Seidel-Stiftung"),
    "RLS": ("party_foundation", "DE", "Rosa-Luxemburg-Stiftung"),
    "PEL": ("party_international", "EU", "Party of the European Left"),
    "PES": ("party_international", "EU", "Party of European Socialists"),
    "EGP": ("party_international", "EU", "European Green Party"),
    "EDP": ("party_international", "EU", "European Democratic Party"),
    "ALDE": ("party_international", "EU", "Alliance of Liberals and Democrats for Europe Party"),
    "EPP": ("party_international", "EU", "European People's Party"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A name, and whom it means: one of `expected`, or nobody (`NIL`)."""

    name: str
    country: str | None
    day: date | None
    expected: frozenset[str]
    relation: str = "same"

    @property
    def script(self) -> str:
        """Return the script that most of its letters are of."""
        letters = [unicodedata.name(char, "?").split()[0] for char in self.name if char.isalpha()]
        return max(sorted(set(letters)), key=letters.count, default="?")


@dataclass(frozen=True, slots=True)
class Set:
    """One set of labels, and the records that it needs beside the parties."""

    name: str
    asked: tuple[Asked, ...]
    records: tuple[ActorRecord, ...] = ()


def idcpc(data: Path) -> Set:
    """Return the Chinese names of parties, from titles of the CPC's International Department."""
    found = (
        Asked(
            row["surface_zh"],
            alpha2(row["country_iso3"]),
            _MEETINGS,
            frozenset({row["partyfacts_id"]}),
        )
        for row in rows(data / "labels" / "idcpc_party_labels.csv")
    )
    return Set("titles of the CPC's International Department", tuple(found))


def variants(data: Path, parties: list[ActorRecord]) -> Set:
    """Return spellings of bodies in registers; a cluster is a party of the world where it is one."""
    labelled = rows(data / "labels" / "real_name_variants.csv")
    known = {(one.country, _folded(name)): one.id for one in parties for name in one.names}
    ids: dict[str, str] = {}
    records = []
    for row in {row["cluster_id"]: row for row in labelled}.values():
        name = row["canonical"].partition(" (")[0]
        ids[row["cluster_id"]] = known.get((row["country"], _folded(name)), row["cluster_id"])
        if ids[row["cluster_id"]] == row["cluster_id"]:
            kind = _KINDS.get(row["kind"], "other")
            records.append(
                ActorRecord(row["cluster_id"], kind, row["country"], (row["canonical"],))
            )
    asked = (
        Asked(row["variant"], row["country"], None, frozenset({_meant(row, ids)}), row["relation"])
        for row in {(row["variant"], row["cluster_id"]): row for row in labelled}.values()
    )
    return Set("spellings in registers", tuple(asked), tuple(records))


def fara_and_parliament() -> Set:
    """Return foreign principals under FARA and guests of Members of the European Parliament."""
    with (LABELS / "fara_ep.csv").open(encoding="utf-8", newline="") as file:
        asked = tuple(
            Asked(row["name"], row["country"], None, frozenset(row["expected"].split(";")))
            for row in csv.DictReader(file)
        )
    return Set("FARA and the European Parliament", asked, tuple(_bodies()))


def _bodies() -> Iterator[ActorRecord]:
    for id_, (kind, country, name) in _BODIES.items():
        yield ActorRecord(id_, kind, country, (name,))


def _meant(row: dict[str, str], ids: dict[str, str]) -> str:
    return NIL if row["relation"] == "decoy" else ids[row["cluster_id"]]


def _folded(name: str) -> str:
    return " ".join(spelling.words(name))
