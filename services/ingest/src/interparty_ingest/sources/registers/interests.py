"""One entry of the Commons' register of interests as a disclosure, whoever wrote it down and how.

The register's own files and the history that was collected of it say the same facts in different
forms; both are made into the names used here first. Visits outside the UK are category 4, gifts and
benefits from sources outside the UK category 5 (Guide to the Rules, HC 1083).

What the register does not say stays absent: the country of a donor, and what kind of body it is
unless the entry says so.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from interparty_ingest.sources import cells
from interparty_ingest.sources.cells import text
from interparty_ingest.sources.objects import objects
from interparty_shared.reference.country_names import code_of

Json = dict[str, Any]
REGISTER: Final = "gb-commons"
API: Final = "https://interests-api.parliament.uk/api/v1/Interests"

_OWN_NAMES: Final = {"congo": "CG"}
"""Names of the register's own list of countries, which has another for the other Congo."""
_HOSPITALITY: Final = re.compile(
    r"\b(hospitality|tickets?|dinner|lunch|breakfast|reception|accommodation|meals?)\b",
    re.IGNORECASE,
)
_KINDS: Final = {
    "political party": "party",
    "government": "government",
    "country": "government",
    "embassy": "embassy",
}
"""What donors of the status "Other" say that they are, in whole words."""


class Mapped(NamedTuple):
    """An entry as a disclosure's data."""

    data: Json
    unknown: tuple[str, ...]
    """Which of `occurred`, `filed`, `value`, `place` it does not say in a form that we know."""
    countries: tuple[str, ...] = ()
    """Names of countries that have no code here."""


def visit(record_id: str, entry: Mapping[str, Any]) -> Mapped:
    """Return a visit outside the UK.

    `entry`: `member`, `mnis_id`, `start`, `end`, `registered`, `published`, `purpose`, `locations`
    (each with `country`, `place`), `donors` (each with `name`, `private_individual`, `value_gbp`).
    """
    donors = named_donors(entry)
    place, nameless = _place(objects(entry.get("locations")))
    said = {
        "channel": "visit",
        "occurred": _occurred(entry),
        "value": money(*(one.get("value_gbp") for one in donors)),
        "place": place,
    }
    return _mapped(record_id, entry, [donor(one) for one in donors], said, nameless)


def gift(record_id: str, entry: Mapping[str, Any]) -> Mapped:
    """Return a gift or benefit from a source outside the UK.

    `entry`: as of a visit, without locations; `payment`, `for` (what it was), and of the donor
    `status` and `details` too. The channel is said only where its own words say it.
    """
    donors = named_donors(entry)
    said = {
        "channel": _channel(text(entry.get("payment")), text(entry.get("for"))),
        "occurred": _occurred(entry),
        "value": money(*(one.get("value_gbp") for one in donors)),
    }
    return _mapped(record_id, entry, [donor(one) for one in donors], said, ())


def donor(one: Mapping[str, Any]) -> Json:
    """Return a donor as an actor."""
    status = text(one.get("status"))
    kind = _KINDS.get(text(one.get("details")).casefold())
    if cells.yes(one.get("private_individual")) or status == "Individual":
        kind = "other"
    elif status == "Company":
        kind = "company"
    return cells.known({"name": cells.name(one.get("name")), "kind": kind})


def named_donors(entry: Mapping[str, Any]) -> list[Json]:
    """Return the donors of an entry that have a name."""
    return [one for one in objects(entry.get("donors")) if text(one.get("name"))]


def money(*amounts: object) -> Json | None:
    """Return the sum of the amounts, None where one of them is not known."""
    shares = [cells.money(amount, "GBP") for amount in amounts]
    known = [Decimal(share["amount"]) for share in shares if share]
    if not known or len(known) < len(shares):
        return None
    return {"amount": f"{sum(known):.2f}", "currency": "GBP"}


def _mapped(
    record_id: str,
    entry: Mapping[str, Any],
    counterparts: list[Json],
    said: Json,
    countries: Iterable[str],
) -> Mapped:
    filer = {
        "name": cells.name(entry.get("member")),
        "kind": "politician",
        "country": "GB",
        "office": "member_of_parliament",
        "chamber": "commons",
        "ids": cells.known({"gb-mnis": text(entry.get("mnis_id"))}),
    }
    data = {
        "register": REGISTER,
        "record_id": record_id,
        "filer": cells.known(filer),
        "counterparts": counterparts,
        "channel": None,
        "occurred": None,
        "filed": cells.iso(cells.day(entry.get("registered"))),
        "published": cells.iso(cells.day(entry.get("published"))),
        "value": None,
        "place": None,
        "purpose": text(entry.get("purpose")),
        "url": f"{API}/{record_id}",
    } | said
    wanted = ["occurred", "filed", "value", *(["place"] if "place" in said else [])]
    unknown = tuple(name for name in wanted if not data[name])
    return Mapped(cells.known(data), unknown, tuple(countries))


def _occurred(entry: Mapping[str, Any]) -> Json | None:
    return cells.span(cells.day(entry.get("start")), cells.day(entry.get("end")))


def _place(locations: list[Json]) -> tuple[Json | None, tuple[str, ...]]:
    """Return the first place of the visit, with all its countries where there are several."""
    met = [(text(place.get("country")), cells.name(place.get("place"))) for place in locations]
    codes = {name: _OWN_NAMES.get(name.casefold()) or code_of(name) for name, _ in met if name}
    nameless = tuple(name for name, _ in met if name and not codes[name])
    found = [(code, city) for name, city in met if (code := codes.get(name))]
    countries = list(dict.fromkeys(code for code, _ in found))
    several = countries if len(countries) > 1 else None
    if not found:
        return None, nameless
    country, city = found[0]
    return cells.known({"country": country, "city": city, "countries": several}), nameless


def _channel(payment: str, what: str) -> str | None:
    if payment.casefold() == "monetary":
        return "donation"
    return "hospitality" if _HOSPITALITY.search(what) else None
