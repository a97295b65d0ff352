"""What of an engagement's obligations is new: the states to store and the revisions to publish."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

import orjson

from interparty_alerts.store import verdicts
from interparty_alerts.store.outbox import Entry
from interparty_alerts.store.verdicts import State
from interparty_shared.domain import alerts, identity
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Engagement, Ref
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


class Told(Protocol):
    """An engagement that stands, and of which reports it was merged."""

    @property
    def engagement(self) -> Engagement:
        """Return what is told."""

    @property
    def merged(self) -> Merged | None:
        """Return what several reports say together; None: it is told by one alone."""


class Compared(NamedTuple):
    """A report that was looked at, and what it comes to."""

    ref: Ref
    cause: Cause
    asked: Told | None
    """None where it stands no more, or was taken into another."""
    held: Sequence[Obligation]
    into: Ref | None = None
    """The report into which it was taken."""

    @property
    def key(self) -> str:
        """Return under what it is published."""
        return f"{self.ref.source}\n{self.ref.id}"

    @property
    def notify(self) -> bool:
        """Return whether anyone is to be told."""
        return self.cause.notify and (
            self.asked is None or self.asked.engagement.lane != "backfill"
        )


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
    cause, held, key, notify = one.cause, one.held, one.key, one.notify
    engagement = one.asked.engagement if one.asked else None
    merged = one.asked.merged if one.asked else None
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
        revision = alerts.decide(told.get(id_), obligation, engagement, now=now, merged=merged)
        if revision is not None:
            _publish(one, revision, now, work)
    holding = {obligation.id for obligation in held}
    for id_ in known.keys() - holding:
        work.gone.append(known[id_])
        body = orjson.dumps({"id": id_})
        work.entries.append(Entry("obligation", key, body, now, cause.trace, notify, gone=True))
    _withdraw(one, {id_: told[id_] for id_ in told.keys() - living}, now, work)


def _withdraw(one: Compared, told: Mapping[str, Known], now: datetime, work: Work) -> None:
    """Take back what was told of duties that are no more."""
    if one.into is not None:
        why = _TAKEN.format(source=one.into.source, id=one.into.id)
    else:
        why = _WITHDRAWN if one.asked is None else _NO_DUTY
    for _, before in sorted(told.items()):
        revision = alerts.withdraw(before, why, now=now)
        if revision is not None:
            _publish(one, revision, now, work)


def _publish(one: Compared, revision: Known, now: datetime, work: Work) -> None:
    body = orjson.dumps(revision.document)
    work.revisions.append((one.ref, revision))
    work.entries.append(Entry("alert", one.key, body, now, one.cause.trace, one.notify))


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
