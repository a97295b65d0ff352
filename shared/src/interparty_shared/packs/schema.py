"""The schema of a rule pack: what a rule must say, and what contradicts what in it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from interparty_shared.domain import countries, words
from interparty_shared.domain.triggers import Moment
from interparty_shared.packs.parts import (
    Binds,
    Code,
    Counterpart,
    Exemption,
    Frequency,
    Match,
    NewMembers,
    Register,
    Sentence,
    Severity,
    Strict,
    Valid,
)
from interparty_shared.packs.timing import Deadline, ElectionWindow, Period, Threshold


def _several(given: Any) -> Any:
    """Return one threshold as a list of one, and none as none."""
    return () if given is None else (given,) if isinstance(given, dict) else given


class Pack(Strict):
    """One rule of one regime, in one version."""

    id: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]+$")]
    rule: Annotated[str | None, Field(pattern="^[A-Z][A-Z0-9-]+$")] = None
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    title: str
    jurisdiction: Annotated[str, Field(pattern="^[A-Z]{2}(-[A-Z]{2,3})?$")]
    status: words.RegimeStatus
    valid: Valid
    shape: Literal["post_hoc", "prior", "prohibition", "periodic"]
    enabled: bool | None = None
    confidence: words.Confidence
    duty: Sentence
    not_shown: Sentence
    citation: Sentence
    sources: Annotated[list[Annotated[str, Field(pattern="^https?://")]], Field(min_length=1)]
    not_seen: tuple[Sentence, ...] = ()
    """Which parts of the rule rest on general knowledge: its text was not seen."""
    duty_holder: Literal[
        "agent", "recipient", "institution_official", "party_treasurer", "party", "participant"
    ]
    binds: Binds
    counterpart: Counterpart
    channels: Annotated[list[words.Channel], Field(min_length=1)]
    activities: tuple[Code, ...] = ()
    purposes: tuple[Code, ...] = ()
    directed: Literal["direction", "association"] | None = None
    remunerated: bool = False
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    threshold: Annotated[tuple[Threshold, ...], BeforeValidator(_several)] = ()
    frequency: Frequency | None = None
    exemptions: tuple[Exemption, ...] = ()
    trigger: Moment | None = None
    deadline: Deadline | None = None
    then: tuple[Deadline, ...] = ()
    transition: Deadline | None = None
    period: Period | None = None
    election_window: ElectionWindow | None = None
    publication_days: Annotated[int, Field(ge=0, le=365)] = 0
    sync_days: Annotated[int, Field(ge=0, le=365)] = 0
    register_: Annotated[Register | None, Field(alias="register")] = None
    match: Match = Match()
    new_members: NewMembers | None = None
    severity: Severity

    @model_validator(mode="after")
    def _ended(self) -> Self:
        if self.status == "repealed" and self.valid.to is None:
            raise ValueError("repealed since when? give 'valid.to'")
        return self

    @model_validator(mode="after")
    def _known_countries(self) -> Self:
        named = [*self.outside, *self.inside, *(self.binds.countries or [])]
        for limb in (*self.counterpart.limbs, *self.counterpart.but_not):
            named += limb.countries or []
            named += (limb.control and limb.control.by_countries) or []
        for code in named:
            if code not in countries.CODES:
                raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code")
        if self.inside and self.outside:
            raise ValueError("'inside' and 'outside' contradict each other")
        return self

    @model_validator(mode="after")
    def _shaped(self) -> Self:
        refused = next((said for wrong, said in self._contradictions() if wrong), None)
        if refused is not None:
            raise ValueError(refused)
        return self

    def _contradictions(self) -> Iterator[tuple[object, str]]:
        """Return what would contradict the shape, and the sentence that says so."""
        shape, deadline, severity = self.shape, self.deadline, self.severity
        dated = deadline or self.trigger or self.period or self.then or self.transition
        no_deadline = (
            "a prohibition has no deadline: no trigger, deadline, then, transition, period"
        )
        yield shape == "prohibition" and dated, no_deadline
        lacking = deadline is None or self.trigger is None
        yield shape != "prohibition" and lacking, f"{shape} needs a trigger and a deadline"
        periodic = shape == "periodic"
        together = "'period', 'trigger: period_end' and 'shape: periodic' belong together"
        yield (self.period is not None) is not periodic, together
        yield (self.trigger == "period_end") is not periodic, together
        before = deadline and (deadline.direction == "before" or deadline.by == "before_event")
        yield before and shape != "prior", "what is due before the event is 'shape: prior'"
        only = "severity.prohibited: only a prohibition gives that verdict"
        yield severity.prohibited and shape != "prohibition", only
        register = self.register_ if self.register_ and self.register_.public else None
        unknown = "severity.permission_unknown: only of a prior duty without a public register"
        yield severity.permission_unknown and (shape != "prior" or register), unknown
        nowhere = "severity: without a public register nothing can be missing or late"
        yield (severity.missing or severity.late) and register is None, nowhere
        if register is not None:
            undated = "severity.late: the register shows no filing date"
            yield severity.late and not register.shows_filing_date, undated
            unjudged = "severity.missing: an absence from the register may not be judged"
            yield severity.missing and register.absence, unjudged
