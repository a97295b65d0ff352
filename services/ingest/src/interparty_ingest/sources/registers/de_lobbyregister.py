"""Who is in the lobby register of the German Bundestag, from its search in JSON.

Two generations of the schema are read. Until 2024 an entry stands in `registerEntryDetail`, with its
number and first publication in `account` and its clients beside them; since the law of 2024 they are
in `registerNumber`, `accountDetails`, `lobbyistIdentity` and, contract by contract, in `contracts`.

A record is about the filer alone, who stands from the first publication on; the day of filing is not
shown.
One who is no longer active stood until they ceased to be, where that day is given. Gaps between times
of activity are not told apart: nothing is missing because of them.

Source: Lobbyregistergesetz of 16 April 2021, § 4; https://www.lobbyregister.bundestag.de/.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, BinaryIO, Final

from interparty_ingest.sources import cells, keys, objects
from interparty_ingest.sources.objects import Object, at
from interparty_ingest.sources.registers.register import Download, Register
from interparty_ingest.sources.rows import BrokenFile, Covered, Made, Row
from interparty_shared.domain import words
from interparty_shared.domain.countries import CODES

ID: Final = "de-lobbyregister"
SITE: Final = "https://www.lobbyregister.bundestag.de"
RECORD: Final = f"{SITE}/suche/"
SCHEME: Final = "de-lobbyregister"
_WHAT: Final = "search of the German lobby register"

_NUMBER: Final = re.compile(r"[A-Z]\d{4,12}", re.ASCII)
_REFERENCE: Final = re.compile(r"/suche/([A-Z]\d{4,12})(?:/|$)", re.ASCII)
_KINDS: Final[tuple[tuple[str, words.ActorKind], ...]] = (
    ("ACT_ORGANIZATION", "company"),
    ("ACT_CONSULTING", "company"),
    ("ACT_LAWYER", "company"),
)
"""Kinds by how the code of the activity begins, of organisations; other codes hold several kinds."""

_PUBLICATION: Final = timedelta(days=30)
"""What the rule packs allow for a registration to be published."""
_REACH: Final = timedelta(days=60)


def read_json(stream: BinaryIO) -> Iterator[Row]:
    """Read answers of the search: their `results`, put together or as one answer.

    Raises:
        BrokenFile: no such answer, half of one, or an entry in neither generation of the schema.
    """
    return keys.once(_records(stream))


def covered(day: date) -> Covered:
    """Return the filing dates of an edition: a month of registrations that had time to be published.

    Who was registered in earlier months may have left before the day of the edition.
    """
    return Covered(day - _REACH, day - _PUBLICATION)


def _records(stream: BinaryIO) -> Iterator[Row]:
    for number, record, raw in objects.read(stream, "results", _WHAT):
        if isinstance(entry := record.get("registerEntryDetail"), dict):
            account, activity, contracts = entry.get("account"), entry, [entry]
            written = record.get("registerNumber") or at(account, "registerNumber")
        elif "lobbyistIdentity" in record and "accountDetails" in record:
            entry, account = record, record["accountDetails"]
            activity = at(record, "activitiesAndInterests")
            written = record.get("registerNumber")
            agreed = objects.objects(at(record, "contracts", "contracts"))
            contracts = [at(one, "clients") for one in agreed]
        else:
            found = ", ".join(record)[:60] or "nothing"
            raise BrokenFile(
                f"{_WHAT}, record {number}: expected registerEntryDetail (until 2024), or accountDetails"
                f" and lobbyistIdentity (since); found: {found}"
            )
        yield _row(cells.text(written), entry, account, activity, contracts, raw)


def _row(
    number: str,
    entry: Object,
    account: object,
    activity: object,
    contracts: list[Any],
    raw: bytes,
) -> Row:
    identity = entry.get("lobbyistIdentity")
    natural = at(identity, "identity") == "NATURAL"
    name = _person(identity) if natural else cells.name(at(identity, "name"))
    if not _NUMBER.fullmatch(number):
        return Row(keys.made_of(raw.decode()), raw, refused="no register number in a known form")
    if not (name := name or cells.name(at(identity, "name")) or _person(identity)):
        return Row(number, raw, refused="no name")
    unknown: list[str] = []
    published = cells.day(at(account, "firstPublicationDate"))
    if published is None:
        unknown += ["occurred", "published"]
    filer = {
        "name": name,
        "kind": "other" if natural else _kind(at(activity, "activity", "code")),
        "country": _country(at(identity, "address"), unknown),
        "ids": {SCHEME: number},
    }
    if natural and (firm := cells.name(at(identity, "companyName"))):
        filer["of"] = {"name": firm}
    clients = _clients(contracts, unknown)
    data = {
        "register": ID,
        "record_id": number,
        "filer": cells.known(filer),
        "counterparts": clients[: cells.COUNTERPARTS],
        "channel": "representation",
        "occurred": cells.span(published, _until(entry, account, published)),
        "published": cells.iso(published),
        "purpose": cells.text(at(activity, "activityDescription")),
        "url": RECORD + number,
    }
    if len(clients) > cells.COUNTERPARTS:
        unknown.append(f"counterparts beyond {cells.COUNTERPARTS}")
    made = Made(words.EVENT_DISCLOSURE, number, cells.known(data))
    return Row(number, raw, (made,), unknown=tuple(unknown))


def _person(said: object) -> str:
    given = at(said, "commonFirstName") or at(said, "firstName")
    return cells.name(" ".join(filter(None, map(cells.text, (given, at(said, "lastName"))))))


def _kind(code: object) -> words.ActorKind | None:
    begun = cells.text(code)
    return next((kind for prefix, kind in _KINDS if begun.startswith(prefix)), None)


def _country(address: object, unknown: list[str]) -> str | None:
    code = cells.text(at(address, "country", "code"))
    if code in CODES:
        return code
    unknown.append(f"country: {code}" if code else "country")
    return None


def _until(entry: Object, account: object, published: date | None) -> date | None:
    """Return the last day on which one was registered who is no longer active; None: open or unknown."""
    active = entry.get("activeLobbyist")
    if active is None:
        active = at(account, "activeLobbyist")
    if active is not False:
        return None
    spans = objects.objects(at(account, "activeDateRanges"))
    ends = [cells.day(one.get("untilDate")) for one in spans]
    last = cells.day(at(account, "inactiveLobbyistStartDate"))
    if last is None and None not in ends:
        last = max((end for end in ends if end), default=None)
    return last if last and published and last >= published else None


def _clients(contracts: list[Any], unknown: list[str]) -> list[dict[str, Any]]:
    """Return who is represented, each once: organisations with their countries, and people."""
    found: dict[str, dict[str, Any]] = {}
    for holder in contracts:
        for body in objects.objects(at(holder, "clientOrganizations")):
            # One that is in the register itself is referred to.
            if name := cells.name(body.get("name") or body.get("referenceName")):
                country = _country(body.get("address"), unknown) if body.get("address") else None
                entry = _REFERENCE.search(cells.text(body.get("referenceDetailsPageUrl")))
                ids = {SCHEME: entry[1]} if entry else None
                found.setdefault(name, cells.known({"name": name, "country": country, "ids": ids}))
        for person in objects.objects(at(holder, "clientPersons")):
            named = _person(person) or cells.name(person.get("name") or person.get("referenceName"))
            if named:
                found.setdefault(named, {"name": named, "kind": "other"})
    return list(found.values())


REGISTER: Final = Register(
    id=ID,
    source=SITE,
    title="Lobbyregister des Deutschen Bundestages",
    licence=(
        "Deutscher Bundestag, Lobbyregister für die Interessenvertretung gegenüber dem Deutschen Bundestag"
        " und der Bundesregierung (§ 4 Lobbyregistergesetz); reuse with the source named"
    ),
    readers={"json": read_json},
    walk=Download(f"{SITE}/sucheDetailJson?sort=REGISTRATION_DESC", "json"),
    whole=True,
    keeps=None,
    covered=covered,
    every=timedelta(days=1),
    seconds_between=10,
    stands=True,
    ends=True,
)
