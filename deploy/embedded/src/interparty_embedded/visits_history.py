"""The history of the UK register of members' visits, as events.

Input: the lines of `visits_history.jsonl`, made from successive editions of category 4 of the
Register of Members' Financial Interests (mySociety, `parl_register_interests`; Open Parliament
Licence v3.0): one line per interest, with every version of it that an edition showed. Out come, for
each version, a disclosure and, where its facts differ from those before, a *self-reported*
engagement: the visit as its member registered it. Such a visit always has its record: it is on time
or late, never missing. Visits of several members to one event stay apart, as they were registered.

What the register does not say stays absent: the country of a donor, and what kind of body it is
unless it is marked as a private individual. A record that has gone from the newest edition was not
withdrawn: entries leave the live register after about twelve months.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from textwrap import shorten
from typing import Any, Final

Json = dict[str, Any]
REGISTER: Final = "gb-commons"
API: Final = "https://interests-api.parliament.uk/api/v1/Interests"
PUBLICATION: Final = timedelta(days=28)
"""No record of the history waited longer than 27 days (over a summer recess) to be published."""


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
    table = files("interparty_embedded").joinpath("visits_countries.json").read_text("utf-8")
    codes = {name.casefold(): code for name, code in json.loads(table).items()}
    editions: set[str] = set()
    for line in filter(str.strip, lines):
        report.lines += 1
        reported: Json | None = None
        for record_id, edition, version in _versions(line, report):
            if reported is None:
                editions.add(edition)
            donors = [one for one in _objects(version.get("donors")) if _text(one.get("name"))]
            record = _disclosure(record_id, version, donors, codes, report)
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
    if not isinstance(record, dict) or not _text(record.get("id")):
        report.skipped["line: not a JSON object with an id"] += 1
        return
    if not (versions := _objects(record.get("versions"))):
        report.skipped["line: no versions"] += 1
    for version in sorted(versions, key=lambda one: _text(one.get("first_seen"))):
        edition = _day(version.get("first_seen"))
        if edition is None:
            report.skipped["version: not dated by an edition"] += 1
        elif not _text(version.get("member")):
            report.skipped["version: no member named"] += 1
        else:
            yield _text(record["id"]), edition, version


def _disclosure(
    record_id: str, version: Json, donors: list[Json], codes: Mapping[str, str], report: Report
) -> Json:
    filer = {"name": _text(version["member"]), "kind": "politician", "country": "GB"}
    ids = _known(**{"gb-mnis": _text(version.get("mnis_id"))})
    start, end = _day(version.get("start")), _day(version.get("end"))
    usable = start and (not end or start <= end)
    data = {
        "register": REGISTER,
        "record_id": record_id,
        "filer": filer | _known(office="member_of_parliament", chamber="commons", ids=ids),
        "counterparts": [_donor(one) for one in donors],
        "channel": "visit",
        "occurred": _known(**{"from": start, "to": end}) if usable else None,
        "filed": _day(version.get("registered")),
        "published": _day(version.get("published")),
        "value": _money(*(donor.get("value_gbp") for donor in donors)),
        "place": _place(_objects(version.get("locations")), codes, report),
        "purpose": _text(version.get("purpose"))[:2000],
        "url": f"{API}/{record_id}",
    }
    report.unknown.update(key for key in ("occurred", "filed", "value", "place") if not data[key])
    return _known(**data)


def _engagement(record: Json, donors: list[Json], report: Report) -> Json | None:
    """Return the visit as its member registered it, or None where too little is known of it."""
    if "occurred" not in record or not donors:
        report.skipped[f"visit: no {'donor' if 'occurred' in record else 'usable dates'}"] += 1
        return None
    payers = [
        _known(**_donor(one), role="funder", pays=_money(one.get("value_gbp"))) for one in donors
    ]
    return _known(
        channel="visit",
        occurred=record["occurred"],
        title=shorten(record.get("purpose", ""), 200, placeholder=" …"),
        place=record.get("place"),
        # Who files is a member by then; that the office was held at the visit, the record does not say.
        participants=[_known(**record["filer"] | {"office": None, "role": "guest"}), *payers],
        value=record.get("value"),
        sources=[{"url": record["url"], "publisher": "UK Parliament", "side": "guest"}],
    )


def _donor(one: Json) -> Json:
    kind = "other" if _text(one.get("private_individual")) == "True" else None
    return _known(name=_text(one["name"])[:500], kind=kind)


def _place(locations: list[Json], codes: Mapping[str, str], report: Report) -> Json | None:
    """Return the first place of the visit, with all its countries where there are several."""
    met = [(_text(place.get("country")), _text(place.get("place"))[:500]) for place in locations]
    report.countries.update(name for name, _ in met if name and name.casefold() not in codes)
    known = [(codes[name.casefold()], city) for name, city in met if name.casefold() in codes]
    countries = list(dict.fromkeys(code for code, _ in known))
    several = countries if len(countries) > 1 else None
    return _known(country=known[0][0], city=known[0][1], countries=several) if known else None


def _known(**facts: Any) -> Json:
    return {name: value for name, value in facts.items() if value}


def _objects(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(_text(value)).isoformat()
    except ValueError:
        return None


def _money(*amounts: object) -> Json | None:
    """Return the sum of the amounts, None where one of them is not known."""
    try:
        shares = [Decimal(_text(amount)) for amount in amounts]
    except InvalidOperation:
        return None
    known = bool(shares) and all(share.is_finite() and share >= 0 for share in shares)
    return {"amount": f"{sum(shares):.2f}", "currency": "GBP"} if known else None
