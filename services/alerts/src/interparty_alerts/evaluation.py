"""Load, decide, save for a set of engagements: the one way in which verdicts come about.

Events, deadlines, syncs and rechecks all end here, so that what is true never depends on which of
them came last.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause, Work, compare
from interparty_alerts.questions import Asked, Question, Rules
from interparty_alerts.store import facts, links, meant, outbox, rechecks, syncs, verdicts
from interparty_alerts.store.facts import Stored
from interparty_shared.domain import actors, blocking, obligations, words
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Coverage, Disclosure, Engagement, Ref
from interparty_shared.domain.obligations import Obligation


@dataclass(slots=True)
class Tally:
    """What an evaluation did."""

    engagements: int = 0
    obligations: int = 0
    revisions: list[tuple[Known, str]] = field(default_factory=list)


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
    stored = await facts.by_thing(connection, [thing_of(ref) for ref in causes])
    loaded = await _engagements(connection, _in_force(stored), rules)
    if rules.aggregate:
        await _ask_beside(connection, stored, loaded, moved, causes, rules)
    loaded = await _with_beside(connection, loaded, rules)
    records = await _records(connection, loaded.values())
    registers = {
        question.regime.register.id for one in loaded.values() for question in one.questions
    }
    attested = await syncs.believed(connection, registers)
    known = await verdicts.obligations_of(connection, causes)
    told = await verdicts.alerts_of(connection, causes)
    tally, work = Tally(engagements=len(causes)), Work()
    for ref, cause in causes.items():
        one = loaded.get(ref)
        held = _assessed(one, records, attested, now) if one else []
        compare(
            ref,
            cause,
            one.engagement if one else None,
            held,
            known.get(ref, {}),
            told.get(ref, {}),
            now,
            work,
        )
        tally.obligations += len(held)
    if beside is not None:
        again = causes if brings_facts else {ref: causes[ref] for ref in work.changed}
        await look_again(connection, again, after=beside)
    await verdicts.save_obligations(connection, work.states, work.gone)
    await verdicts.save_alerts(connection, work.revisions)
    await outbox.add(connection, work.entries)
    tally.revisions = [(one, causes[ref].trace) for ref, one in work.revisions]
    return tally


async def look_again(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    *,
    searches: Mapping[Search, Cause] = MappingProxyType({}),
    after: int | None = None,
    after_barrier: bool = False,
    moved: bool = False,
) -> None:
    """Ask for these engagements, and those that `searches` find, to be evaluated later.

    One request for those of whom people are to be told and one for the others, each with the trace of
    one of its events: a trace for each would be a row for each. `moved`: they are other than before.
    """
    for notify in (True, False):
        refs = [ref for ref, cause in causes.items() if cause.notify is notify]
        later = [one for one, cause in searches.items() if cause.notify is notify]
        if refs or later:
            trace = (causes[refs[0]] if refs else searches[later[0]]).trace
            await rechecks.add(
                connection,
                refs,
                keys=[str(one) for one in later],
                after=after,
                after_barrier=after_barrier,
                trace=trace,
                notify=notify,
                moved=moved,
            )


def thing_of(ref: Ref) -> str:
    """Return under what an engagement and its retraction are stored."""
    return f"engagement\n{ref.source}\n{ref.id}"


def _in_force(stored: Iterable[Stored]) -> list[Stored]:
    """Return the engagements that stand: a retraction takes back what is not newer than itself."""
    retracted: dict[str, datetime] = {}
    standing = []
    for one in stored:
        if one.type == words.EVENT_RETRACTED:
            retracted[one.thing] = max(retracted.get(one.thing, one.stamp.time), one.stamp.time)
        elif one.type == words.EVENT_ENGAGEMENT:
            standing.append(one)
    return [
        one
        for one in standing
        if one.thing not in retracted or one.stamp.time > retracted[one.thing]
    ]


async def reference_for(
    connection: AsyncConnection, engagements: Iterable[Engagement], rules: Rules
) -> Reference:
    """Return what is known of the actors who took part in these engagements."""
    return await meant.resolved(connection, engagements, rules.matcher)


async def _engagements(
    connection: AsyncConnection, stored: Iterable[Stored], rules: Rules
) -> dict[Ref, Asked]:
    posted = [(one, one.value) for one in stored if isinstance(one.value, Engagement)]
    reference = await reference_for(connection, (value for _, value in posted), rules)
    loaded = {one.ref: rules.asked(one.version, value, reference) for one, value in posted}
    renamed: dict[Ref, tuple[str, set[Linked]]] = {
        ref: ("e", links_)
        for ref, one in loaded.items()
        if (links_ := blocking.holder_links(one.engagement, one.holders))
    }
    # A record that is filed under another name that somebody has must find the engagement, too.
    await links.link(connection, renamed)
    return loaded


async def _ask_beside(
    connection: AsyncConnection,
    stored: Iterable[Stored],
    loaded: Mapping[Ref, Asked],
    moved: Collection[Ref],
    causes: Mapping[Ref, Cause],
    rules: Rules,
) -> None:
    """Have those looked at whose duties hang on the engagements that moved, whether these stand or not."""
    posted = [(one.ref, one.value) for one in stored if one.ref in moved]
    told = [(ref, value) for ref, value in posted if isinstance(value, Engagement)]
    gone = [value for ref, value in told if ref not in loaded]
    reference = await reference_for(connection, gone, rules)
    searches = {
        search: causes[ref]
        for ref, value in told
        for search in rules.bearing(
            loaded[ref].engagement
            if ref in loaded
            else actors.completed_engagement(value, reference)
        )
    }
    if searches:
        await look_again(connection, {}, searches=searches)


async def _with_beside(
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
    found = await links.find(connection, searches, "e")
    things = [thing_of(ref) for ref in sorted(set().union(*found.values()))]
    others = await _engagements(
        connection, _in_force(await facts.by_thing(connection, things)), rules
    )
    return {
        ref: replace(one, questions=tuple(_asked_anew(ref, one, found, others)))
        for ref, one in loaded.items()
    }


def _asked_anew(
    ref: Ref, one: Asked, found: Mapping[Search, Collection[Ref]], others: Mapping[Ref, Asked]
) -> Iterator[Question]:
    for question in one.questions:
        refs = {other for search in question.beside for other in found.get(search, ())}
        beside = [others[other].engagement for other in sorted(refs - {ref}) if other in others]
        if beside:
            duties = obligations.duties(one.engagement, question.regime, beside)
            yield replace(question, duties=tuple(duties))
        else:
            yield question


_Records = Mapping[Search, Sequence[Disclosure]]


async def _records(connection: AsyncConnection, loaded: Iterable[Asked]) -> _Records:
    searches = {
        search for one in loaded for question in one.questions for search in question.searches
    }
    return {
        search: [one.value for one in group if isinstance(one.value, Disclosure)]
        for search, group in (await links.records(connection, searches)).items()
    }


def _assessed(
    loaded: Asked,
    records: _Records,
    attested: Mapping[str, Sequence[Coverage]],
    now: datetime,
) -> list[Obligation]:
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
        held += [obligations.judge(duty, known, spans, now.date()) for duty in question.duties]
    return held


def causes_of(refs: Collection[Ref], trace: str, *, notify: bool = True) -> dict[Ref, Cause]:
    """Return one cause for many engagements."""
    return {ref: Cause(trace, notify) for ref in sorted(refs)}
