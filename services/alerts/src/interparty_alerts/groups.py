"""Which reports are of one engagement, and what they say together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts import loading
from interparty_alerts.questions import Asked, Rules
from interparty_alerts.store import facts, links
from interparty_alerts.store.facts import Stored
from interparty_shared.domain import actors, blocking
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.corroboration.assembling import FAR, around, together
from interparty_shared.domain.corroboration.grouping import STEPS, Report
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.corroboration.occurrence import same_occurrence
from interparty_shared.domain.facts import Engagement, Ref

_NONE: Final[Mapping[Ref, Engagement]] = MappingProxyType({})


@dataclass(slots=True)
class Grouped:
    """Engagements with the questions about them, by their leads, and who was absorbed by whom."""

    asked: dict[Ref, Asked]
    into: dict[Ref, Ref] = field(default_factory=dict)
    near: dict[Ref, list[Report]] = field(default_factory=dict)
    """Of each report that has any, those that are alike: of one that is gone, too."""

    def lead(self, ref: Ref) -> Ref:
        """Return under which report something is told."""
        return self.into.get(ref, ref)

    def ring(self, refs: Collection[Ref]) -> set[Ref]:
        """Return on whom it bears that these reports came, changed or went."""
        found: set[Ref] = set()
        latest = {ref for ref in refs if ref in self.near}
        for _ in range(STEPS):
            latest = {one.ref for ref in latest for one in self.near.get(ref, ())} - found
            found |= latest
        return found


async def grouped(
    connection: AsyncConnection,
    stored: Iterable[Stored],
    rules: Rules,
    *,
    gone: Mapping[Ref, Engagement] = _NONE,
    alike: links.Near | None = None,
) -> Grouped:
    """Return the engagements of which reports tell that stand; those of which others tell first, too.

    They are found from then on by all whom any of their reports names. `gone` are reports that stand no
    more: who is near them is looked for, too.
    """
    standing = list(stored)
    asked = await loading.engagements(connection, standing, rules)
    known = {one.ref: Report(one.since, asked[one.ref].engagement) for one in standing}
    near = await _near(connection, known, gone, rules, alike)
    if not near:
        return Grouped(asked)
    found = Grouped({}, near=near)
    leads = set()
    for ref in asked:
        if ref not in near or ref in gone:
            found.asked[ref] = asked[ref]
            continue
        told = together(known[ref], around(known[ref], near, STEPS))
        if not isinstance(told, Merged):
            found.into[ref] = told
        leads.add(told.engagement.ref if isinstance(told, Merged) else told)
    merged = {ref: together(known[ref], around(known[ref], near, STEPS)) for ref in sorted(leads)}
    linked: dict[Ref, tuple[str, set[Linked]]] = {}
    for ref, one in merged.items():
        assert isinstance(one, Merged)  # noqa: S101 - who absorbs is never absorbed
        alone = len(one.reports) == 1 and ref in asked
        found.asked[ref] = asked[ref] if alone else rules.asked_together(one)
        widest = one.filled or one.engagement
        here = blocking.engagement_links(widest)
        here |= blocking.holder_links(widest, found.asked[ref].holders)
        linked[ref] = ("e", here)
        found.into.update({other.ref: ref for other in one.reports if other.ref != ref})
    await links.link(connection, linked)
    return found


async def _near(
    connection: AsyncConnection,
    known: dict[Ref, Report],
    gone: Mapping[Ref, Engagement],
    rules: Rules,
    alike: links.Near | None,
) -> dict[Ref, list[Report]]:
    """Return which reports are alike, as far as it bears on those that are known, and add who they are."""
    near: dict[Ref, dict[Ref, Report]] = {}
    latest = {ref: one.engagement for ref, one in known.items()}
    lost = {ref: one for ref, one in gone.items() if ref not in known}
    seen = {*latest}
    meant: links.Near = {} if alike is None else alike
    for step in range(FAR):
        asking = latest | lost if step == 0 else latest
        wanted = await _searches(connection, asking, meant)
        found = await links.find(connection, set().union(*wanted.values()), "e", meant)
        refs = {
            ref: {
                other
                for search in some
                for other in found.get(search, ())
                if other.source != ref.source  # who tells its own apart
            }
            for ref, some in wanted.items()
        }
        await _add(connection, set().union(*refs.values()) - known.keys(), known, rules)
        latest = {}
        for ref, some in refs.items():
            for other in some:
                if other in known and same_occurrence(asking[ref], known[other].engagement):
                    near.setdefault(ref, {})[other] = known[other]
                    if ref in known:
                        near.setdefault(other, {})[ref] = known[ref]
                    if other not in seen:
                        latest[other] = known[other].engagement
        seen |= latest.keys()
        if not latest:
            break
    return {ref: list(some.values()) for ref, some in near.items()}


async def _searches(
    connection: AsyncConnection, asking: Mapping[Ref, Engagement], meant: links.Near
) -> dict[Ref, set[Search]]:
    """Return where to look for what may be of one engagement with each, where there is least to look at.

    A name has as many keys as there are names that may mean the same.
    """
    sides = {ref: blocking.neighbour_sides(one) for ref, one in asking.items()}
    keys = {one.key for of in sides.values() for side in of.values() for one in side}
    await links.look_up(connection, keys, meant)

    def cost(key: str) -> int:
        return len(meant[key])

    return {ref: blocking.cheapest(of, cost) for ref, of in sides.items()}


async def _add(
    connection: AsyncConnection, refs: Collection[Ref], known: dict[Ref, Report], rules: Rules
) -> None:
    """Add what stands of these reports, completed by reference data."""
    if not refs:
        return
    stored = await facts.by_thing(connection, [loading.thing_of(ref) for ref in sorted(refs)])
    posted: Sequence[tuple[Stored, Engagement]] = [
        (one, one.value) for one in loading.in_force(stored) if isinstance(one.value, Engagement)
    ]
    reference = await loading.reference_for(connection, (value for _, value in posted), rules)
    for one, value in posted:
        known[one.ref] = Report(one.since, actors.completed_engagement(value, reference))
