"""The texts, codes, dates and times that posted data is made of, and how strict each is."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from interparty_shared.domain import countries

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Url = Annotated[
    str, StringConstraints(pattern=r"^(https?://|urn:)\S+$", min_length=5, max_length=2000)
]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]
Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,49}$")]
RegisterId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]


def _country(value: Any) -> Any:
    if not isinstance(value, str) or value in countries.CODES:
        return value
    hint = countries.MISTAKEN.get(value.upper())
    raise PydanticCustomError(
        "country",
        "'{code}' is no ISO 3166-1 alpha-2 code{hint}",
        {"code": value[:20], "hint": f"; did you mean {hint}?" if hint else ""},
    )


Country = Annotated[
    str,
    BeforeValidator(_country),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["GB"]}),
]


# pydantic would also take a number of seconds, written as text, for a date, and for a time; and
# spellings of ISO 8601 that not every reader takes. What is posted is JSON, and there all of it is
# checked by pydantic's core: a call of Python for each was a quarter of the cost of an event.
_RFC3339: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})$"
)


def _error(kind: str, message: str, unless: CoreSchema) -> CoreSchema:
    return core_schema.custom_error_schema(
        unless, custom_error_type=kind, custom_error_message=message
    )


class _Read:
    """A text, of a pattern, that is then read as something else."""

    def __init__(self, *steps: CoreSchema) -> None:
        self._schema = core_schema.chain_schema(list(steps))

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return self._schema


_TEXT: Final = core_schema.str_schema(strict=True)

Day = Annotated[
    date,
    _Read(
        _error("day_type", "must be a date, as text: YYYY-MM-DD", _TEXT),
        _error(
            "day_format",
            "a date is written YYYY-MM-DD (ISO 8601)",
            core_schema.str_schema(pattern="(?s)^.{4}-.{2}-.{2}$"),
        ),
        core_schema.date_schema(strict=False),
    ),
    WithJsonSchema({"type": "string", "format": "date"}),
]

Moment = Annotated[
    datetime,
    _Read(
        _error("moment_type", "must be a time, as text (RFC 3339)", _TEXT),
        _error(
            "moment_format",
            "a time is written 2026-01-31T23:59:59Z (RFC 3339, with its offset)",
            core_schema.str_schema(pattern=_RFC3339),
        ),
        core_schema.datetime_schema(strict=False, tz_constraint="aware"),
    ),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Strict(BaseModel):
    """Base of all that is posted: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
