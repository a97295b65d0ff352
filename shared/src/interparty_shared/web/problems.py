"""Problem details (RFC 9457): every kind of error that is answered, in one table.

Knows no web framework, so that handlers may raise `Problem`; `web/render.py` turns it into bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, Literal, NamedTuple

from interparty_shared.errors import InterpartyError, Invalid, NotFound, Unavailable

MEDIA_TYPE: Final = "application/problem+json"

Kind = Literal[
    "invalid-request",
    "invalid-event",
    "invalid-cursor",
    "bad-request",
    "unauthenticated",
    "forbidden",
    "not-found",
    "method-not-allowed",
    "not-acceptable",
    "conflict",
    "gone",
    "too-large",
    "unsupported-media-type",
    "too-many-requests",
    "internal",
    "unavailable",
    "not-ready",
]

KINDS: Final[Mapping[Kind, tuple[int, str]]] = {
    "invalid-request": (422, "The request says something that cannot be"),
    "invalid-event": (422, "The event was not accepted"),
    "invalid-cursor": (422, "The cursor is not one of ours"),
    "bad-request": (400, "The request could not be read"),
    "unauthenticated": (401, "A valid key is needed"),
    "forbidden": (403, "The key may not do this"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This cannot be done here"),
    "not-acceptable": (406, "It cannot be had in that form"),
    "conflict": (409, "It contradicts what is there"),
    "gone": (410, "It is no longer there"),
    "too-large": (413, "It is too large"),
    "unsupported-media-type": (415, "The content type is not supported"),
    "too-many-requests": (429, "The quota is used up"),
    "internal": (500, "Something broke here; it was logged"),
    "unavailable": (503, "Not possible now; nothing was done, try again"),
    "not-ready": (503, "A part that is needed does not answer"),
}
"""Kind → (status, title). `type` is `/problems/<kind>`; a kind once published keeps its meaning."""


class FieldError(NamedTuple):
    """What is wrong with one place in the input; `pointer` is a JSON Pointer (RFC 6901)."""

    pointer: str
    detail: str


class Problem(InterpartyError):
    """An error that says what to answer: kind, detail and, for invalid input, the places."""

    status: ClassVar[int] = 500

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(detail)
        self.kind: Kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = extensions

    @property
    def code(self) -> int:
        """Return the HTTP status."""
        return KINDS[self.kind][0]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of RFC 9457."""
        return document(self.kind, self.detail, errors=self.errors, **self.extensions)


def document(
    kind: Kind, detail: str, *, errors: Iterable[FieldError] = (), **extensions: Any
) -> dict[str, Any]:
    """Return the JSON document of a problem."""
    status, title = KINDS[kind]
    body: dict[str, Any] = {
        "type": f"/problems/{kind}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if places := [error._asdict() for error in errors]:
        body["errors"] = places
    return body | extensions


def problem_of(error: InterpartyError) -> Problem:
    """Return what to answer to an error that was raised on purpose."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Invalid):
        return Problem(
            "invalid-request", error.detail, errors=[FieldError(error.pointer, error.detail)]
        )
    if isinstance(error, NotFound):
        return Problem("not-found", str(error))
    if isinstance(error, Unavailable):
        return Problem("unavailable", str(error), headers={"Retry-After": "5"})
    return Problem("internal", "See the log under the trace id of this answer.")


def pointer(location: Iterable[str | int]) -> str:
    """Return the JSON Pointer to a place in a document."""
    return "".join(
        "/" + str(part).replace("~", "~0").replace("/", "~1")
        for part in location
        if part != "[key]"  # how pydantic marks that the key, not its value, is wrong
    )


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Return pydantic's errors in our words."""
    return [_field_error(error) for error in errors]


_WORDS: Final = {
    "missing": "required, but absent",
    "extra_forbidden": "no such field",
    "union_tag_not_found": "required, but absent",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be an array",
    "string_type": "must be a string",
    "bool_type": "must be true or false",
}
_AT_DISCRIMINATOR: Final = frozenset({"union_tag_invalid", "union_tag_not_found"})


def _field_error(error: Mapping[str, Any]) -> FieldError:
    location = [*error["loc"]]
    kind, context = error["type"], error.get("ctx", {})
    detail = _WORDS.get(kind) or str(error["msg"]).replace("Input should be", "must be", 1)
    if kind == "json_invalid":
        detail = f"not JSON: {context.get('error', error['msg'])}"
    if kind in _AT_DISCRIMINATOR:
        location.append(str(context.get("discriminator", "type")).strip("'"))
        if kind == "union_tag_invalid":
            detail = f"must be one of {context.get('expected_tags', '')}"
    return FieldError(pointer(location), detail)
