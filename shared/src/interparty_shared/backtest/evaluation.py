"""Verdicts on all that stands, as of one day: what streaming comes to, in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from operator import is_
from typing import NamedTuple

from interparty_shared.backtest import reports
from interparty_shared.backtest.facts import Standing
from interparty_shared.backtest.index import Index
from interparty_shared.backtest.rules import Rules
from interparty_shared.domain import actors, blocking, obligations, sharing, slips
from interparty_shared.domain.blocking import Linked
from interparty_shared.domain.corroboration.assembling import around, together
from interparty_shared.domain.corroboration.concluding import concluded
from interparty_shared.domain.corroboration.grouping import STEPS, Report
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.facts import Actor, Coverage, Days, Disclosure, Engagement, Ref
from interparty_shared.domain.obligations import Duty, Obligation
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.words import BODY_KINDS

_Record = tuple[Disclosure, ...]
"""All that was posted of one record of a register: which of it is in force is the domain's to say."""


class Judged(NamedTuple):
    """An engagement, completed by reference data, and what was owed for it."""

    engagement: Engagement
    obligations: list[Obligation]
    merged: Merged | None = None
    """Of which reports, and who says what; None: it is told by one alone."""


class Evaluator:
    """The facts that stand, indexed, and the day on which they are judged."""

    def __init__(self, standing: Standing, *, today: date) -> None:
        self._today = today
        self._reference = standing.reference
        self._records = _by_register(standing.records)
        self._syncs: dict[str, list[Coverage]] = defaultdict(list)
        for sync in sorted(standing.syncs):
            self._syncs[sync.register].append(sync)
        self._since = standing.since
        self._posted = sorted(standing.engagements, key=_person)

    def __len__(self) -> int:
        """Return how many engagements there are."""
        return len(self._posted)

    def engagements(self) -> Iterator[Engagement]:
        """Give each engagement once, as its reports tell of it; those of one person are together."""
        for report in self._reports():
            if report.ref not in self._told:
                yield report
            elif (told := self._told[report.ref]) is not None:
                yield told.engagement

    @cached_property
    def _told(self) -> dict[Ref, Merged | None]:
        """What is told by several reports, by the lead; None for those that it absorbs."""
        told: dict[Ref, Merged | None] = {}
        posted = list(self._reports())
        alike = reports.alike(posted)
        known = {at: Report(self._since[posted[at].ref], posted[at]) for at in alike}
        near = {known[at].ref: [known[one] for one in some] for at, some in alike.items()}
        for report in known.values():
            merged = together(report, around(report, near, STEPS))
            told[report.ref] = merged if isinstance(merged, Merged) else None
        return told

    def several(self, engagement: Engagement) -> Merged | None:
        """Return of which reports an engagement was merged; None where it is told by one alone."""
        told = self._told.get(engagement.ref)
        return told if told is not None and len(told.reports) > 1 else None

    def _reports(self) -> Iterator[Engagement]:
        """Give the reports, completed by reference data; those of one person one after the other."""
        # By identity: equal people are one object. The days tell of which party somebody was.
        completed: dict[tuple[int, Days], Actor] = {}
        for posted in self._posted:
            people = []
            for actor in posted.participants:
                one = id(actor), posted.occurred
                known = completed.get(one)
                if known is None:
                    known = actors.completed(actor, self._reference, posted.occurred)
                    completed[one] = known
                people.append(known)
            if all(map(is_, people, posted.participants)):
                yield posted
            else:
                yield replace(posted, participants=tuple(people))

    def owed(self, engagement: Engagement, applying: Iterable[Regime]) -> list[Obligation]:
        """Return what was owed under some regimes by one view of an engagement, with verdicts."""
        return [one for regime in applying for one in self._held(engagement, regime)]

    def _held(self, engagement: Engagement, regime: Regime) -> list[Obligation]:
        register = regime.register.id
        found = []
        for duty in self._duties(engagement, regime):
            records = self._answering(duty.opened.holder, engagement.occurred, regime)
            syncs = self._syncs.get(register, ())
            judged = obligations.judge(duty, records, syncs, self._today)
            if sharing.near(duty.case.sought, judged.disclosure):
                days = sharing.window(engagement.occurred, regime)
                beside = self.of_person(duty.opened.holder, days)
                elsewhere = obligations.shared(duty, engagement, records, beside)
                judged = obligations.judge(duty, records, syncs, self._today, elsewhere)
            found.append(judged)
        return found

    def _duties(self, engagement: Engagement, regime: Regime) -> list[Duty]:
        """Return what is owed; where that hangs on other engagements of the same holder, with these."""
        duties = obligations.duties(engagement, regime)
        if not duties or not regime.aggregates:
            return duties
        days = regime.beside(engagement.occurred.end)
        found = [one for duty in duties for one in self.of_person(duty.opened.holder, days)]
        beside = list({one.ref: one for one in found if one.ref != engagement.ref}.values())
        return obligations.duties(engagement, regime, beside) if beside else duties

    def of_person(self, holder: Actor, days: Days) -> list[Engagement]:
        """Return the engagements in which somebody, or a namesake, took part in a span of days."""
        found = self._people.find(blocking.beside_searches(holder, days))
        return [one for one in found if slips.gap(one.occurred, days) == 0]

    def _answering(self, holder: Actor, occurred: Days, regime: Regime) -> list[Disclosure]:
        index = self._records.get(regime.register.id)
        if index is None:
            return []
        reach, register = blocking.reach_of([regime]), regime.register.id
        searches = blocking.record_searches(holder, occurred, reach, register)
        return [version for record in index.find(searches) for version in record]

    @cached_property
    def _people(self) -> Index[Engagement]:
        return Index((one, _dated(blocking.engagement_links(one))) for one in self.engagements())


def judged(evaluator: Evaluator, rules: Rules) -> Iterator[Judged]:
    """Give every engagement with what was owed for it; with nothing where no rule speaks of it."""
    for engagement in evaluator.engagements():
        yield Judged(engagement, held(evaluator, engagement, rules), evaluator.several(engagement))


def held(evaluator: Evaluator, engagement: Engagement, rules: Rules) -> list[Obligation]:
    """Return what was owed for an engagement: each view of it under the regimes that speak of that one."""
    told = evaluator.several(engagement)
    vouched = evaluator.owed(engagement, rules.applying(engagement))
    if told is None or told.filled is None:
        return vouched
    filled = evaluator.owed(told.filled, rules.applying(told.filled))
    return concluded(vouched, filled, told.only_machine)


def _person(engagement: Engagement) -> tuple[str, Days, str, str]:
    people = (one.name for one in engagement.participants if one.kind not in BODY_KINDS)
    return next(people, ""), engagement.occurred, *engagement.ref


def _by_register(records: list[Disclosure]) -> dict[str, Index[_Record]]:
    versions: dict[tuple[str, str], list[Disclosure]] = defaultdict(list)
    for record in records:
        versions[record.register, record.record_id].append(record)
    found: dict[str, list[_Record]] = defaultdict(list)
    for (register, _), group in versions.items():
        found[register].append(tuple(group))
    return {register: Index(map(_linked, group)) for register, group in found.items()}


def _linked(record: _Record) -> tuple[_Record, set[Linked]]:
    return record, set().union(*map(blocking.disclosure_links, record))


def _dated(links: set[Linked]) -> set[Linked]:
    """Return the links without those to any day of keys that there are with days, too."""
    dated = {key for key, days in links if days}
    return {(key, days) for key, days in links if days or key not in dated}
