"""Problems: one table, readable details, pointers that resolve."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from interparty_shared.errors import Absurd, Fenced, Invalid, LogUnavailable, NotFound
from interparty_shared.web.problems import (
    KINDS,
    FieldError,
    Problem,
    document,
    field_errors,
    pointer,
    problem_of,
)


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    number: int
    names: dict[str, list[str]] = Field(default_factory=dict, alias="na/me~s")


class Outer(BaseModel):
    inner: list[Inner]


def errors_of(document_: Any) -> list[FieldError]:
    with pytest.raises(ValidationError) as found:
        Outer.model_validate(document_)
    return field_errors(found.value.errors())


def test_every_kind_has_a_status_and_a_title() -> None:
    assert all(399 < status < 600 and title for status, title in KINDS.values())
    assert len({title for _, title in KINDS.values()}) == len(KINDS)


def test_a_document_has_the_members_of_rfc_9457() -> None:
    made = document("invalid-event", "no", errors=[FieldError("/a", "b")], step="parse")

    assert made == {
        "type": "/problems/invalid-event",
        "title": "The event was not accepted",
        "status": 422,
        "detail": "no",
        "errors": [{"pointer": "/a", "detail": "b"}],
        "step": "parse",
    }
    assert "errors" not in document("not-found", "no")


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (Invalid("bad", pointer="/x"), "invalid-request", 422),
        (Absurd("worse", pointer="/x"), "invalid-request", 422),
        (NotFound("gone"), "not-found", 404),
        (LogUnavailable("down"), "unavailable", 503),
        (Fenced("moved"), "internal", 500),
        (Problem("gone", "over"), "gone", 410),
    ],
)
def test_every_error_of_ours_has_an_answer(error: Any, kind: str, status: int) -> None:
    problem = problem_of(error)

    assert (problem.kind, problem.code) == (kind, status)


def test_what_is_unavailable_says_when_to_try_again() -> None:
    assert problem_of(LogUnavailable("down")).headers["Retry-After"] == "5"


def test_what_is_invalid_is_pointed_at() -> None:
    assert problem_of(Invalid("bad", pointer="/x")).errors == (FieldError("/x", "bad"),)


def test_what_broke_inside_is_not_told() -> None:
    assert "moved" not in problem_of(Fenced("moved")).detail


def test_pointers_are_escaped() -> None:
    assert pointer(["a/b", 0, "c~d", "[key]"]) == "/a~1b/0/c~0d"
    assert pointer([]) == ""


def test_errors_of_models_point_into_the_document() -> None:
    found = errors_of(
        {"inner": [{"number": "1", "na/me~s": {"x": [1]}}, {"more": 1}, 5]},
    )

    assert found == [
        FieldError("/inner/0/number", "must be a valid integer"),
        FieldError("/inner/0/na~1me~0s/x/0", "must be a string"),
        FieldError("/inner/1/number", "required, but absent"),
        FieldError("/inner/1/more", "no such field"),
        FieldError("/inner/2", "must be an object"),
    ]
