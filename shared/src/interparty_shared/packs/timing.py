"""The parts of a rule pack that say from what value on, and until when: what contradicts what in them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from interparty_shared.packs.parts import Amount, Strict


class Threshold(Strict):
    """From which value on, from a day on."""

    amount: Amount
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    above: Literal["exclusive", "inclusive"]
    since: date | None = None
    per: Literal["engagement", "payer", "source_year"] = "engagement"
    multiples: bool = False
    counts_above: Amount | None = None

    @model_validator(mode="after")
    def _multiples_add_up(self) -> Self:
        if (self.multiples or self.counts_above) and self.per != "source_year":
            raise ValueError("'multiples' and 'counts_above' are of a sum: per source_year")
        return self


class Deadline(Strict):
    """Until when."""

    by: Literal["amount", "end_of_next_month", "before_event", "at_once", "fixed_date"] = "amount"
    amount: Annotated[int, Field(ge=0, le=1000)] = 0
    unit: Literal["hour", "day", "working_day", "clear_day", "week", "month"] | None = None
    start: Literal["exclusive", "inclusive"] | None = None
    direction: Literal["after", "before"] = "after"
    date_: Annotated[str | None, Field(alias="date", pattern=r"^\d\d-\d\d$")] = None
    rollover: Literal["none", "next_working_day"] = "none"
    calendar: Annotated[str | None, Field(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.by == "amount" and (self.unit is None or self.start is None):
            raise ValueError("an amount needs a unit, and whether the first day counts (start)")
        if self.by not in {"amount", "at_once"} and self.amount:
            raise ValueError(f"'amount' says nothing about {self.by!r}")
        if (self.by == "fixed_date") is not (self.date_ is not None):
            raise ValueError("'date' (MM-DD) and 'by: fixed_date' belong together")
        if self.start == "inclusive" and self.amount == 0:
            raise ValueError("no day at all: a first day that counts is day one")
        needs = self.unit == "working_day" or self.rollover != "none"
        if needs is not (self.calendar is not None):
            raise ValueError("working days and rollover need a calendar, and nothing else does")
        if self.date_ is not None:
            month, day = map(int, self.date_.split("-"))
            date(2024, month, day)
        return self


class Period(Strict):
    """Of which periods statements are due."""

    every: Literal["year", "half_year", "quarter", "month"]
    begins: Annotated[str, Field(pattern=r"^\d\d-(0[1-9]|1\d|2[0-8])$")] = "01-01"


class Before(Strict):
    """How long before an election."""

    amount: Annotated[int, Field(ge=1, le=1000)]
    unit: Literal["day", "week", "month"]


class ElectionWindow(Strict):
    """What is otherwise before elections."""

    elections: Annotated[list[date], Field(min_length=1)]
    opens: Before
    threshold: Threshold | Literal["none"] | None = None
    deadline: Deadline | None = None
    publication_days: Annotated[int, Field(ge=0, le=365)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.threshold is None and self.deadline is None and self.publication_days is None:
            raise ValueError("the window changes nothing")
        return self
