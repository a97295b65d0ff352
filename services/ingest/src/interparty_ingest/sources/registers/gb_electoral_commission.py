"""What regulated donees reported to the UK Electoral Commission: donations, and paid visits.

The Commission's search answers in JSON, page by page, and as CSV, the whole of it in one file; both
use the same names. The donee files: a councillor, a member of a parliament, a party's member or an
association of members, without a number of the person. The register shows the days of receipt,
acceptance and report, and not those of a visit, which stay absent; where it went is taken from the
text of its purpose, where countries are named as the places gone to.

A donation that was returned or forfeited was reported all the same: the action stands in the purpose,
and nothing was withdrawn. An aggregation sums up what one donor gave: it has no day and no amount of
its own. Totals of what need not be reported singly name nobody, and are refused.

Source: Political Parties, Elections and Referendums Act 2000, Schedule 7;
https://search.electoralcommission.org.uk/.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, BinaryIO, Final

from interparty_ingest.sources import cells, free_places, keys, objects, tables
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.rows import Covered, Made, Row
from interparty_shared.domain import words
from interparty_shared.reference.country_names import code_of

ID: Final = "gb-electoral-commission"
SITE: Final = "https://search.electoralcommission.org.uk"
RECORD: Final = f"{SITE}/English/Donations/"
_WHAT: Final = "donations reported to the Electoral Commission"

COLUMNS: Final = (
    "ECRef", "RegulatedEntityName", "RegulatedEntityType", "Value", "AcceptedDate", "DonorName",
    "DonorStatus", "RegulatedDoneeType", "DonationType", "NatureOfDonation", "PurposeOfVisit",
    "DonationAction", "ReceivedDate", "ReportedDate", "IsAggregation",
)  # fmt: skip

_TOTAL: Final = "total value of donations not reported individually"
_OFFICES: Final[Mapping[str, dict[str, str]]] = {
    "Mayor": {"office": "local_official"},
    "Cllr. - Member of a Local Authority": {"office": "local_official"},
    "GLA - Assembly Member (Greater London)": {"office": "local_official"},
    "MP - Member of Parliament": {"office": "member_of_parliament", "chamber": "commons"},
    "Senedd Member": {"office": "member_of_parliament", "chamber": "senedd"},
    "AM - Member of the National Assembly for Wales": {
        "office": "member_of_parliament",
        "chamber": "senedd",
    },
    "MSP - Member of the Scottish Parliament": {
        "office": "member_of_parliament",
        "chamber": "scottish_parliament",
    },
    "MLA - Member of the Legislative Authority of Northern Ireland": {
        "office": "member_of_parliament",
        "chamber": "northern_ireland_assembly",
    },
    "MEP - Member of the European Parliament": {"office": "member_of_european_parliament"},
    "Candidate": {"office": "candidate"},
}
_NO_OFFICE: Final = frozenset(
    {
        "Member of Registered Political Party",
        "Leadership Candidate",
        "Police and Crime Commissioner",
        "Members Association",
        "",
    }
)
_KINDS: Final[Mapping[str, words.ActorKind]] = {
    "Company": "company",
    "Limited Liability Partnership": "company",
    "Registered Political Party": "party",
    "Individual": "other",
}
_NOT_OF_THE_NAME: Final = re.compile(r"^(?:Cllr\.?|Councillor)\s+|\s*\[De-registered [^\]]*\]$")
_MOMENT: Final = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PUBLICATION: Final = timedelta(days=45)
"""What the rule packs allow the Commission to publish a report."""


def read_csv(stream: BinaryIO) -> Iterator[Row]:
    """Read the export, one donation a line."""
    table = tables.read(stream, COLUMNS, _WHAT)
    return keys.once(_row(line.cells, tables.as_json(line.cells)) for line in table)


def read_json(stream: BinaryIO) -> Iterator[Row]:
    """Read answers of the search: their `Result` lists, put together or as one answer."""
    return keys.once(_records(stream))


def covered(day: date) -> Covered:
    """Return the filing dates of an edition: all reports since 2010 that had time to be published.

    Earlier reports are there too; no rule asks for them.
    """
    return Covered(date(2010, 1, 1), day - _PUBLICATION)


def _records(stream: BinaryIO) -> Iterator[Row]:
    for number, record, raw in objects.read(stream, "Result", _WHAT):
        objects.need(record, COLUMNS, f"{_WHAT}, record {number}")
        yield _row(record, raw)


def _row(record: Mapping[str, Any], raw: bytes) -> Row:
    key = cells.text(record["ECRef"], cells.IDENTIFIER)
    donee = _NOT_OF_THE_NAME.sub("", cells.name(record["RegulatedEntityName"]))
    kind, filed = cells.text(record["DonationType"]), _day(record["ReportedDate"])
    refused = ""
    if not key:
        key, refused = keys.made_of(raw.decode()), "no reference of the Commission (ECRef)"
    elif not donee:
        refused = "no donee named (RegulatedEntityName)"
    elif kind.casefold() == _TOTAL:
        refused = "a total of donations that are not reported singly"
    if refused:
        return Row(key, raw, refused=refused, day=filed)
    visit = kind == "Visit" or bool(cells.text(record["PurposeOfVisit"]))
    summed = cells.yes(record["IsAggregation"])
    unknown: list[str] = []
    data = {
        "register": ID,
        "record_id": key,
        "filer": _donee(record, donee, unknown),
        "counterparts": _donor(record, unknown),
        "channel": "visit" if visit else "donation",
        "occurred": None if visit or summed else cells.span(_day(record["ReceivedDate"])),
        "filed": cells.iso(filed),
        "published": cells.iso(_day(record.get("PublishedDate"))),
        "place": _place(record) if visit else None,
        "value": None if summed else cells.money(record["Value"], "GBP"),
        "purpose": _purpose(record),
        "url": RECORD + key if re.fullmatch(r"[\w-]+", key) else None,
    }
    facts = ("occurred", "filed", "value", "counterparts", *(["place"] if visit else []))
    unknown += [fact for fact in facts if not data[fact]]
    made = Made(words.EVENT_DISCLOSURE, key, cells.known(data))
    return Row(key, raw, (made,), unknown=tuple(unknown))


def _donee(record: Mapping[str, Any], donee: str, unknown: list[str]) -> dict[str, Any]:
    said = cells.text(record["RegulatedDoneeType"])
    office = _OFFICES.get(said, {})
    if not office and said not in _NO_OFFICE:
        unknown.append(f"office: {said}")
    if cells.text(record["RegulatedEntityType"]) == "Political Party":
        kind: words.ActorKind | None = "party"
    else:
        kind = None if said in ("Members Association", "") else "politician"
    return cells.known({"name": donee, "kind": kind, "country": "GB", **office})


def _donor(record: Mapping[str, Any], unknown: list[str]) -> list[dict[str, Any]]:
    if not (donor := cells.name(record["DonorName"])):
        return []
    # Only the search's answers give an address; it is where the donor is, not what it belongs to,
    # which is the same for bodies alone.
    status, country = cells.text(record["DonorStatus"]), cells.text(record.get("Country"))
    code = code_of(country) if country and status != "Individual" else None
    if country and status != "Individual" and code is None:
        unknown.append(f"country: {country}")
    number = cells.text(record.get("CompanyRegistrationNumber"), cells.IDENTIFIER)
    # Numbers of companies abroad are written there too, and those of charities.
    british = re.fullmatch(r"(?:[A-Z]{2})?\d{6,8}", number)
    ids = {"gb-coh": number} if british and status == "Company" and code in (None, "GB") else None
    return [cells.known({"name": donor, "kind": _KINDS.get(status), "country": code, "ids": ids})]


def _purpose(record: Mapping[str, Any]) -> str:
    action = cells.text(record["DonationAction"])
    parts = [cells.text(record["PurposeOfVisit"]), cells.text(record["NatureOfDonation"])]
    parts = list(dict.fromkeys(parts))
    return cells.text("; ".join(filter(None, [*parts, action and f"action: {action}"])))


def _place(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the countries that a visit is said to have gone to; never home."""
    said = f"{cells.text(record['PurposeOfVisit'])}; {cells.text(record['NatureOfDonation'])}"
    codes = [code for code in free_places.countries(said) if code != "GB"]
    if not codes:
        return None
    return {"country": codes[0]} | ({"countries": codes[:50]} if len(codes) > 1 else {})


def _day(value: object) -> date | None:
    """Return a day as the CSV writes it, or as the search does: milliseconds since 1970 in UTC.

    The server writes midnight of London, in summer 23:00 of the day before in UTC: an hour later it
    is that day in both seasons.
    """
    if not isinstance(value, str) or not (found := _MOMENT.fullmatch(value.strip())):
        return cells.day(value)
    try:
        moment = _EPOCH + timedelta(milliseconds=int(found[1]), hours=1)
    except OverflowError:
        return None
    return cells.on(moment.year, moment.month, moment.day)


REGISTER: Final = Register(
    id=ID,
    source=SITE,
    title="Electoral Commission, donations and loans, regulated donees",
    licence=(
        "Open Government Licence v3.0; contains Electoral Commission information © Electoral Commission"
        " and/or database right"
    ),
    readers={"csv": read_csv, "json": read_json},
    # `rows` is not heeded here: the export is whole. The search in JSON takes a form that is posted.
    walk=Download(
        f"{SITE}/api/csv/Donations?start=0&rows=100&query=&sort=AcceptedDate&order=desc&et=rd"
        "&date=&from=&to=&rptPd=&prePoll=false&postPoll=true&register=gb&register=ni&register=none"
        "&isIrishSourceYes=true&isIrishSourceNo=true&includeOutsideSection75=true",
        "csv",
    ),
    whole=True,
    keeps=None,
    covered=covered,
    every=timedelta(days=7),
    seconds_between=10,
)
