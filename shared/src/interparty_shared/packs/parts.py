"""The parts of a rule pack: every key that they may have, and what contradicts what in them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interparty_shared.domain import words

Code = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, Field(min_length=10)]
Amount = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]


class Strict(BaseModel):
    """Refuses what it does not know: a misspelt key would be a rule that nobody wrote."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Valid(Strict):
    """From when to when this version bound anyone."""

    from_: Annotated[date, Field(alias="from")]
    to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise ValueError("'to' is before 'from'")
        return self


class Binds(Strict):
    """Who owes the duty."""

    countries: Annotated[list[str], Field(min_length=1)] | None = None
    offices: list[words.Office] = []
    kinds: list[words.ActorKind] = []
    roles: list[words.Role] = []
    anyone: bool = False
    id_schemes: list[str] = []
    chambers: list[Code] = []
    not_chambers: list[Code] = []
    titles: list[str] = []
    unrecorded_chamber: Literal["bound", "unknown", "not_bound"] = "bound"
    institution: str | None = None
    presume_politicians: bool = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        named = self.offices or self.id_schemes or self.kinds or (self.anyone and self.roles)
        if not named:
            raise ValueError("nobody is bound: name offices, kinds, id_schemes, or anyone in roles")
        if self.chambers and self.not_chambers:
            raise ValueError("'chambers' says it all: leave 'not_chambers' out")
        return self


class Specified(Strict):
    """Somebody whom an instrument names."""

    name: str
    aliases: list[str] = []
    country: str | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None


class ControlTest(Strict):
    """From how many per cent of what on."""

    of: words.ControlBasis
    percent: Amount = "0"
    above: Literal["exclusive", "inclusive"] = "inclusive"


class Control(Strict):
    """By whom a body must be held, and how far: one of the tests is enough."""

    by_kinds: Annotated[list[words.ActorKind], Field(min_length=1)]
    by_countries: Annotated[list[str], Field(min_length=1)] | None = None
    any_of: Annotated[list[ControlTest], Field(min_length=1)]


class Limb(Strict):
    """One limb of the definition of whom the contact must be with."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(min_length=3)]
    kinds: Annotated[list[words.ActorKind], Field(min_length=1)] | None = None
    countries: Annotated[list[str], Field(min_length=1)] | None = None
    offices: list[words.Office] = []
    state_linked: bool = False
    governing: bool = False
    specified: list[Specified] = []
    specified_complete: bool = True
    specified_under: Annotated[str | None, Field(pattern="^[A-Z][A-Z0-9-]+$")] = None
    control: Control | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not (self.kinds or self.countries or self.offices or self.specified or self.control):
            raise ValueError(
                "the limb asks nothing: give kinds, countries, offices, specified or control"
            )
        if (not self.specified_complete or self.specified_under) and not self.specified:
            raise ValueError("'specified_complete' and 'specified_under' need 'specified'")
        return self


class Counterpart(Strict):
    """Whom the contact must be with."""

    origin: Literal["cross_border", "third_country", "foreign", "any"]
    limbs: list[Limb] = []
    but_not: list[Limb] = []
    pays: bool = False

    @model_validator(mode="after")
    def _limbs_differ(self) -> Self:
        ids = [limb.id for limb in (*self.limbs, *self.but_not)]
        if len(set(ids)) < len(ids):
            raise ValueError("two limbs have one id")
        return self


class Frequency(Strict):
    """More than so many different contacts in the months that end with this one."""

    more_than: Annotated[int, Field(ge=1)]
    months: Annotated[int, Field(ge=1, le=60)]


_BY_NAME = {"wholly_paid_by_home_state", "wholly_paid_by_listed", "holder_listed"}
_BY_WORD = {
    "wholly_paid_by_kinds",
    "holder_office",
    "counterpart_kinds",
    "counterpart_office",
    "activity",
}
_WORDS = {
    "wholly_paid_by_kinds": words.ACTOR_KINDS,
    "counterpart_kinds": words.ACTOR_KINDS,
    "holder_office": words.OFFICES,
    "counterpart_office": words.OFFICES,
}


class Exemption(Strict):
    """A case in which the duty does not arise."""

    id: Code
    when: words.ExemptionCase
    text: Sentence
    names: list[str] = []
    of: list[str] = []

    @model_validator(mode="after")
    def _names_are_used(self) -> Self:
        if self.names and self.when not in _BY_NAME:
            raise ValueError(f"'names' say nothing about {self.when!r}")
        if self.when in {"wholly_paid_by_listed", "holder_listed"} and not self.names:
            raise ValueError("nobody is listed: give names")
        if bool(self.of) is not (self.when in _BY_WORD):
            raise ValueError(
                f"'of' (the kinds, offices or activities) and {self.when!r} do not agree"
            )
        unknown = set(self.of) - _WORDS.get(self.when, frozenset(self.of))
        if unknown:
            raise ValueError(f"no such word: {', '.join(sorted(unknown))}")
        return self


class Register(Strict):
    """Where it is published."""

    id: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    name: str
    url: str | None = None
    public: bool
    shows_filing_date: bool
    shows_amount: bool
    kept_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    records: Literal["events", "standing", "filers"] = "events"
    absence: Sentence | None = None
    hidden: list[str] = []


class Match(Strict):
    """From which score a record answers a duty, and from which it is too near to say."""

    accept: Annotated[float, Field(gt=0, le=1)] = 0.70
    doubt: Annotated[float, Field(gt=0, le=1)] = 0.45
    near_days: Annotated[int, Field(ge=0)] = 3
    far_days: Annotated[int, Field(ge=1, le=3660)] = 31
    by_channel: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.doubt >= self.accept:
            raise ValueError("'doubt' must be below 'accept'")
        if self.near_days >= self.far_days:
            raise ValueError("'near_days' must be below 'far_days'")
        return self


class NewMembers(Strict):
    """What members register who have just come in."""

    elections: Annotated[list[date], Field(min_length=1)]
    within_days: Annotated[int, Field(ge=1, le=366)]
    lookback_days: Annotated[int, Field(ge=1, le=3660)]
    by_elections: dict[date, list[str]] = {}


class Severity(Strict):
    """Which verdicts raise an alert, and how grave it is."""

    missing: words.Severity | None = None
    late: words.Severity | None = None
    prohibited: words.Severity | None = None
    permission_unknown: words.Severity | None = None
    ambiguous: words.Severity | None = None
    undetermined: words.Severity | None = None

    @model_validator(mode="after")
    def _late_is_milder(self) -> Self:
        rank = words.SEVERITIES.index
        if self.late and (not self.missing or rank(self.late) >= rank(self.missing)):
            raise ValueError("'late' must be milder than 'missing'")
        return self
