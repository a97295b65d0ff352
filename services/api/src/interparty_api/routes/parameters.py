"""What queries have in common: parameters that are known and make sense, cursors, pages."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Query
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from interparty_api.handlers.pages import Page, Place, day, moments
from interparty_shared.clock import Clock
from interparty_shared.db.engine import Database
from interparty_shared.domain import countries, words
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Invalid, NotFound
from interparty_shared.web.auth import require
from interparty_shared.web.keys import KeyRing
from interparty_shared.web.openapi import problems
from interparty_shared.web.pagination import bad_cursor, decode_cursor, encode_cursor, page
from interparty_shared.web.problems import FieldError, Problem
from interparty_shared.web.render import json_response

MOST_VALUES: Final = 50
Limit = Annotated[int, Query(ge=1, le=500, description="Items per page")]
Many = list[str] | None
AsOf = Annotated[
    str | None,
    Query(
        description="As it had been published by then: an RFC 3339 time, or a date (by the end of"
        " that day, UTC). Not in the future; left out: now",
        examples=["2026-03-02"],
    ),
]
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By so much the clock of who asks for what is known now may be ahead of ours."""
_MANY = f"Several values (repeated, or with commas; at most {MOST_VALUES}): one of them holds."
Text = Annotated[str, Path(max_length=600)]


@dataclass(frozen=True, slots=True)
class Sources:
    """What the answers are made from."""

    database: Database
    packs: Sequence[Regime]
    keys: KeyRing
    clock: Clock
    patterns: Sequence[Rule] = ()


def reading_router(sources: Sources, tag: str) -> APIRouter:
    """Return a router whose routes are for those who may read, and refuse unknown parameters."""
    return APIRouter(
        tags=[tag],
        dependencies=[
            Depends(require(sources.keys, "alerts:read")),
            Depends(known_parameters),
        ],
        responses=problems("unauthenticated", "forbidden", "invalid-request", "unavailable"),
    )


async def known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not have: a misspelt filter would filter nothing.

    Raises:
        Invalid: there is one, or a value has a NUL character, which no stored text has.
        NotFound: the path has one.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)  # noqa: S101 - only our own routers have this dependency
    allowed = _names(route.dependant)
    unknown = [name for name in request.query_params if name not in allowed]
    if unknown:
        names = ", ".join(sorted(allowed)) or "none"
        raise Problem(
            "invalid-request",
            f"no such parameter: {', '.join(unknown)}; there are {names}",
            errors=[FieldError(f"/{name}", f"not one of {names}") for name in unknown],
        )
    for name, value in request.query_params.multi_items():
        if "\x00" in value:
            raise Invalid("has a NUL character", pointer=f"/{name}")
    if any("\x00" in str(value) for value in request.path_params.values()):
        raise NotFound("nothing here has a NUL character in its name")


def _names(dependant: Dependant) -> set[str]:
    own = {field.alias for field in dependant.query_params}
    return own.union(*(_names(inner) for inner in dependant.dependencies))


def filtered(what: str, example: str) -> Any:
    """Return the declaration of a filter that takes several values."""
    return Query(description=f"{what}. {_MANY}", examples=[[example]])


def several(given: Many, name: str, *, commas: bool = True) -> tuple[str, ...]:
    """Return the values of a filter.

    Raises:
        Invalid: one of them is empty, or there are too many.
    """
    if given is None:
        return ()
    parts = [part.strip() for value in given for part in (value.split(",") if commas else [value])]
    if not all(parts):
        raise Invalid("is empty; leave it out for no filter", pointer=f"/{name}")
    if len(parts) > MOST_VALUES:
        raise Invalid(f"has more than {MOST_VALUES} values", pointer=f"/{name}")
    return tuple(dict.fromkeys(parts))


def one_of(given: Many, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the values of a filter whose words are known.

    Raises:
        Invalid: one is not among them.
    """
    values = several(given, name)
    for value in values:
        if value not in allowed:
            raise Invalid(
                f"{value!r} is not one of {', '.join(sorted(allowed))}", pointer=f"/{name}"
            )
    return values


def severities(given: Many) -> tuple[str, ...]:
    """Return the severities asked for."""
    return one_of(given, "severity", words.SEVERITIES)


def country_codes(given: Many, name: str = "country") -> tuple[str, ...]:
    """Return the countries asked for.

    Raises:
        Invalid: one is no ISO 3166-1 alpha-2 code.
    """
    codes = tuple(value.upper() for value in several(given, name))
    for code in codes:
        if code not in countries.CODES:
            hint = countries.MISTAKEN.get(code)
            meant = f"; did you mean {hint}?" if hint else ""
            raise Invalid(f"{code[:20]!r} is no ISO 3166-1 alpha-2 code{meant}", pointer=f"/{name}")
    return codes


def from_moment(text: str | None, name: str) -> datetime | None:
    """Return where a time or day begins."""
    return None if text is None else moments(text, pointer=f"/{name}").first


def to_moment(text: str | None, name: str) -> datetime | None:
    """Return the moment before which a time or day has ended."""
    return None if text is None else moments(text, pointer=f"/{name}").last


def at_moment(text: str | None, *, now: datetime) -> datetime | None:
    """Return the last moment of the time or day that a question is asked as of.

    Raises:
        Invalid: it has not begun: nobody knows what will be known then.
    """
    if text is None:
        return None
    asked = moments(text, pointer="/as_of")
    if asked.first > now + CLOCKS_DIFFER:
        raise Invalid("lies in the future; leave it out for what is known now", pointer="/as_of")
    return asked.end


def on_day(text: str | None, name: str) -> date | None:
    """Return the day that a date names."""
    return None if text is None else day(text, pointer=f"/{name}")


def place_in(request: Request, cursor: str | None, *types: type[str] | type[int]) -> Place | None:
    """Return where the page of a cursor begins.

    Raises:
        Problem: (invalid-cursor) it is none of ours, or of a list with other filters.
    """
    values = decode_cursor(cursor, str, *types)
    if values is None:
        return None
    if values[0] != _signature(request):
        detail = "the cursor belongs to another list: keep path, filters and sort as they were"
        raise Problem("invalid-cursor", detail, errors=[FieldError("/cursor", detail)])
    return values[1:]


def parsed_day(place: Place | None) -> Place | None:
    """Return the place with its first value as a day.

    Raises:
        Problem: (invalid-cursor) it is none.
    """
    try:
        return (date.fromisoformat(place[0]), *place[1:]) if place else None
    except ValueError:
        raise bad_cursor() from None


def next_cursor(request: Request, end: Place | None) -> str | None:
    """Return the cursor of the page after this one."""
    if end is None:
        return None
    plain = (one.isoformat() if isinstance(one, date) else one for one in end)
    return encode_cursor(_signature(request), *plain)


_NOT_OF_A_LIST: Final = frozenset({"cursor", "limit", "lang"})
"""Parameters that change nothing about what a list holds; `lang` is that of the pages."""


def _signature(request: Request) -> str:
    kept = sorted(
        pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_OF_A_LIST
    )
    return hashlib.sha256(orjson.dumps([request.url.path, kept])).hexdigest()[:12]


def page_of(request: Request, found: Page) -> Response:
    """Return the answer of a list whose items are JSON already."""
    items = [orjson.Fragment(text) for text in found.items]
    return json_response(page(items, next_cursor(request, found.end)))


def short_page(
    request: Request, items: Sequence[Mapping[str, Any]], cursor: str | None, limit: int
) -> Response:
    """Return a page of a list that is short enough to be made as a whole."""
    place = place_in(request, cursor, int)
    start = max(0, place[0]) if place else 0
    end = start + limit if start + limit < len(items) else None
    found = list(items[start : start + limit])
    return json_response(page(found, next_cursor(request, (end,) if end else None)))


def document_of(text: str) -> Response:
    """Return the answer that is one JSON document already."""
    return Response(text.encode(), media_type="application/json")
