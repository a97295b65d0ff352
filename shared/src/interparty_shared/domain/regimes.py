"""A regime as data: what a rule pack says about one transparency law.

The packs are YAML (`rulepacks/`, read by `interparty_shared.packs`); what they mean is decided in
`obligations.py` and, by shape, in `shapes/`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from interparty_shared.domain import names
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.words import Confidence, RegimeStatus, Severity


@dataclass(frozen=True, slots=True)
class Binds:
    """Who owes the duty. Offices and register ids are alternatives; the rest must hold too."""

    countries: frozenset[str] | None
    offices: frozenset[str]
    id_schemes: frozenset[str]
    not_chambers: frozenset[str]
    institution: str | None
    presume: bool
    """A politician of the country whose office is unknown may be bound: undetermined, not ignored."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Whom the contact must be with."""

    kinds: frozenset[str] | None
    """None: donor-neutral, anyone."""
    state_linked: bool
    """A party organ or front that is linked to its state on that day counts as an authority."""
    origin: Literal["cross_border", "third_country"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above which value the duty begins."""

    amount: Decimal
    currency: str
    inclusive: bool
    """True: at or above; False: above only."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A case in which the duty does not arise."""

    id: str
    when: Literal[
        "wholly_paid_by_own_party",
        "wholly_paid_by_holder",
        "wholly_paid_by_home_state",
        "wholly_paid_by_listed",
    ]
    text: str
    names: tuple[str, ...] = ()
    """Payers by name: all of them for `listed`, further ones for `home_state`."""


@dataclass(frozen=True, slots=True)
class Register:
    """Where disclosures under the regime are published, and what they show."""

    id: str
    name: str
    url: str | None
    public: bool
    shows_filing_date: bool
    shows_amount: bool
    kept_days: int | None = None
    """For how long an entry is shown; what is gone after it has expired and was not withdrawn."""


@dataclass(frozen=True, slots=True)
class NewMembers:
    """After an election new members register what they had accepted in the time before it."""

    elections: tuple[date, ...]
    within_days: int
    lookback_days: int
    by_elections: tuple[tuple[date, tuple[str, ...]], ...] = ()
    """These bring in one member each, whose name is given: of others they say nothing."""

    def election_after(self, event: date, name: str) -> date | None:
        """Return the election by which somebody of that name may have come in after the event."""
        soon = (one for one in self._of(name) if 0 < (one - event).days <= self.lookback_days)
        return min(soon, default=None)

    def election_between(self, event: date, filed: date, name: str) -> date | None:
        """Return the election that a filing may owe its day to, rather than to the event."""
        for election in self._of(name):
            before = 0 < (election - event).days <= self.lookback_days
            if before and 0 <= (filed - election).days <= self.within_days:
                return election
        return None

    def _of(self, name: str) -> Iterator[date]:
        yield from self.elections
        for day, elected in self.by_elections:
            if any(names.same_family(name, one) for one in elected):
                yield day


@dataclass(frozen=True, slots=True)
class MatchLimits:
    """From which score a record answers a duty, and from which it is too near to say."""

    accept: float = 0.70
    doubt: float = 0.45
    near_days: int = 3
    far_days: int = 31


@dataclass(frozen=True, slots=True)
class Regime:
    """One transparency law in one of its versions."""

    id: str
    version: str
    title: str
    jurisdiction: str
    status: RegimeStatus
    valid_from: date
    valid_to: date | None
    shape: Literal["post_hoc"]
    enabled: bool
    duty: str
    not_shown: str
    citation: str
    sources: tuple[str, ...]
    confidence: Confidence
    duty_holder: str
    binds: Binds
    counterpart: Counterpart
    channels: frozenset[str]
    outside: frozenset[str]
    """Places that do not count: the engagement must have been outside them. Empty: anywhere."""
    threshold: Threshold | None
    exemptions: tuple[Exemption, ...]
    trigger: Literal["trip_end", "return_home", "event_end"]
    deadline: Deadline
    publication_days: int
    sync_days: int
    register: Register
    match: MatchLimits
    new_members: NewMembers | None
    severity: tuple[tuple[str, Severity], ...]

    def in_force(self, on: date) -> bool:
        """Return whether this version bound anyone on that day."""
        if self.status in {"proposed", "enacted_not_in_force"}:
            return False
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def severity_of(self, verdict: str) -> Severity | None:
        """Return how grave an alert with this verdict is; None: no alert is raised for it."""
        return dict(self.severity).get(verdict)

    @property
    def multi_day(self) -> bool:
        """Whether the trigger is the end of something that may last several days."""
        return self.trigger in {"trip_end", "return_home"}


def in_force(regimes: Iterable[Regime], on: date) -> list[Regime]:
    """Return the version of each regime that was in force on a day and is switched on, by id.

    One at most: a later version takes the place of an earlier one whose end nobody wrote down.
    """
    found: dict[str, Regime] = {}
    for regime in regimes:
        if regime.enabled and regime.in_force(on):
            known = found.get(regime.id)
            if known is None or _age(known) < _age(regime):
                found[regime.id] = regime
    return [found[id_] for id_ in sorted(found)]


def _age(regime: Regime) -> tuple[date, str]:
    return regime.valid_from, regime.version
