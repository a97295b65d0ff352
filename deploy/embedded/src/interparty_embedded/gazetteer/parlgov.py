"""ParlGov: who governed when in 37 democracies, and the names that parties had.

A cabinet lasts until the day before its country's next one; caretaker cabinets are cabinets, and
their parties held the posts. Of a country's newest cabinet it is known that it began: ParlGov was
last kept at different times for different countries (Cyprus's cabinet of 2023 is not in an edition
of 2023), so its parties governed on that day, and what came after is unknown.

Who is not listed may have governed all the same, under an ally's entry: Fidesz stands in Orbán's
fifth cabinet as "Fi+KDNP", Solidarna Polska in none. So no day is claimed on which a party did not
govern. Nothing is said of days before 1950: ParlGov leaves out dictatorships and occupations.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from interparty_embedded.gazetteer import codes, naming
from interparty_embedded.gazetteer.drafts import Draft, Drafts, Governing, Rank, merged
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.parties import page
from interparty_embedded.gazetteer.report import LINKS, PARLGOV, Report
from interparty_shared.domain import names

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "country.csv": ("id", "name_short"),
    "party.csv": (
        "id", "country_id", "name_short", "name_english", "name", "name_nonlatin", "wikipedia",
    ),
    "party_name_change.csv": (
        "party_id", "name_short", "name_english", "name", "name_nonlatin", "date",
    ),
    "cabinet.csv": ("id", "country_id", "start_date", "caretaker"),
    "cabinet_party.csv": ("cabinet_id", "party_id"),
}  # fmt: skip
LINK_COLUMNS: Final = ("dataset_key", "dataset_party_id", "partyfacts_id")
EARLIEST: Final = date(1950, 1, 1)
_ALSO: Final = re.compile(r"\s*\|\s*|\s+/\s+|/(?=\S)")
_NO_PARTY: Final = frozenset({"none", "others", "no-seat", "one-seat", "abroad", "etc", "ethnic"})


class Tables(NamedTuple):
    """ParlGov's tables."""

    countries: list[Row]
    parties: list[Row]
    former: list[Row]
    cabinets: list[Row]
    members: list[Row]


def countries(tables: Tables) -> frozenset[str]:
    """Return the countries that ParlGov covers, as alpha-2."""
    found = {codes.place(row["name_short"]) for row in tables.countries}
    return frozenset(place.country for place in found if place and place.country)


def newest(tables: Tables) -> date | None:
    """Return the day on which the newest cabinet of all began."""
    days = [day for row in tables.cabinets if (day := _day(row["start_date"]))]
    return max(days, default=None)


def take(
    tables: Tables, drafts: Drafts, report: Report, links: Mapping[str, str] | None = None
) -> None:
    """Add former names and spans of governing to the parties that ParlGov's are.

    `links` says which are (ParlGov id → Party Facts id); others are found by their names.
    """
    known = _linked(tables, drafts, links or {}, report)
    for number, draft in known.items():
        draft.ids.setdefault("parlgov", number)
    by_number = {row["id"]: row for row in tables.parties}
    for number, draft in known.items():
        _name(draft, by_number[number], Rank.PART)
    for row in tables.former:
        if row["party_id"] in known:
            _name(known[row["party_id"]], row, Rank.FORMER)
        else:
            report.note(PARLGOV, "a former name of a party that was not linked")
    _govern(tables, known, report)


def linked_by(rows: Iterable[Row], report: Report) -> dict[str, str]:
    """Return ParlGov's parties by Party Facts id, from Party Facts' own file of links."""
    found: dict[str, str] = {}
    for row in rows:
        if row["dataset_key"] != "parlgov":
            report.refuse(LINKS, "of another data set")
        elif not row["partyfacts_id"]:
            report.refuse(LINKS, "linked to no party")
        else:
            report.use(LINKS)
            # Some writers make 12 of a column with gaps "12.0".
            found[_whole(row["dataset_party_id"])] = _whole(row["partyfacts_id"])
    return found


def _whole(number: str) -> str:
    return number.removesuffix(".0")


def _linked(
    tables: Tables, drafts: Drafts, links: Mapping[str, str], report: Report
) -> dict[str, Draft]:
    code = {row["id"]: codes.place(row["name_short"]) for row in tables.countries}
    nearby: dict[str | None, list[Draft]] = {}
    for draft in drafts.values():
        nearby.setdefault(draft.country, []).append(draft)
    found: dict[str, Draft] = {}
    for row in tables.parties:
        place = code.get(row["country_id"])
        if row["name_short"] in _NO_PARTY:
            report.refuse(PARLGOV, "no party, by its short name")
        elif row["id"] in links and f"partyfacts:{links[row['id']]}" in drafts:
            found[row["id"]] = drafts[f"partyfacts:{links[row['id']]}"]
        elif place is None:
            report.refuse(PARLGOV, "unknown country")
        elif len(fitting := _fitting(row, nearby.get(place.country, []))) == 1:
            found[row["id"]] = fitting[0]
        else:
            report.refuse(PARLGOV, "fits several parties" if fitting else "fits no party")
    once = Counter(draft.id for draft in found.values())
    kept = {
        number: draft for number, draft in found.items() if number in links or once[draft.id] == 1
    }
    for number in found:
        if number in kept:
            report.use(PARLGOV)
        else:
            report.refuse(PARLGOV, "fits a party that another fits too")
    return kept


def _fitting(row: Row, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the party that a row is of, or none or several.

    Two of three names make a pair, or one and the Wikipedia page: a page alone may be of an alliance.
    A party that ended is taken only where no other fits, and of several the one that fits best.
    """
    wanted = page(row["wikipedia"])
    points = {
        draft.id: _alike(row, draft) + (wanted is not None and draft.wikipedia == wanted)
        for draft in drafts
    }
    fitting = [draft for draft in drafts if points[draft.id] >= 2]
    fitting = [draft for draft in fitting if not draft.second] or fitting
    most = max((points[draft.id] for draft in fitting), default=0)
    return [draft for draft in fitting if points[draft.id] == most]


def _alike(row: Row, draft: Draft) -> int:
    texts = (row["name"], row["name_english"], row["name_short"])
    return sum(map(_same, texts, (draft.native, draft.english, draft.short)))


def _same(left: str, right: str) -> bool:
    ours, theirs = _keys(left), _keys(right)
    return bool(ours) and ours == theirs


@lru_cache(maxsize=16_384)
def _keys(field: str) -> frozenset[str]:
    """Return what the names in a field are compared by: "Left | Greens" and "Greens / Left" are one."""
    pieces = map(naming.cleaned, _ALSO.split(field))
    return frozenset(names.key(piece) for piece in pieces if piece)


def _name(draft: Draft, row: Row, rank: Rank) -> None:
    draft.names += [
        *naming.field(row["name"], rank=rank),
        *naming.field(row["name_english"], "en", rank),
        *naming.acronyms(row["name_short"], rank),
        *naming.field(row["name_nonlatin"], rank=rank),
    ]


def _govern(tables: Tables, known: Mapping[str, Draft], report: Report) -> None:
    lasted = _lasted(tables, report)
    spans: dict[str, list[tuple[date, date]]] = {}
    for row in tables.members:
        draft = known.get(row["party_id"])
        if draft is None:
            report.note(PARLGOV, "a part in a cabinet of a party that was not linked")
        elif row["cabinet_id"] in lasted:
            spans.setdefault(draft.id, []).append(lasted[row["cabinet_id"]])
    for draft in known.values():
        if draft.id in spans:
            days = merged(spans[draft.id])
            draft.governing = Governing(days, days, PARLGOV)


def _lasted(tables: Tables, report: Report) -> dict[str, tuple[date, date]]:
    """Return the days of each cabinet; those that ended before all that is of interest are left out."""
    begun: dict[str, list[tuple[date, str]]] = {}
    for row in tables.cabinets:
        day = _day(row["start_date"])
        if day is None:
            report.note(PARLGOV, "a cabinet without the day on which it began")
        else:
            begun.setdefault(row["country_id"], []).append((day, row["id"]))
    found: dict[str, tuple[date, date]] = {}
    for cabinets in begun.values():
        cabinets.sort()
        ends = [following - timedelta(days=1) for _, (following, _) in pairwise(cabinets)]
        for (first, number), last in zip(cabinets, [*ends, cabinets[-1][0]], strict=True):
            if last < EARLIEST:
                report.note(PARLGOV, f"a cabinet that ended before {EARLIEST:%Y}")
            elif first <= last:
                found[number] = (max(first, EARLIEST), last)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
