"""The one place where answers become bytes: JSON, and problems from every kind of error."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from interparty_shared.errors import InterpartyError
from interparty_shared.web.problems import (
    MEDIA_TYPE,
    FieldError,
    Kind,
    Problem,
    field_errors,
    problem_of,
)

_BY_STATUS: Mapping[int, Kind] = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    410: "gone",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    503: "unavailable",
}


def json_response(
    content: Any, status: int = 200, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer with this JSON."""
    return Response(
        orjson.dumps(content, option=orjson.OPT_UTC_Z),
        status_code=status,
        headers=dict(headers) if headers else None,
        media_type="application/json",
    )


def problem_response(problem: Problem) -> Response:
    """Return the answer to a problem."""
    return Response(
        orjson.dumps(problem.document(), default=str),
        status_code=problem.code,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


async def on_interparty_error(_request: Request, error: Exception) -> Response:
    """Answer an error that was raised on purpose."""
    if not isinstance(error, InterpartyError):
        raise error
    return problem_response(problem_of(error))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the framework raises: no such path, no such method, an unreadable body."""
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, InterpartyError):
        # FastAPI wraps whatever is raised while it reads a body, our limits too.
        return problem_response(problem_of(error.__cause__))
    kind = _BY_STATUS.get(
        error.status_code, "internal" if error.status_code > 499 else "bad-request"
    )
    return problem_response(Problem(kind, _detail(request, error), headers=error.headers))


def _detail(request: Request, error: HTTPException) -> str:
    if error.status_code == 404:
        return f"no such path: {request.url.path}"
    if error.status_code == 405:
        return f"{request.method} is not for {request.url.path}"
    return str(error.detail)


async def on_request_validation(_request: Request, error: Exception) -> Response:
    """Answer input that FastAPI refused: parameters, or a body that it validated."""
    if not isinstance(error, RequestValidationError):
        raise error
    places: list[FieldError] = []
    where = set()
    for found in error.errors():
        # loc begins with where it was: body, query, path, header.
        where.add(str(found["loc"][0]) if found["loc"] else "body")
        places.extend(field_errors([{**found, "loc": _inside(found)}]))
    detail = f"{len(places)} error(s) in the {' and '.join(sorted(where))}"
    return problem_response(Problem("invalid-request", detail, errors=places))


def _inside(found: Mapping[str, Any]) -> tuple[str | int, ...]:
    if found["type"] == "json_invalid":
        return ()  # pydantic puts the byte position into the location; the message says it too
    location: tuple[str | int, ...] = tuple(found["loc"][1:])
    return location
