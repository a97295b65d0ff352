"""What of an engagement's obligations is new: the states to store and the revisions to publish."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson

from interparty_alerts.questions import Asked
from interparty_alerts.store import verdicts
from interparty_alerts.store.outbox import Entry
from interparty_alerts.store.verdicts import State
from interparty_shared.domain import alerts, identity
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.obligations import Obligation


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an engagement is looked at: the trace to go on with, and whether anyone is to be told."""

    trace: str
    notify: bool = True


@dataclass(slots=True)
class Work:
    """What is to be saved."""

    states: list[State] = field(default_factory=list)
    gone: list[State] = field(default_factory=list)
    revisions: list[tuple[Ref, Known]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def changed(self) -> set[Ref]:
        """Return the engagements about which anything is to be saved."""
        states = (state.ref for state in (*self.states, *self.gone))
        return {*states, *(ref for ref, _ in self.revisions)}


class Compared(NamedTuple):
    """A report that was looked at, and what it comes to."""

    ref: Ref
    cause: Cause
    asked: Asked | None
    """None where it stands no more, or was taken into another."""
    held: Sequence[Obligation]
    into: Ref | None = None
    """The report into which it was taken."""


def compare(
    one: Compared,
    known: Mapping[str, State],
    told: Mapping[str, Known],
    now: datetime,
    work: Work,
) -> None:
    """Add to `work` what of these obligations is new: states, revisions and what to publish.

    `known` and `told` are the obligations and alerts of the engagement as they were last decided;
    what is in them and not in `held` any more is gone, and taken back where someone was told.
    """
    ref, cause, held, into = one.ref, one.cause, one.held, one.into
    engagement = one.asked.engagement if one.asked else None
    reports = one.asked.reports if one.asked else ()
    key = f"{ref.source}\n{ref.id}"
    notify = cause.notify and (engagement is None or engagement.lane != "backfill")
    living = set()
    for obligation in held:
        body = orjson.dumps(obligation_document(obligation))
        before = known.get(obligation.id)
        version = before.version + 1 if before else 1
        state = _state(obligation, body, key, cause.trace, version)
        if before is None or before.digest != state.digest:
            work.entries.append(Entry("obligation", key, body, now, cause.trace, notify))
        if before is None or _changed(before, state):
            work.states.append(state)
        assert engagement is not None  # noqa: S101 - obligations come of an engagement
        id_ = identity.alert_id(obligation.id)
        living.add(id_)
        revision = alerts.decide(told.get(id_), obligation, engagement, now=now, reports=reports)
        if revision is not None:
            work.revisions.append((ref, revision))
            work.entries.append(_alert_entry(revision, key, now, cause.trace, notify))
    holding = {obligation.id for obligation in held}
    for id_ in known.keys() - holding:
        work.gone.append(known[id_])
        body = orjson.dumps({"id": id_})
        work.entries.append(Entry("obligation", key, body, now, cause.trace, notify, gone=True))
    why = _WITHDRAWN if engagement is None else _NO_DUTY
    if into is not None:
        why = _TAKEN.format(source=into.source, id=into.id)
    for id_ in sorted(told.keys() - living):
        revision = alerts.withdraw(told[id_], why, now=now)
        if revision is not None:
            work.revisions.append((ref, revision))
            work.entries.append(_alert_entry(revision, key, now, cause.trace, notify))


_WITHDRAWN = "The report of the engagement was taken back by its source."
_TAKEN = (
    "An earlier report speaks of the same engagement; this one was taken into it:"
    " source {source}, id {id}."
)
_NO_DUTY = "As facts and rules stand now, the engagement gives rise to no duty under this regime."


def _state(obligation: Obligation, body: bytes, key: str, trace: str, version: int) -> State:
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
        version=version,
    )


def _changed(before: State, after: State) -> bool:
    return (before.digest, before.wake_at, before.attested) != (
        after.digest,
        after.wake_at,
        after.attested,
    )


def _alert_entry(revision: Known, key: str, now: datetime, trace: str, notify: bool) -> Entry:
    return Entry("alert", key, orjson.dumps(revision.document), now, trace, notify)
