"""Patterns over all facts at once, as of one day: what streaming comes to, in one pass."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from interparty_shared.domain.actors import Reference
from interparty_shared.domain.contacts import Body, contacts_of
from interparty_shared.domain.documents import Document, engagement_document
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.patterns import episodes
from interparty_shared.domain.patterns.episodes import Told
from interparty_shared.domain.patterns.flags import Flag, flags, judged_through
from interparty_shared.domain.patterns.history import History, Met, Party, party_of
from interparty_shared.domain.patterns.rules import Rule


@dataclass(slots=True)
class Contacts:
    """The contacts of engagements, and what is shown of these."""

    met: list[Met] = field(default_factory=list)
    shown: dict[Ref, Document] = field(default_factory=dict)
    left_out: int = 0
    placeless: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules of patterns find: flags of all rules, shadow ones too, and alerts of live ones."""

    flags: Sequence[Flag]
    told: Sequence[Told]

    @property
    def by_rule(self) -> Counter[str]:
        """Return how many weeks of subjects each rule found."""
        return Counter(one.rule for one in self.flags)


def contacts(engagements: Iterable[Engagement], reference: Reference) -> Contacts:
    """Return the contacts of engagements that were completed by this reference data."""
    found, known = Contacts(), dict[Body, Party]()

    def party(body: Body) -> Party:
        if body not in known:
            known[body] = party_of(body, reference)
        return known[body]

    for engagement in engagements:
        its = contacts_of(engagement)
        found.left_out += its.left_out
        found.placeless += its.placeless
        if its.found:
            found.shown[engagement.ref] = engagement_document(engagement)
        found.met += [Met(one, party(one.a), party(one.b)) for one in its.found]
    return found


def outcome(
    rules: Iterable[Rule], found: Contacts, today: date, country: Callable[[str], str] = str
) -> Outcome:
    """Return what rules find in contacts, as of a day."""
    by_id = {rule.id: rule for rule in rules}
    history = History(found.met, country=country)
    if history.since is None:
        return Outcome((), ())
    told: list[Told] = []
    some = list(flags(by_id.values(), history, history.since, judged_through(today)))
    groups: dict[str, list[Flag]] = defaultdict(list)
    for one in some:
        groups[one.group].append(one)
    for name in sorted(groups):
        told += episodes.told(by_id, groups[name], today, found.shown)
    return Outcome(some, told)
