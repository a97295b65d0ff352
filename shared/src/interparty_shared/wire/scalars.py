"""The texts, codes, dates and times that posted data is made of, and how strict each is."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

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


def _day(value: Any) -> Any:
    # pydantic would also take a number of seconds, written as text, for a date.
    if isinstance(value, str) and (len(value) != 10 or value[4] != "-" or value[7] != "-"):
        raise PydanticCustomError("date_format", "a date is written YYYY-MM-DD (ISO 8601)", {})
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_type", "must be a date, as text: YYYY-MM-DD", {})
    return value


# Strictness ends where the text is checked: strict pydantic takes no text from a Python function.
Day = Annotated[
    date,
    Field(strict=False),
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: Any) -> Any:
    # Also refused: seconds as text, and spellings of ISO 8601 that not every reader takes.
    if isinstance(value, str) and not _RFC3339.fullmatch(value):
        raise PydanticCustomError(
            "time_format", "a time is written 2026-01-31T23:59:59Z (RFC 3339, with its offset)", {}
        )
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("time_type", "must be a time, as text (RFC 3339)", {})
    return value


Moment = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Strict(BaseModel):
    """Base of all that is posted: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
