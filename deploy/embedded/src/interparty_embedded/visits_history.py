"""The history of the UK register of members' visits, as events.

Input: the lines of `visits_history.jsonl`, made from successive editions of category 4 of the
Register of Members' Financial Interests (mySociety, `parl_register_interests`; Open Parliament
Licence v3.0): one line per interest, with every version of it that an edition showed. Out come, for
each version, a disclosure and, where its facts differ from those before, a *self-reported*
engagement: the visit as its member registered it. Such a visit always has its record: it is on time
or late, never missing. Visits of several members to one event stay apart, as they were registered.

What the register does not say stays absent, as when it is read from the register itself. A record
that has gone from the newest edition was not withdrawn: entries leave the live register after about
twelve months.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any

from interparty_ingest.sources import cells
from interparty_ingest.sources.cells import text
from interparty_ingest.sources.objects import objects
from interparty_ingest.sources.registers import interests
from interparty_ingest.sources.registers.gb_commons import PUBLICATION
from interparty_ingest.sources.registers.interests import API, REGISTER, donor, money

Json = dict[str, Any]


@dataclass(slots=True)
class Report:
    """What became of the lines: nothing is left out without being counted here, by reason."""

    lines: int = 0
    made: Counter[str] = field(default_factory=Counter)  # events, by kind
    skipped: Counter[str] = field(default_factory=Counter)  # lines, versions, visits without event
    unknown: Counter[str] = field(default_factory=Counter)  # facts left absent in events made
    countries: Counter[str] = field(default_factory=Counter)  # names that have no code here


def events(lines: Iterable[str], report: Report | None = None) -> Iterator[Json]:
    """Return disclosures, self-reported engagements, coverage last; `report` is complete then."""
    report = Report() if report is None else report
    editions: set[str] = set()
    for line in filter(str.strip, lines):
        report.lines += 1
        reported: Json | None = None
        for record_id, edition, version in _versions(line, report):
            if reported is None:
                editions.add(edition)
            donors = interests.named_donors(version)
            record, unknown, countries = interests.visit(record_id, version)
            report.unknown.update(unknown)
            report.countries.update(countries)
            yield _event("disclosure", (API, record_id), edition, record, report)
            visit = _engagement(record, donors, report)
            if visit and visit != reported:
                yield _event("engagement", (record["url"], "visit"), edition, visit, report)
            reported = visit or reported or {}
    if editions and (covered := coverage(editions)):
        yield _event("coverage", (API, "coverage"), max(editions), covered, report)


def coverage(editions: set[str]) -> Json | None:
    """Return the filing dates for which the history is complete, by its editions with new records.

    *From* the first: it shows the whole register of its day, and what was registered later stays
    for about twelve months while editions are at most two months apart. Earlier filings are in it
    too, but only of members who still sat, so nothing is claimed for them.
    *To* four weeks before the last: what was registered by then had been published by that edition,
    and is in a file that was cut after it (one that keeps records first seen before some day).
    """
    first, last = min(editions), max(editions)
    until = (date.fromisoformat(last) - PUBLICATION).isoformat()
    data = {"register": REGISTER, "from": first, "to": until, "synced": f"{last}T12:00:00Z"}
    return data if first <= until else None


def _event(kind: str, ref: tuple[str, str], day: str, data: Json, report: Report) -> Json:
    report.made[kind] += 1
    return {
        "specversion": "1.0",
        "type": f"org.interparty.{kind}.v1",
        "source": ref[0],
        "id": ref[1],
        "time": f"{day}T12:00:00Z",
        "datacontenttype": "application/json",
        "data": data,
    }


def _versions(line: str, report: Report) -> Iterator[tuple[str, str, Json]]:
    """Return the usable versions of one record, in the order in which editions showed them."""
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not text(record.get("id")):
        report.skipped["line: not a JSON object with an id"] += 1
        return
    if not (versions := objects(record.get("versions"))):
        report.skipped["line: no versions"] += 1
    for version in sorted(versions, key=lambda one: text(one.get("first_seen"))):
        edition = cells.iso(cells.day(version.get("first_seen")))
        if edition is None:
            report.skipped["version: not dated by an edition"] += 1
        elif not text(version.get("member")):
            report.skipped["version: no member named"] += 1
        else:
            yield text(record["id"]), edition, version


def _engagement(record: Json, donors: list[Json], report: Report) -> Json | None:
    """Return the visit as its member registered it, or None where too little is known of it."""
    if "occurred" not in record or not donors:
        report.skipped[f"visit: no {'donor' if 'occurred' in record else 'usable dates'}"] += 1
        return None
    payers = [
        cells.known(donor(one) | {"role": "funder", "pays": money(one.get("value_gbp"))})
        for one in donors
    ]
    visit = {
        "channel": "visit",
        "occurred": record["occurred"],
        "title": shorten(record.get("purpose", ""), 200, placeholder=" …"),
        "place": record.get("place"),
        # Who files is a member by then; that the office was held at the visit, the record does not say.
        "participants": [
            cells.known(record["filer"] | {"office": None, "role": "guest"}),
            *payers,
        ],
        "value": record.get("value"),
        "sources": [{"url": record["url"], "publisher": "UK Parliament", "side": "guest"}],
    }
    return cells.known(visit)
