"""Load, decide, save for a set of engagements: the one way in which verdicts come about.

Events, deadlines, syncs and rechecks all end here, so that what is true never depends on which of
them came last.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts import beside as others
from interparty_alerts import groups, loading
from interparty_alerts.beside import Held
from interparty_alerts.decisions import Cause, Compared, Work, compare
from interparty_alerts.groups import Grouped
from interparty_alerts.later import look_again
from interparty_alerts.loading import Records
from interparty_alerts.questions import Asked, Rules
from interparty_alerts.store import contacts, facts, outbox, syncs, verdicts
from interparty_alerts.store.facts import Stored
from interparty_alerts.store.links import Near
from interparty_shared.domain import actors, obligations
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.contacts import Contact
from interparty_shared.domain.corroboration.concluding import concluded
from interparty_shared.domain.facts import Coverage, Engagement, Ref
from interparty_shared.domain.obligations import Obligation


@dataclass(slots=True)
class Tally:
    """What an evaluation did."""

    engagements: int = 0
    obligations: int = 0
    revisions: list[tuple[Known, str]] = field(default_factory=list)
    contacts: int = 0
    contacts_left_out: int = 0
    """Of engagements with more than are kept (`domain.contacts.MOST`)."""
    placeless: int = 0
    """Bodies that took part whose country is not known."""


async def evaluate(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    rules: Rules,
    *,
    beside: int | None,
    now: datetime,
    brings_facts: bool = False,
    moved: Collection[Ref] = (),
) -> Tally:
    """Bring the obligations and alerts of these engagements to what is true now.

    `beside` is what `rechecks.under_way` said before anything was read in this transaction: where
    others were deciding too, the engagements are looked at again when those are done: all of them
    where this transaction `brings_facts`, which those others may not see. Where it brings none, only
    what it changed: others see all that it sees, and what it leaves as it is it cannot spoil.
    `moved` are those that are new, taken back or about actors of whom more is known: where duties hang
    on several engagements, those beside them are looked at later.

    Raises:
        Overtaken: another worker revised one of the alerts meanwhile; nothing may be committed.
    """
    if not causes:
        return Tally()
    near: Near = {}
    causes, told_of, stored = await _grouped(connection, dict(causes), moved, rules, near)
    moved = {*moved, *told_of.ring(moved), *(told_of.lead(ref) for ref in moved)}
    loaded, filled = await _views(connection, causes, told_of, rules)
    every = [*loaded.values(), *filled.values()]
    records = await loading.records(connection, every, near)
    attested = await syncs.believed(connection, _registers(every))
    known = await verdicts.obligations_of(connection, causes)
    told = await verdicts.alerts_of(connection, causes)
    held = {ref: _held(one, records, attested, now) for ref, one in loaded.items()}
    also = {ref: _held(one, records, attested, now) for ref, one in filled.items()}
    await others.ask(
        connection, _moved(stored, moved), loaded, held, known, causes, rules, near, beside=beside
    )
    await others.settle(connection, loaded, held, rules, now.date())
    await others.settle(connection, filled, also, rules, now.date())
    tally, work = Tally(engagements=len(causes)), Work()
    if rules.patterns:
        await _save_contacts(connection, causes, loaded, tally, now)
    for ref, cause in causes.items():
        judged = _concluded(loaded.get(ref), held.get(ref, ()), also.get(ref))
        tally.obligations += len(judged)
        what = Compared(ref, cause, loaded.get(ref), judged, told_of.into.get(ref))
        compare(what, known.get(ref, {}), told.get(ref, {}), now, work)
    if beside is not None:
        again = causes if brings_facts else {ref: causes[ref] for ref in work.changed}
        await look_again(connection, again, after=beside, moved=moved if brings_facts else ())
    await verdicts.save_obligations(connection, work.states, work.gone)
    await verdicts.save_alerts(connection, work.revisions)
    await outbox.add(connection, work.entries)
    tally.revisions = [(one, causes[ref].trace) for ref, one in work.revisions]
    return tally


async def _grouped(
    connection: AsyncConnection,
    causes: dict[Ref, Cause],
    moved: Collection[Ref],
    rules: Rules,
    near: Near,
) -> tuple[dict[Ref, Cause], Grouped, list[Stored]]:
    """Return what is to be evaluated: with those that were named, those near and those that lead."""
    stored, found = await _told(connection, causes, moved, rules, near)
    more = ({*found.into.values()} | found.ring(moved)) - causes.keys()
    if more:
        one = next(iter(causes.values()))
        why = {found.lead(ref): cause for ref, cause in causes.items()}
        causes |= {ref: why.get(ref, one) for ref in sorted(more)}
        stored, found = await _told(connection, causes, moved, rules, near)
    return dict(sorted(causes.items())), found, stored


async def _told(
    connection: AsyncConnection,
    causes: Collection[Ref],
    moved: Collection[Ref],
    rules: Rules,
    near: Near,
) -> tuple[list[Stored], Grouped]:
    stored = await facts.by_thing(connection, [loading.thing_of(ref) for ref in causes])
    in_force = loading.in_force(stored)
    standing = {one.ref for one in in_force}
    posted = _moved(stored, moved)
    gone = {ref: value for ref, value in posted.items() if ref not in standing}
    if gone:
        reference = await loading.reference_for(connection, gone.values(), rules)
        gone = {ref: actors.completed_engagement(one, reference) for ref, one in gone.items()}
    return stored, await groups.grouped(connection, in_force, rules, gone=gone, alike=near)


async def _views(
    connection: AsyncConnection, causes: Collection[Ref], told_of: Grouped, rules: Rules
) -> tuple[dict[Ref, Asked], dict[Ref, Asked]]:
    """Return what is judged, with the duties that hang on others: as told, and filled."""
    leading = {ref: told_of.asked[ref] for ref in causes if ref in told_of.asked}
    loaded = await others.with_others(connection, leading, rules)
    filled = {ref: one.filled for ref, one in loaded.items() if one.filled}
    return loaded, await others.with_others(connection, filled, rules)


def _registers(every: Iterable[Asked]) -> set[str]:
    return {question.regime.register.id for one in every for question in one.questions}


def _concluded(
    one: Asked | None, held: Sequence[Held], filled: Sequence[Held] | None
) -> list[Obligation]:
    judged = [each.obligation for each in held]
    if one is None or filled is None:
        return judged
    return concluded(judged, [each.obligation for each in filled], one.only_machine)


async def _save_contacts(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    loaded: Mapping[Ref, Asked],
    tally: Tally,
    now: datetime,
) -> None:
    """Keep the contacts of these engagements as they are now; patterns are decided later."""
    found: dict[Ref, tuple[Sequence[Contact], bool]] = {}
    for ref, cause in causes.items():
        one = loaded.get(ref)
        if one is None:
            found[ref] = (), cause.notify
            continue
        found[ref] = one.contacts.found, cause.notify and one.engagement.lane != "backfill"
        tally.contacts += len(one.contacts.found)
        tally.contacts_left_out += one.contacts.left_out
        tally.placeless += one.contacts.placeless
    await contacts.replace(connection, found, now)


def _moved(stored: Iterable[Stored], moved: Collection[Ref]) -> dict[Ref, Engagement]:
    """Return the engagements that moved as they were posted, whether they stand or not."""
    posted = ((one.ref, one.value) for one in stored if one.ref in moved)
    return {ref: value for ref, value in posted if isinstance(value, Engagement)}


def _held(
    loaded: Asked,
    records: Records,
    attested: Mapping[str, Sequence[Coverage]],
    now: datetime,
) -> list[Held]:
    held = []
    for question in loaded.questions:
        register = question.regime.register.id
        fitting = {
            record.ref: record
            for search in question.searches
            for record in records.get(search, ())
            if record.register == register
        }
        known, spans = list(fitting.values()), attested.get(register, ())
        for duty in question.duties:
            judged = obligations.judge(duty, known, spans, now.date())
            held.append(Held(duty, known, spans, judged))
    return held


def causes_of(refs: Collection[Ref], trace: str, *, notify: bool = True) -> dict[Ref, Cause]:
    """Return one cause for many engagements."""
    return {ref: Cause(trace, notify) for ref in sorted(refs)}
