"""Where disclosures are published: what a register shows decides what may be said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from interparty_shared.domain import names


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
    records: Literal["events", "standing", "filers"] = "events"
    """What a record is about: one visit or meeting; something that stands from a day on with somebody
    (an arrangement, a statement of a period) and answers for all that falls into it; or the filer
    alone, registered from a day on, whoever it deals with."""
    absence: str | None = None
    """Why an absence from it may not be judged, where that is so: entries are put in anew, say."""
    hidden: tuple[str, ...] = ()
    """What those who file tell the register and it does not publish."""

    @property
    def stands(self) -> bool:
        """Return whether its records stand from a day on, and are found whatever their days."""
        return self.records != "events"


NO_REGISTER: Final = Register("", "no public register", None, False, False, False)
"""Of regimes under which nothing is published."""


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
    by_channel: bool = False
    """The register lists money given apart from visits and meetings, so that it can be told which it is."""
