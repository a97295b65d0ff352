"""What hangs on other engagements: sums and frequencies, and records that others may have.

Either way both sides are looked for: those on which a duty or verdict hangs, to judge it, and those whose
duties or verdicts hang on an engagement that is other than before, to have them looked at again. Records
are contended for seldom (`domain/sharing.py`), so engagements that were answered by what others may have
are found under links of their own, and an engagement has them looked for only where it may have, or have
had, anything that was filed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts import groups, loading
from interparty_alerts.decisions import Cause
from interparty_alerts.later import look_again
from interparty_alerts.questions import Asked, Question, Rules
from interparty_alerts.store import facts, links
from interparty_shared.domain import actors, blocking, obligations, sharing
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Coverage, Days, Disclosure, Engagement, Ref
from interparty_shared.domain.obligations import Duty, Obligation


@dataclass(slots=True)
class Held:
    """A duty, what it is judged by, and the verdict."""

    duty: Duty
    records: Sequence[Disclosure]
    syncs: Sequence[Coverage]
    obligation: Obligation


async def with_others(
    connection: AsyncConnection, loaded: dict[Ref, Asked], rules: Rules
) -> dict[Ref, Asked]:
    """Return the engagements, with the duties that hang on others asked anew with these."""
    searches = {
        search
        for one in loaded.values()
        for question in one.questions
        for search in question.beside
    }
    if not searches:
        return loaded
    found, others = await _found(connection, searches, rules)
    return {
        ref: replace(one, questions=tuple(_asked_anew(ref, one, found, others)))
        for ref, one in loaded.items()
    }


async def settle(
    connection: AsyncConnection,
    loaded: Mapping[Ref, Asked],
    held: Mapping[Ref, Sequence[Held]],
    rules: Rules,
    today: date,
) -> None:
    """Judge those anew that are answered by records which other engagements may have, with these in sight.

    They are found by those others from then on.
    """
    contested = [
        (loaded[ref].engagement, one)
        for ref, group in held.items()
        for one in group
        if sharing.near(one.duty.case.sought, one.obligation.disclosure)
    ]
    if not contested:
        return
    linked: dict[Ref, set[Linked]] = {}
    around: list[set[Search]] = []
    for engagement, one in contested:
        holder, regime = one.duty.case.holder, one.duty.opened.regime
        links_ = blocking.contested_links(holder, engagement.occurred)
        linked.setdefault(engagement.ref, set()).update(links_)
        days = sharing.window(engagement.occurred, regime)
        around.append(blocking.beside_searches(holder, days))
    await links.link(connection, {ref: (links.CONTESTED, some) for ref, some in linked.items()})
    found, others = await _found(connection, set().union(*around), rules)
    for (engagement, one), searches in zip(contested, around, strict=True):
        beside = _others(engagement.ref, searches, found, others)
        elsewhere = obligations.shared(one.duty, engagement, one.records, beside)
        if elsewhere:
            one.obligation = obligations.judge(one.duty, one.records, one.syncs, today, elsewhere)


async def ask(
    connection: AsyncConnection,
    moved: Mapping[Ref, Engagement],
    loaded: Mapping[Ref, Asked],
    held: Mapping[Ref, Sequence[Held]],
    decided: Collection[Ref],
    causes: Mapping[Ref, Cause],
    rules: Rules,
    near: links.Near,
    *,
    beside: int | None,
) -> None:
    """Have those looked at that hang on the engagements that moved, whether these stand or not.

    `moved` are these as they were posted, `decided` those about which something was decided before.
    Where others decide beside us, what they may not have seen is looked for once they are done.
    """
    gone = [value for ref, value in moved.items() if ref not in loaded]
    reference = await loading.reference_for(connection, gone if rules.aggregate else (), rules)
    searches: dict[Search, Cause] = {}
    contended: dict[Search, Cause] = {}
    for ref, posted in moved.items():
        if ref in loaded:
            engagement = loaded[ref].engagement
        else:
            engagement = actors.completed_engagement(posted, reference)
        searches.update(dict.fromkeys(rules.bearing(engagement), causes[ref]))
        before = ref in decided or ref not in loaded or rules.superseded(engagement)
        if before or beside is not None:
            whom = rules.contending(posted if before else engagement, perhaps=before)
            if before and engagement is not posted:
                whom |= rules.contending(engagement, perhaps=True)
        else:
            # It can take a record from nobody but those of the same holder whom that record answers, too.
            whom = {
                search
                for one in held.get(ref, ())
                if _has_any(one)
                for search in _contending(one, engagement.occurred)
            }
        contended.update(dict.fromkeys(whom, causes[ref]))
    if beside is not None:
        searches |= contended
    else:
        refs = {
            ref: contended[search]
            for search, some in (await links.find(connection, contended, "e", near)).items()
            for ref in some - causes.keys()
        }
        await look_again(connection, refs)
    await look_again(connection, {}, searches=searches, after=beside)


def _contending(one: Held, occurred: Days) -> set[Search]:
    days = sharing.window(occurred, one.duty.opened.regime)
    return blocking.beside_searches(one.duty.case.holder, days, contested=True)


def _has_any(one: Held) -> bool:
    """Return whether any record would answer, needed or not."""
    if one.obligation.disclosure is not None or not one.records:
        return one.obligation.disclosure is not None
    if one.obligation.verdict not in {"exempt", "not_required"}:
        return False
    accept = one.duty.opened.regime.match.accept
    return any(found.score >= accept for found in obligations.against(one.duty, one.records))


async def _found(
    connection: AsyncConnection, searches: Collection[Search], rules: Rules
) -> tuple[Mapping[Search, Collection[Ref]], Mapping[Ref, Asked]]:
    """Return which engagements are found, and those of them that stand."""
    found = await links.find(connection, searches, "e")
    things = [loading.thing_of(ref) for ref in sorted(set().union(*found.values()))]
    stored = await facts.by_thing(connection, things)
    told = await groups.grouped(connection, loading.in_force(stored), rules)
    # What several reports tell of counts once.
    by_lead = {search: {told.lead(ref) for ref in refs} for search, refs in found.items()}
    return by_lead, told.asked


def _others(
    ref: Ref,
    searches: Iterable[Search],
    found: Mapping[Search, Collection[Ref]],
    others: Mapping[Ref, Asked],
) -> list[Engagement]:
    refs = {other for search in searches for other in found.get(search, ())}
    return [others[other].engagement for other in sorted(refs - {ref}) if other in others]


def _asked_anew(
    ref: Ref, one: Asked, found: Mapping[Search, Collection[Ref]], others: Mapping[Ref, Asked]
) -> Iterator[Question]:
    for question in one.questions:
        beside = _others(ref, question.beside, found, others)
        if beside:
            duties = obligations.duties(one.engagement, question.regime, beside)
            yield replace(question, duties=tuple(duties))
        else:
            yield question
