"""A regime as data: what a rule pack says about one rule of one transparency law.

The packs are YAML (`rulepacks/`, read by `interparty_shared.packs`); what they mean is decided in
`obligations.py`, by shape, in the modules that it calls. A law that lays several duties on one contact
(permission beforehand and a report afterwards) is several rules of one regime.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from interparty_shared.domain.conditions import ElectionWindow, Exemption, Frequency, Threshold
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.facts import Days, OpenDays
from interparty_shared.domain.registers import NO_REGISTER, MatchLimits, NewMembers, Register
from interparty_shared.domain.triggers import Moment, Period
from interparty_shared.domain.words import SEVERITIES, Confidence, RegimeStatus, Severity

__all__ = [
    "NO_REGISTER",
    "Binds",
    "Control",
    "Counterpart",
    "ElectionWindow",
    "Exemption",
    "Frequency",
    "Limb",
    "MatchLimits",
    "NewMembers",
    "Regime",
    "Register",
    "Specified",
    "Threshold",
    "in_force",
]

Shape = Literal["post_hoc", "prior", "prohibition", "periodic"]


@dataclass(frozen=True, slots=True)
class Binds:
    """Who owes the duty.

    Kinds of bodies, offices of people and register ids are alternatives; the rest must hold too.
    """

    countries: frozenset[str] | None
    offices: frozenset[str]
    id_schemes: frozenset[str]
    not_chambers: frozenset[str]
    institution: str | None
    presume: bool
    """A politician of the country whose office is unknown may be bound: undetermined, not ignored."""
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    """In what role somebody is bound, whoever it is, such as `agent`; empty: in any."""
    anyone: bool = False
    """Whoever has the role is bound, a person or a body, of any office and kind."""
    chambers: frozenset[str] = frozenset()
    """The houses that the regime is about; empty: all but `not_chambers`."""
    titles: frozenset[str] = frozenset()
    """Titles, before or behind a name, by which somebody may sit in one of those houses."""
    unrecorded_chamber: Literal["bound", "unknown", "not_bound"] = "bound"
    """What a member is of whom no chamber is recorded and whose name bears no title of another."""


@dataclass(frozen=True, slots=True)
class Specified:
    """Somebody whom an instrument names."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    days: OpenDays = (None, None)


@dataclass(frozen=True, slots=True)
class Control:
    """By whom a body must be owned, appointed, paid or directed to count, and how far."""

    by_kinds: frozenset[str]
    basis: tuple[tuple[str, Decimal, bool], ...]
    """Alternatives: of what (`shares`, `board`, `funding`, `direction` …), from how many per cent on,
    and whether that many are enough."""
    by_countries: frozenset[str] | None = None
    """Of which countries those who hold it must be; None: of any."""


@dataclass(frozen=True, slots=True)
class Limb:
    """One limb of the definition of whom the contact must be with; which one caught it is said."""

    id: str
    text: str
    kinds: frozenset[str] | None = None
    """None: anyone."""
    countries: frozenset[str] | None = None
    offices: frozenset[str] = frozenset()
    """Only people who hold one of these offices; empty: whatever they hold."""
    state_linked: bool = False
    """A party organ or front that is linked to its state on that day counts as an authority."""
    governing: bool = False
    """Only a party that governed, alone or with others, on a day of the contact."""
    specified: tuple[Specified, ...] = ()
    specified_complete: bool = True
    """False: the instrument names more than were seen; nobody of `countries` is left out by it."""
    specified_under: str = ""
    """The regime under which it names them, where it is another one."""
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Whom the contact must be with: one limb is enough, and none at all means anyone."""

    origin: Literal["cross_border", "third_country", "foreign", "any"]
    limbs: tuple[Limb, ...] = ()
    but_not: tuple[Limb, ...] = ()
    """Whom the rule leaves out, though a limb catches them: another rule is about them, say."""
    pays: bool = False
    """Only one who paid: the rule is about what comes from there."""


@dataclass(frozen=True, slots=True)
class Regime:
    """One rule of a transparency law in one of its versions."""

    id: str
    version: str
    title: str
    jurisdiction: str
    status: RegimeStatus
    valid_from: date
    valid_to: date | None
    shape: Shape
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
    thresholds: tuple[Threshold, ...]
    """With the day from which each holds, the latest first."""
    exemptions: tuple[Exemption, ...]
    trigger: Moment
    deadline: Deadline
    publication_days: int
    sync_days: int
    register: Register
    match: MatchLimits
    new_members: NewMembers | None
    severity: tuple[tuple[str, Severity], ...]
    not_seen: tuple[str, ...] = ()
    """Which parts of the rule rest on general knowledge: its text was not seen."""
    rule: str = ""
    """Which rule of the regime it is; empty: the only one."""
    inside: frozenset[str] = frozenset()
    """Where it must have been; empty: anywhere."""
    activities: frozenset[str] = frozenset()
    """What must have been done; empty: anything."""
    purposes: frozenset[str] = frozenset()
    """What it must have been for; empty: anything."""
    directed: Literal["direction", "association"] | None = None
    remunerated: bool = False
    frequency: Frequency | None = None
    chain: tuple[Deadline, ...] = ()
    """Further deadlines, each from the last day of the one before."""
    transition: Deadline | None = None
    """For what stood already when the rule came into force: until when, from that day."""
    period: Period | None = None
    elections: ElectionWindow | None = None

    @property
    def rule_id(self) -> str:
        """Return what the rule is known by: the regime's id where it has one rule only."""
        return self.rule or self.id

    @property
    def home(self) -> frozenset[str]:
        """Return the country of the jurisdiction, or none for the Union's."""
        country = self.jurisdiction[:2]
        return frozenset() if country == "EU" else frozenset({country})

    def in_force(self, on: date) -> bool:
        """Return whether this version bound anyone on that day."""
        return self.in_force_within(Days(on, on))

    def in_force_within(self, days: Days) -> bool:
        """Return whether this version bound anyone on one of those days."""
        if self.status in {"proposed", "enacted_not_in_force"}:
            return False
        return self.valid_from <= days.end and (
            self.valid_to is None or days.start <= self.valid_to
        )

    def severity_of(self, verdict: str, *, machine: bool = False) -> Severity | None:
        """Return how grave an alert with this verdict is; None: no alert is raised for it.

        On the word of machine-coded sources alone (`machine`) it is at most `low`; `late`, which is never
        as grave as `missing`, is at most `info` then.
        """
        found = dict(self.severity).get(verdict)
        if found is None or not machine:
            return found
        most: Severity = "info" if verdict == "late" else "low"
        return min(found, most, key=SEVERITIES.index)

    def threshold_on(self, day: date) -> Threshold | None:
        """Return the threshold that held on a day; None: there was none."""
        if self.elections is not None and self.elections.holds(day):
            if self.elections.no_threshold:
                return None
            if self.elections.threshold is not None:
                return self.elections.threshold
        return next((one for one in self.thresholds if one.since <= day), None)

    def deadline_on(self, day: date) -> Deadline:
        """Return the deadline that held on a day."""
        if self.elections is not None and self.elections.deadline and self.elections.holds(day):
            return self.elections.deadline
        return self.deadline

    def publication_days_on(self, day: date) -> int:
        """Return how many days the register takes to publish what was filed about that day."""
        window = self.elections
        if window is not None and window.publication_days is not None and window.holds(day):
            return window.publication_days
        return self.publication_days

    @property
    def aggregates(self) -> bool:
        """Return whether the duty hangs on other engagements of the same holder, too."""
        window = self.elections.threshold if self.elections is not None else None
        limits = [*self.thresholds, *([window] if window else [])]
        return self.frequency is not None or any(one.per == "source_year" for one in limits)

    def beside(self, day: date) -> Days:
        """Return the days of the other engagements on which the duty of one on this day hangs."""
        first = date(day.year, 1, 1)
        if self.frequency is not None:
            first = min(
                first, day - timedelta(days=min(31 * self.frequency.months, day.toordinal() - 1))
            )
        return Days(first, day)

    def bears_on(self, day: date) -> Days:
        """Return the days of the engagements whose duty hangs on one of this day, too."""
        last = date(day.year, 12, 31)
        if self.frequency is not None:
            ahead = min(31 * self.frequency.months, date.max.toordinal() - day.toordinal())
            last = max(last, day + timedelta(days=ahead))
        return Days(day, last)


def in_force(regimes: Iterable[Regime], on: date) -> list[Regime]:
    """Return the version of each rule that was in force on a day and is switched on, by id.

    One at most: a later version takes the place of an earlier one whose end nobody wrote down.
    """
    found: dict[str, Regime] = {}
    for regime in regimes:
        if regime.enabled and regime.in_force(on):
            known = found.get(regime.rule_id)
            if known is None or _age(known) < _age(regime):
                found[regime.rule_id] = regime
    return [found[id_] for id_ in sorted(found)]


def _age(regime: Regime) -> tuple[date, str]:
    return regime.valid_from, regime.version
