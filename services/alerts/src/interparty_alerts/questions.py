"""What the regimes ask about an engagement: who owed what, and where the answers would be found.

It follows from the engagement, the packs and reference data alone, so it is remembered: each record
of a register has some engagements looked at again, and only what the record says is new then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from interparty_alerts.store.facts import Version
from interparty_alerts.store.remembered import Remembered
from interparty_shared.domain import (
    actors,
    adding,
    blocking,
    holders,
    judging,
    obligations,
    regimes,
    sharing,
)
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.blocking import Search
from interparty_shared.domain.contacts import Contacts, contacts_of
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.facts import Actor, Days, Engagement
from interparty_shared.domain.obligations import Duty
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.resolving.comparing import Matcher

NO_CONTACTS: Final = Contacts()


@dataclass(frozen=True, slots=True)
class Question:
    """The duties that one regime lays on an engagement's participants, and where to look."""

    regime: Regime
    duties: tuple[Duty, ...]
    searches: tuple[Search, ...]
    beside: tuple[Search, ...] = ()
    """Where the other engagements are on which the duties hang, too; they are asked anew with them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An engagement, completed by reference data, with the questions about it."""

    engagement: Engagement
    questions: tuple[Question, ...]
    merged: Merged | None = None
    """Of which reports, and who says what; None: it is told by one alone."""
    filled: "Asked | None" = None
    """The same with what machine-coded reports alone say, where that is more."""
    only_machine: tuple[str, ...] = ()
    contacts: Contacts = NO_CONTACTS

    @property
    def holders(self) -> list[Actor]:
        """Return those who owe, or may owe, something."""
        return [duty.opened.holder for one in self.questions for duty in one.duties]


class _Contended(NamedTuple):
    """All versions of rules under which engagements of a day and channel contend for records."""

    rules: tuple[Regime, ...]
    superseded: bool
    """Some of them are not those in force then: a later version took their place."""


class Rules:
    """Rule packs and rules of patterns, and what follows from them for an engagement."""

    def __init__(
        self, packs: Sequence[Regime], matcher: Matcher, patterns: Sequence[Rule] = ()
    ) -> None:
        self.packs = packs
        self.patterns = tuple(one for one in patterns if one.mode != "off")
        self.matcher = matcher
        self._adding: dict[str, list[Regime]] = {}
        for regime in packs:
            for channel in regime.channels if regime.enabled and regime.aggregates else ():
                self._adding.setdefault(channel, []).append(regime)
        self.aggregate = bool(self._adding)
        self._contended: Remembered[tuple[date, str], _Contended] = Remembered(16_384)
        self.reach = blocking.reach_of(packs)
        self.digest = judging.digest(packs, self.patterns)
        self._applying: Remembered[tuple[date, str], tuple[Regime, ...]] = Remembered(16_384)
        self._standing: Remembered[date, tuple[Regime, ...]] = Remembered(4_096)
        self._asked: Remembered[Version, Asked] = Remembered(8_192)

    def applying(self, day: date, channel: str) -> tuple[Regime, ...]:
        """Return the regimes in force on a day that speak of a channel."""
        known = self._applying.get((day, channel))
        if known is None:
            known = tuple(one for one in self._in_force(day) if channel in one.channels)
            self._applying.put((day, channel), known)
        return known

    def _in_force(self, day: date) -> tuple[Regime, ...]:
        """Return the regimes in force on a day, of all channels: each channel asks for them."""
        known = self._standing.get(day)
        if known is None:
            known = tuple(regimes.in_force(self.packs, day))
            self._standing.put(day, known)
        return known

    def asked(self, version: Version, posted: Engagement, reference: Reference) -> Asked:
        """Return an engagement, completed by this reference data, with the questions about it."""
        completed = actors.completed_engagement(posted, reference)
        known = self._asked.get(version)
        # Reference data may change at any time; what is asked anew, then, is this one.
        if known is None or (known.engagement is not completed and known.engagement != completed):
            contacts = contacts_of(completed) if self.patterns else NO_CONTACTS
            known = Asked(completed, tuple(self._questions(completed)), contacts=contacts)
            self._asked.put(version, known)
        return known

    def asked_together(self, told: Merged) -> Asked:
        """Return what several reports say together, with the questions about it."""
        filled = told.filled
        reports = told.reports if len(told.reports) > 1 else ()
        return Asked(
            told.engagement,
            tuple(self._questions(told.engagement)),
            told if len(told.reports) > 1 else None,
            Asked(filled, tuple(self._questions(filled))) if filled else None,
            told.only_machine,
            contacts_of(told.engagement, reports) if self.patterns else NO_CONTACTS,
        )

    def bearing(self, engagement: Engagement) -> set[Search]:
        """Return where the engagements are whose duties hang on this one, too: sums, frequencies.

        The engagement is one that was completed by reference data: that may say who is bound.
        """
        found: set[Search] = set()
        for regime in self._adding.get(engagement.channel, ()):
            days = regime.bears_on(engagement.occurred.end)
            # A rule that came into force later in the year counts what was before that, too.
            if regime.in_force_within(days):
                for actor, _ in adding.adding_for(engagement, regime):
                    found |= blocking.beside_searches(actor, days)
        return found

    def contending(self, engagement: Engagement, *, perhaps: bool = False) -> set[Search]:
        """Return where the engagements are from which this one may take a record, or get one: `sharing`.

        Those of the people whom rules bind, of an engagement that was completed by reference data; or, of
        one as it was posted, of those whom they bind `perhaps`: of what it was before, nobody knows by what
        it was completed then. Reference data adds, and overrules nothing.
        """
        bound = holders.may_be_bound if perhaps else holders.bound
        occurred, channel, found = engagement.occurred, engagement.channel, set[Search]()
        # Most rules look as far as others do: what they would look for is asked once.
        windows: dict[Days, list[Regime]] = {}
        for regime in self._contending(occurred.end, channel).rules:
            windows.setdefault(sharing.window(occurred, regime), []).append(regime)
        for days, rules in windows.items():
            for actor in engagement.participants:
                if any(bound(actor, rule, channel) is not False for rule in rules):
                    found |= blocking.beside_searches(actor, days, contested=True)
        return found

    def superseded(self, engagement: Engagement) -> bool:
        """Return whether it contends under versions of rules by which it is not judged itself."""
        return self._contending(engagement.occurred.end, engagement.channel).superseded

    def _contending(self, day: date, channel: str) -> "_Contended":
        known = self._contended.get((day, channel))
        if known is None:
            speaking = (one for one in self.packs if one.enabled and channel in one.channels)
            found = tuple(one for one in speaking if one.in_force(day) and sharing.asks(one))
            by = {id(one) for one in self.applying(day, channel)}
            known = _Contended(found, any(id(one) not in by for one in found))
            self._contended.put((day, channel), known)
        return known

    def _questions(self, engagement: Engagement) -> Iterator[Question]:
        occurred = engagement.occurred
        who = holders.present(engagement)
        for regime in self.applying(occurred.end, engagement.channel):
            if not holders.could_bind(regime, who, engagement.channel):
                continue
            duties = tuple(obligations.duties(engagement, regime))
            if duties:
                owing = (duty.opened.holder for duty in duties)
                searches = (
                    blocking.record_searches(holder, occurred, self.reach, regime.register.id)
                    for holder in owing
                )
                beside: set[Search] = set()
                if regime.aggregates:
                    for duty in duties:
                        days = regime.beside(occurred.end)
                        beside |= blocking.beside_searches(duty.opened.holder, days)
                yield Question(regime, duties, tuple(set().union(*searches)), tuple(beside))
