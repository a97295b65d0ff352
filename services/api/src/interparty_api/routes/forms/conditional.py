"""Answers that are sent only where the reader has not got them already (RFC 9110, section 13)."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_SETTLED: Final = timedelta(seconds=2)
"""HTTP dates have seconds: what changed within the last ones may change again within the same."""


def conditional(
    request: Request, body: bytes, media_type: str, *, changed: datetime | None, now: datetime
) -> Response:
    """Return the body, or 304 where the request's conditions say that the reader has it.

    `ETag` is over the content. `Last-Modified` is when anything changed last, in this list or
    elsewhere: what drops out of a list leaves nothing in it that would tell.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Authorization"}
    settled = changed is not None and now - changed >= _SETTLED
    if changed is not None and settled:
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if _has_it(request, tag, changed if settled else None):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has_it(request: Request, tag: str, changed: datetime | None) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:  # then the date counts for nothing
        known = [one.strip().removeprefix("W/") for one in asked.split(",")]
        return tag in known or "*" in known
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except (ValueError, OverflowError):  # no date, or one beyond all years
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return changed.replace(microsecond=0) <= moment
