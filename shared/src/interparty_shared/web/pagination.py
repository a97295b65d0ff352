"""Lists: `limit`, opaque cursors, and the shape of a page."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from fastapi import Query

from interparty_shared.web.problems import FieldError, Problem

MAX_LIMIT = 1000

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items per page")]
Cursor = Annotated[
    str | None,
    Query(max_length=1024, description="`next` of the page before; opaque, keep the same filters"),
]


def encode_cursor(*values: str | int) -> str:
    """Return an opaque cursor for the sort key of a page's last item."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, *types: type[str] | type[int]) -> tuple[Any, ...] | None:
    """Return the values in a cursor, which have these types; None for no cursor.

    Raises:
        Problem: (invalid-cursor) it was not made by `encode_cursor` for this list.
    """
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = orjson.loads(raw)
    except (binascii.Error, ValueError):
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(types)
        # Exactly: True is an int to isinstance.
        or any(type(value) is not kind for value, kind in zip(values, types, strict=True))
        or any(type(value) is int and not -(2**63) <= value < 2**63 for value in values)
        or any(type(value) is str and "\x00" in value for value in values)
    ):
        raise bad_cursor()
    return tuple(values)


def bad_cursor() -> Problem:
    """Return the answer to a cursor that is not one of ours."""
    detail = "take `next` of the page before, or leave it out for the first page"
    return Problem("invalid-cursor", detail, errors=[FieldError("/cursor", detail)])


def page(items: Sequence[Any], next_cursor: str | None) -> dict[str, Any]:
    """Return the shape of every list."""
    return {"items": items, "next": next_cursor}
