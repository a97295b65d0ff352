"""Load, decide, save for a set of engagements: the one way in which verdicts come about.

Events, deadlines, syncs and rechecks all end here, so that what is true never depends on which of
them came last.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.store import facts, outbox, rechecks, syncs, verdicts
from interparty_alerts.store.facts import Stored
from interparty_alerts.store.outbox import Entry
from interparty_alerts.store.verdicts import State
from interparty_shared.domain import (
    actors,
    alerts,
    blocking,
    gates,
    identity,
    obligations,
    regimes,
    words,
)
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.documents import obligation_document
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


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an engagement is looked at: the trace to go on with, and whether anyone is to be told."""

    trace: str
    notify: bool = True


@dataclass(slots=True)
class Tally:
    """What an evaluation did."""

    engagements: int = 0
    obligations: int = 0
    revisions: list[tuple[Known, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """What is to be saved."""

    states: list[State] = field(default_factory=list)
    gone: list[State] = field(default_factory=list)
    revisions: list[tuple[Ref, Known]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


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
        await rechecks.add(connection, causes, after=beside)
    stored = await facts.by_thing(connection, [_thing(ref) for ref in causes])
    loaded = await _engagements(connection, _in_force(stored), packs)
    records = await _records(connection, loaded.values())
    registers = {regime.register.id for one in loaded.values() for regime, _ in one.questions}
    attested = await syncs.believed(connection, registers)
    known = await verdicts.obligations_of(connection, causes)
    told = await verdicts.alerts_of(connection, causes)
    tally, work = Tally(engagements=len(causes)), _Work()
    for ref, cause in causes.items():
        one = loaded.get(ref)
        held = _assessed(one, records, attested, now) if one else []
        _compare(ref, cause, one, held, known.get(ref, {}), told.get(ref, {}), now, work)
        tally.obligations += len(held)
    await verdicts.save_obligations(connection, work.states, work.gone)
    await verdicts.save_alerts(connection, work.revisions)
    await outbox.add(connection, work.entries)
    tally.revisions = [(one, causes[ref].trace) for ref, one in work.revisions]
    return tally


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
    found = await facts.by_key(connection, keys, "a")
    reference = actors.index(
        {one.ref: actor_record_of(one.data) for group in found.values() for one in group}.values()
    )
    loaded = {}
    for one in posted:
        engagement = actors.completed_engagement(one, reference)
        questions = []
        for regime in regimes.in_force(packs, engagement.occurred.end):
            cases = tuple(gates.cases(engagement, regime))
            if cases:
                questions.append((regime, cases))
        loaded[one.ref] = _Loaded(engagement, tuple(questions))
    return loaded


_Records = Mapping[tuple[str, str], Mapping[Ref, Disclosure]]
"""By register and key."""


async def _records(connection: AsyncConnection, loaded: Iterable[_Loaded]) -> _Records:
    keys = {
        key
        for one in loaded
        for _, cases in one.questions
        for case in cases
        for key in blocking.person_keys(case.holder)
    }
    found: dict[tuple[str, str], dict[Ref, Disclosure]] = {}
    parsed: dict[Ref, Disclosure] = {}
    for key, group in (await facts.by_key(connection, keys, "d")).items():
        for one in group:
            record = parsed.get(one.ref)
            if record is None:
                record = parsed[one.ref] = disclosure_of(one.ref, one.stamp, one.data)
            found.setdefault((record.register, key), {})[one.ref] = record
    return found


def _assessed(
    loaded: _Loaded,
    records: _Records,
    attested: Mapping[str, Sequence[Coverage]],
    now: datetime,
) -> list[Obligation]:
    held = []
    for regime, cases in loaded.questions:
        register = regime.register.id
        fitting = {
            ref: record
            for case in cases
            for key in blocking.person_keys(case.holder)
            for ref, record in records.get((register, key), {}).items()
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


def _compare(
    ref: Ref,
    cause: Cause,
    loaded: _Loaded | None,
    held: Sequence[Obligation],
    known: Mapping[str, State],
    told: Mapping[str, Known],
    now: datetime,
    work: _Work,
) -> None:
    key = f"{ref.source}\n{ref.id}"
    notify = cause.notify and (loaded is None or loaded.engagement.lane != "backfill")
    living = set()
    for obligation in held:
        body = orjson.dumps(obligation_document(obligation))
        state = _state(obligation, body, key, cause.trace)
        before = known.get(obligation.id)
        if before is None or before.digest != state.digest:
            work.entries.append(Entry("obligation", key, body, now, cause.trace, notify))
        if before is None or _changed(before, state):
            work.states.append(replace(state, version=before.version + 1 if before else 1))
        assert loaded is not None  # noqa: S101 - obligations come of a loaded engagement
        id_ = identity.alert_id(obligation.id)
        living.add(id_)
        revision = alerts.decide(told.get(id_), obligation, loaded.engagement, now=now)
        if revision is not None:
            work.revisions.append((ref, revision))
            work.entries.append(_alert_entry(revision, key, now, cause.trace, notify))
    holding = {obligation.id for obligation in held}
    for id_ in known.keys() - holding:
        work.gone.append(known[id_])
        body = orjson.dumps({"id": id_})
        work.entries.append(Entry("obligation", key, body, now, cause.trace, notify, gone=True))
    why = _WITHDRAWN if loaded is None else _NO_DUTY
    for id_ in sorted(told.keys() - living):
        revision = alerts.withdraw(told[id_], why, now=now)
        if revision is not None:
            work.revisions.append((ref, revision))
            work.entries.append(_alert_entry(revision, key, now, cause.trace, notify))


_WITHDRAWN = "The report of the engagement was taken back by its source."
_NO_DUTY = "As corrected, the engagement gives rise to no duty under this regime."


def _state(obligation: Obligation, body: bytes, key: str, trace: str) -> State:
    span = obligation.span
    return State(
        id=obligation.id,
        ref=obligation.engagement,
        regime=obligation.regime.id,
        register=obligation.regime.register.id,
        verdict=obligation.verdict,
        first=obligation.occurred.start,
        last=span.end if span else None,
        attested=obligation.attested,
        wake_at=verdicts.midnight(obligation.wake),
        digest=hashlib.sha256(body).hexdigest()[:32],
        key=key,
        trace=trace,
    )


def _changed(before: State, after: State) -> bool:
    return (before.digest, before.wake_at, before.attested) != (
        after.digest,
        after.wake_at,
        after.attested,
    )


def _alert_entry(revision: Known, key: str, now: datetime, trace: str, notify: bool) -> Entry:
    return Entry("alert", key, orjson.dumps(revision.document), now, trace, notify)


def causes_of(refs: Collection[Ref], trace: str, *, notify: bool = True) -> dict[Ref, Cause]:
    """Return one cause for many engagements."""
    return {ref: Cause(trace, notify) for ref in sorted(refs)}
