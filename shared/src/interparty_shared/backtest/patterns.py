"""Patterns over all facts at once, as of one day: what streaming comes to, in one pass."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from interparty_shared.backtest.evaluation import Evaluator
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.contacts import Body, contacts_of
from interparty_shared.domain.documents import Document, engagement_document
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.patterns import episodes
from interparty_shared.domain.patterns.episodes import Told
from interparty_shared.domain.patterns.flags import Flag, flags, judged_through
from interparty_shared.domain.patterns.history import History, Met, Party, party_of
from interparty_shared.domain.patterns.rules import Rule


class Reported(NamedTuple):
    """An engagement completed by reference data, and the reports of which it was merged."""

    engagement: Engagement
    reports: Sequence[Engagement] = ()
    """None: it is told by one alone."""


@dataclass(slots=True)
class Contacts:
    """The contacts of engagements, how many engagements have any, and the reports of these."""

    met: list[Met] = field(default_factory=list)
    engagements: int = 0
    reports: dict[Ref, Engagement] = field(default_factory=dict)
    left_out: int = 0
    placeless: int = 0

    def shown(self, refs: Collection[Ref]) -> dict[Ref, Document]:
        """Return what is shown of reports as evidence."""
        return {ref: engagement_document(self.reports[ref]) for ref in refs}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules of patterns find: flags of all rules, shadow ones too, and alerts of live ones.

    `weeks`: how many were judged.
    """

    flags: Sequence[Flag]
    told: Sequence[Told]
    weeks: int = 0

    @property
    def by_rule(self) -> Counter[str]:
        """Return how many weeks of subjects each rule found."""
        return Counter(one.rule for one in self.flags)


def reported(evaluator: Evaluator) -> Iterator[Reported]:
    """Give each engagement that stands once, as its reports together tell of it."""
    for engagement in evaluator.engagements():
        told = evaluator.several(engagement)
        yield Reported(engagement, told.reports if told is not None else ())


def contacts(engagements: Iterable[Reported], reference: Reference) -> Contacts:
    """Return the contacts of engagements that were completed by this reference data."""
    found, known = Contacts(), dict[Body, Party]()

    def party(body: Body) -> Party:
        if body not in known:
            known[body] = party_of(body, reference)
        return known[body]

    for one in engagements:
        its = contacts_of(*one)
        found.left_out += its.left_out
        found.placeless += its.placeless
        if its.found:
            found.reports.update((each.ref, each) for each in one.reports or (one.engagement,))
            found.engagements += 1
        found.met += [Met(each, party(each.a), party(each.b)) for each in its.found]
    return found


def as_live(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that find anything, as if all of them were live."""
    return [replace(rule, mode="live") for rule in rules if rule.mode != "off"]


def outcome(
    rules: Iterable[Rule], found: Contacts, today: date, country: Callable[[str], str] = str
) -> Outcome:
    """Return what rules find in contacts, as of a day."""
    by_id = {rule.id: rule for rule in rules}
    history = History(found.met, country=country)
    through = judged_through(today)
    if history.since is None or history.since > through:
        return Outcome((), ())
    told: list[Told] = []
    some = list(flags(by_id.values(), history, history.since, through))
    groups: dict[str, list[Flag]] = defaultdict(list)
    for one in some:
        groups[one.group].append(one)
    for name in sorted(groups):
        shown = found.shown(episodes.wanted(by_id, groups[name], today))
        told += episodes.told(by_id, groups[name], today, shown)
    return Outcome(some, told, through - history.since + 1)
