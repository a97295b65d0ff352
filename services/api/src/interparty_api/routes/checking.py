"""What `/v1/check` takes (an engagement, by itself or with what bears on it), and what it answers."""

from typing import Any, Final

from pydantic import ConfigDict, ValidationError
from starlette.requests import Request

from interparty_api.routes import examples, schemas
from interparty_shared.domain import words
from interparty_shared.web.problems import Problem, field_errors
from interparty_shared.wire.checking import CHECKS, MOST, read_check
from interparty_shared.wire.schemas import schema_id

_ENGAGEMENT: Final = {
    "type": "object",
    "required": ["channel", "occurred", "participants"],
    "description": "The `data` of an engagement event: see GET /v1/schemas",
    "$comment": schema_id(words.EVENT_ENGAGEMENT),
}
_WHOLE: Final = {
    "type": "object",
    "description": "An engagement with what bears on it",
    "required": ["engagement"],
    "additionalProperties": False,
    "properties": {
        "engagement": _ENGAGEMENT,
        "actors": {
            "type": "array",
            "maxItems": MOST,
            "description": "Reference data about those who take part: the `data` of actor events. It"
            " goes before what was posted of the same actor",
            "items": {"type": "object", "$comment": schema_id(words.EVENT_ACTOR)},
        },
        "beside": {
            "type": "array",
            "maxItems": MOST,
            "description": "Other engagements of those who take part, for rules on what adds up",
            "items": _ENGAGEMENT,
        },
    },
}
BODY: Final = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"oneOf": [_ENGAGEMENT, _WHOLE]},
            "examples": {name: dict(example) for name, example in CHECKS.items()},
        }
    },
}
"""The request body, for the OpenAPI document."""


class MissingFact(schemas.Shape):
    """A fact that is not known, how many obligations ask for it, and under which regimes."""

    fact: str
    obligations: int
    regimes: list[str]


class CheckAnswer(schemas.Shape):
    """What an engagement obliges to, and which facts would settle most of it: those first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CHECK]})

    as_of: str
    items: list[schemas.Obligation]
    missing_facts: list[MissingFact]


async def read_body(request: Request) -> dict[str, Any]:
    """Return what is asked: `engagement`, `actors` and `beside`, as JSON has them.

    Raises:
        Problem: it is no JSON, or says something that cannot be.
    """
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() != "application/json":
        raise Problem("unsupported-media-type", f"send application/json, not {kind[:80]}")
    try:
        return read_check(await request.body()).plain()
    except ValidationError as error:
        places = field_errors(error.errors(include_url=False))
        detail = f"{len(places)} error(s) in the engagement"
        raise Problem("invalid-request", detail, errors=places) from None
