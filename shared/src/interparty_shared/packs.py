"""Reads rule packs: YAML in, `Regime` values out, refused with the file and the place in it.

Packs that come with Interparty lie in `rulepacks/`; an operator's folder adds to them, and replaces
one by using its id and version.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from interparty_shared.domain import countries, regimes, words
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Valid(_Strict):
    from_: Annotated[date, Field(alias="from")]
    to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise ValueError("'to' is before 'from'")
        return self


class _Binds(_Strict):
    countries: Annotated[list[str], Field(min_length=1)] | None = None
    offices: list[words.Office] = []
    id_schemes: list[str] = []
    not_chambers: list[str] = []
    institution: str | None = None
    presume_politicians: bool = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.offices and not self.id_schemes:
            raise ValueError("nobody is bound: name offices or id_schemes")
        return self


class _Counterpart(_Strict):
    origin: Literal["cross_border", "third_country"]
    kinds: Annotated[list[words.ActorKind], Field(min_length=1)] | None = None
    state_linked: bool = False


class _Threshold(_Strict):
    amount: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    above: Literal["exclusive", "inclusive"]


class _Exemption(_Strict):
    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    when: Literal[
        "wholly_paid_by_own_party",
        "wholly_paid_by_holder",
        "wholly_paid_by_home_state",
        "wholly_paid_by_listed",
    ]
    text: str
    names: list[str] = []

    @model_validator(mode="after")
    def _names_are_used(self) -> Self:
        if self.names and self.when not in {"wholly_paid_by_home_state", "wholly_paid_by_listed"}:
            raise ValueError(f"'names' say nothing about {self.when!r}")
        if self.when == "wholly_paid_by_listed" and not self.names:
            raise ValueError("nobody is listed: give names")
        return self


class _Deadline(_Strict):
    amount: Annotated[int, Field(ge=0, le=1000)]
    unit: Literal["day", "week"]
    start: Literal["exclusive", "inclusive"]

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.start == "inclusive" and self.amount == 0:
            raise ValueError("no day at all: a first day that counts is day one")
        return self


class _Register(_Strict):
    id: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    name: str
    url: str | None = None
    public: bool
    shows_filing_date: bool
    shows_amount: bool
    kept_days: Annotated[int, Field(ge=1, le=3660)] | None = None


class _Match(_Strict):
    accept: Annotated[float, Field(gt=0, le=1)] = 0.70
    doubt: Annotated[float, Field(gt=0, le=1)] = 0.45
    near_days: Annotated[int, Field(ge=0)] = 3
    far_days: Annotated[int, Field(ge=1)] = 31

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.doubt >= self.accept:
            raise ValueError("'doubt' must be below 'accept'")
        if self.near_days >= self.far_days:
            raise ValueError("'near_days' must be below 'far_days'")
        return self


class _NewMembers(_Strict):
    elections: Annotated[list[date], Field(min_length=1)]
    within_days: Annotated[int, Field(ge=1, le=366)]
    lookback_days: Annotated[int, Field(ge=1, le=3660)]
    by_elections: dict[date, list[str]] = {}

    def regime(self) -> regimes.NewMembers:
        return regimes.NewMembers(
            tuple(self.elections),
            self.within_days,
            self.lookback_days,
            tuple((day, tuple(elected)) for day, elected in sorted(self.by_elections.items())),
        )


class _Severity(_Strict):
    missing: words.Severity | None = None
    late: words.Severity | None = None
    ambiguous: words.Severity | None = None
    undetermined: words.Severity | None = None

    @model_validator(mode="after")
    def _late_is_milder(self) -> Self:
        rank = words.SEVERITIES.index
        if self.late and (not self.missing or rank(self.late) >= rank(self.missing)):
            raise ValueError("'late' must be milder than 'missing'")
        return self


class Pack(_Strict):
    """The schema of a post-hoc disclosure pack."""

    id: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]+$")]
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    title: str
    jurisdiction: Annotated[str, Field(pattern="^[A-Z]{2}(-[A-Z]{2,3})?$")]
    status: words.RegimeStatus
    valid: _Valid
    shape: Literal["post_hoc"]
    enabled: bool | None = None
    confidence: words.Confidence
    duty: str
    not_shown: str
    citation: str
    sources: Annotated[list[Annotated[str, Field(pattern="^https?://")]], Field(min_length=1)]
    duty_holder: Literal["recipient", "institution_official"]
    binds: _Binds
    counterpart: _Counterpart
    channels: Annotated[list[words.Channel], Field(min_length=1)]
    outside: list[str] = []
    threshold: _Threshold | None = None
    exemptions: list[_Exemption] = []
    trigger: Literal["trip_end", "return_home", "event_end"]
    deadline: _Deadline
    publication_days: Annotated[int, Field(ge=0, le=365)]
    sync_days: Annotated[int, Field(ge=0, le=365)]
    register_: Annotated[_Register, Field(alias="register")]
    match: _Match = _Match()
    new_members: _NewMembers | None = None
    severity: _Severity

    @model_validator(mode="after")
    def _ended(self) -> Self:
        if self.status == "repealed" and self.valid.to is None:
            raise ValueError("repealed since when? give 'valid.to'")
        return self

    @model_validator(mode="after")
    def _known_countries(self) -> Self:
        for code in [*self.outside, *(self.binds.countries or [])]:
            if code not in countries.CODES:
                raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code")
        return self

    def regime(self) -> Regime:
        """Return the pack as the value that the domain works with."""
        return Regime(
            id=self.id,
            version=self.version,
            title=self.title,
            jurisdiction=self.jurisdiction,
            status=self.status,
            valid_from=self.valid.from_,
            valid_to=self.valid.to,
            shape=self.shape,
            enabled=self.confidence != "recall" if self.enabled is None else self.enabled,
            duty=self.duty,
            not_shown=self.not_shown,
            citation=self.citation,
            sources=tuple(self.sources),
            confidence=self.confidence,
            duty_holder=self.duty_holder,
            binds=regimes.Binds(
                countries=frozenset(self.binds.countries) if self.binds.countries else None,
                offices=frozenset(self.binds.offices),
                id_schemes=frozenset(self.binds.id_schemes),
                not_chambers=frozenset(self.binds.not_chambers),
                institution=self.binds.institution,
                presume=self.binds.presume_politicians,
            ),
            counterpart=regimes.Counterpart(
                kinds=frozenset(self.counterpart.kinds) if self.counterpart.kinds else None,
                state_linked=self.counterpart.state_linked,
                origin=self.counterpart.origin,
            ),
            channels=frozenset(self.channels),
            outside=frozenset(self.outside),
            threshold=_threshold(self.threshold),
            exemptions=tuple(
                regimes.Exemption(one.id, one.when, one.text, tuple(one.names))
                for one in self.exemptions
            ),
            trigger=self.trigger,
            deadline=Deadline(
                self.deadline.amount, self.deadline.unit, self.deadline.start == "inclusive"
            ),
            publication_days=self.publication_days,
            sync_days=self.sync_days,
            register=regimes.Register(**self.register_.model_dump()),
            match=regimes.MatchLimits(**self.match.model_dump()),
            new_members=self.new_members.regime() if self.new_members else None,
            severity=tuple(
                (verdict, severity)
                for verdict, severity in self.severity.model_dump().items()
                if severity is not None
            ),
        )


def _threshold(given: _Threshold | None) -> regimes.Threshold | None:
    if given is None:
        return None
    return regimes.Threshold(Decimal(given.amount), given.currency, given.above == "inclusive")


def parse(text: str, *, name: str) -> Regime:
    """Return the regime that a pack's text describes.

    Raises:
        Misconfigured: it is no valid pack; the message names the file and the place in it.
    """
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Misconfigured(f"{name}: not YAML: {error}") from error
    try:
        return Pack.model_validate(raw).regime()
    except ValidationError as error:
        said = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'pack'}: {one['msg']}" for one in error.errors()
        )
        raise Misconfigured(f"{name}: {said}") from error


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> tuple[Regime, ...]:
    """Return our own packs and those of an operator's folder, by id and version.

    Raises:
        Misconfigured: a pack is not valid, or the folder is not there.
    """
    found: dict[tuple[str, str], Regime] = {}
    own = resources.files("interparty_shared.rulepacks")
    for entry in sorted(own.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".yaml"):
            regime = parse(entry.read_text(encoding="utf-8"), name=entry.name)
            found[regime.id, regime.version] = regime
    if folder is not None:
        if not folder.is_dir():
            raise Misconfigured(f"INTERPARTY_RULES: {folder} is no folder")
        for path in sorted(folder.rglob("*.yaml")):
            regime = parse(path.read_text(encoding="utf-8"), name=str(path))
            found[regime.id, regime.version] = regime
    return tuple(found[key] for key in sorted(found))
