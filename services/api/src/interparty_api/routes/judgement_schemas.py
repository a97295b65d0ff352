"""The shapes of triage, answers and corrections: what is posted, and what is shown."""

import unicodedata
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from interparty_shared.errors import Invalid

Action = Literal["acknowledge", "dismiss", "reopen"]
_LAYOUT: Final = frozenset("\n\t")


def _readable(text: str) -> str:
    """Return text without the white space around it.

    Raises:
        ValueError: it has a character that no text has (control characters but line feed and tab).
    """
    kept = text.replace("\r\n", "\n").strip()
    if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in _LAYOUT for one in kept):
        raise ValueError("has a control character")
    return kept


def _one_line(text: str) -> str:
    kept = _readable(text)
    if any(one in kept for one in _LAYOUT):
        raise ValueError("is more than one line")
    return kept


def _address(text: str) -> str:
    if not text.isascii() or not text.startswith(("https://", "http://")) or " " in text:
        raise ValueError("must be an address that begins with https:// or http://")
    return _one_line(text)


Line = Annotated[str, AfterValidator(_one_line)]
Prose = Annotated[str, AfterValidator(_readable)]


class TriagePosted(BaseModel):
    """What somebody does with an alert."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"action": "dismiss", "note": "The record is there, under the name at birth."}
            ]
        },
    )

    action: Action
    note: Prose = Field("", max_length=2000, description="Why; needed to dismiss")

    def checked(self) -> "TriagePosted":
        """Return this.

        Raises:
            Invalid: an alert is dismissed without saying why.
        """
        if self.action == "dismiss" and not self.note:
            raise Invalid("say why it is dismissed", pointer="/note")
        return self


class AnswerPosted(BaseModel):
    """A reply by someone named in an alert."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "by": "Member M",
                    "capacity": "for herself",
                    "text": "I paid for the trip myself; the receipts are under the address given.",
                    "url": "https://member.example/statement",
                }
            ]
        },
    )

    by: Line = Field(min_length=1, max_length=200, description="Who answers")
    capacity: Line | None = Field(None, max_length=200, description="On whose behalf, or as what")
    text: Prose = Field(min_length=1, max_length=5000)
    url: Annotated[str, AfterValidator(_address)] | None = Field(None, max_length=2000)

    def checked(self) -> "AnswerPosted":
        """Return this.

        Raises:
            Invalid: who answers, or the answer, is white space.
        """
        for name in ("by", "text"):
            if not getattr(self, name):
                raise Invalid("is empty", pointer=f"/{name}")
        return self


class Shown(BaseModel):
    """Base of what is shown: later versions may have more fields, never fewer."""

    model_config = ConfigDict(extra="allow")


class TriageEntry(Shown):
    """One thing that was done with an alert."""

    action: Action
    by: str = Field(description="Name of the key")
    note: str
    at: str


class TriageShown(Shown):
    """What was done with an alert last, and all that was, oldest first."""

    state: Literal["none", "acknowledged", "dismissed"]
    by: str | None
    note: str | None
    at: str | None
    log: list[TriageEntry]


class AnswerShown(Shown):
    """A reply by someone named in the alert."""

    id: str
    by: str
    capacity: str | None
    text: str
    url: str | None
    at: str


class ValueChanged(Shown):
    """A field that changed and is one value."""

    field: str
    before: Any
    now: Any
