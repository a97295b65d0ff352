"""Load, decide, save for a set of engagements: the one way in which verdicts come about.

Events, deadlines, syncs and rechecks all end here, so that what is true never depends on which of
them came last.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.decisions import Cause, Work, compare
from interparty_alerts.store import facts, outbox, rechecks, syncs, verdicts
from interparty_alerts.store.facts import Stored
from interparty_shared.domain import (
    actors,
    blocking,
    gates,
    obligations,
    regimes,
    words,
)
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import (
    Coverage,
    Disclosure,
    Engagement,
    Ref,
    actor_record_of,
    disclosure_of,
    engagement_of,
)
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.regimes import Regime


@dataclass(slots=True)
class Tally:
    """What an evaluation did."""

    engagements: int = 0
    obligations: int = 0
    revisions: list[tuple[Known, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One engagement and the questions that the regimes ask about it."""

    engagement: Engagement
    questions: tuple[tuple[Regime, tuple[gates.Case, ...]], ...]


async def evaluate(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    packs: Sequence[Regime],
    *,
    beside: int | None,
    now: datetime,
) -> Tally:
    """Bring the obligations and alerts of these engagements to what is true now.

    `beside` is what `rechecks.under_way` said before anything was read in this transaction: where
    others were deciding too, the engagements are looked at again when those are done.

    Raises:
        Overtaken: another worker revised one of the alerts meanwhile; nothing may be committed.
    """
    if not causes:
        return Tally()
    if beside is not None:
        await look_again(connection, causes, after=beside)
    stored = await facts.by_thing(connection, [_thing(ref) for ref in causes])
    loaded = await _engagements(connection, _in_force(stored), packs)
    reach = blocking.reach_of(packs)
    records = await _records(connection, loaded.values(), reach)
    registers = {regime.register.id for one in loaded.values() for regime, _ in one.questions}
    attested = await syncs.believed(connection, registers)
    known = await verdicts.obligations_of(connection, causes)
    told = await verdicts.alerts_of(connection, causes)
    tally, work = Tally(engagements=len(causes)), Work()
    for ref, cause in causes.items():
        one = loaded.get(ref)
        held = _assessed(one, records, attested, reach, now) if one else []
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
    await verdicts.save_obligations(connection, work.states, work.gone)
    await verdicts.save_alerts(connection, work.revisions)
    await outbox.add(connection, work.entries)
    tally.revisions = [(one, causes[ref].trace) for ref, one in work.revisions]
    return tally


async def look_again(
    connection: AsyncConnection,
    causes: Mapping[Ref, Cause],
    *,
    keys: Mapping[str, Cause] = MappingProxyType({}),
    after: int | None = None,
    after_barrier: bool = False,
) -> None:
    """Ask for these engagements, and those found under `keys`, to be evaluated later.

    One request for those of whom people are to be told and one for the others, each with the trace of
    one of its events: a trace for each would be a row for each.
    """
    for notify in (True, False):
        refs = [ref for ref, cause in causes.items() if cause.notify is notify]
        under = [key for key, cause in keys.items() if cause.notify is notify]
        if refs or under:
            trace = (causes[refs[0]] if refs else keys[under[0]]).trace
            await rechecks.add(
                connection,
                refs,
                keys=under,
                after=after,
                after_barrier=after_barrier,
                trace=trace,
                notify=notify,
            )


def _thing(ref: Ref) -> str:
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


async def _engagements(
    connection: AsyncConnection, stored: Sequence[Stored], packs: Sequence[Regime]
) -> dict[Ref, _Loaded]:
    posted = [engagement_of(one.ref, one.data, lane=one.lane) for one in stored]
    keys = {
        key for one in posted for actor in one.participants for key in actors.reference_keys(actor)
    }
    found = await facts.actors_by_key(connection, keys)
    reference = actors.index(actor_record_of(one.data) for one in found.values())
    loaded = {}
    renamed: dict[Ref, tuple[str, set[Linked]]] = {}
    for one in posted:
        engagement = actors.completed_engagement(one, reference)
        if any(actor.aliases for actor in engagement.participants):
            renamed[one.ref] = "e", blocking.engagement_links(engagement)
        questions = []
        for regime in regimes.in_force(packs, engagement.occurred.end):
            cases = tuple(gates.cases(engagement, regime))
            if cases:
                questions.append((regime, cases))
        loaded[one.ref] = _Loaded(engagement, tuple(questions))
    # A record that is filed under another name that somebody has must find the engagement, too.
    await facts.link(connection, renamed)
    return loaded


_Records = Mapping[Search, Sequence[Disclosure]]


def _searches(loaded: _Loaded, cases: Iterable[gates.Case], reach: int) -> set[Search]:
    occurred = loaded.engagement.occurred
    return {
        search
        for case in cases
        for search in blocking.record_searches(case.holder, occurred, reach)
    }


async def _records(connection: AsyncConnection, loaded: Iterable[_Loaded], reach: int) -> _Records:
    searches = {
        search
        for one in loaded
        for _, cases in one.questions
        for search in _searches(one, cases, reach)
    }
    parsed: dict[Ref, Disclosure] = {}
    found: dict[Search, list[Disclosure]] = {}
    for search, group in (await facts.records_by_key(connection, searches)).items():
        for one in group.values():
            record = parsed.get(one.ref)
            if record is None:
                record = parsed[one.ref] = disclosure_of(one.ref, one.stamp, one.data)
            found.setdefault(search, []).append(record)
    return found


def _assessed(
    loaded: _Loaded,
    records: _Records,
    attested: Mapping[str, Sequence[Coverage]],
    reach: int,
    now: datetime,
) -> list[Obligation]:
    held = []
    for regime, cases in loaded.questions:
        register = regime.register.id
        fitting = {
            record.ref: record
            for search in _searches(loaded, cases, reach)
            for record in records.get(search, ())
            if record.register == register
        }
        held += obligations.assess(
            loaded.engagement,
            regime,
            records=fitting.values(),
            syncs=attested.get(register, ()),
            today=now.date(),
            cases=cases,
        )
    return held


def causes_of(refs: Collection[Ref], trace: str, *, notify: bool = True) -> dict[Ref, Cause]:
    """Return one cause for many engagements."""
    return {ref: Cause(trace, notify) for ref in sorted(refs)}
