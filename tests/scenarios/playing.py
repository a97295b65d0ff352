"""Plays a scenario through the domain alone: no database, no log, no clock but the scenario's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

from interparty_shared.domain import actors, alerts, gates, obligations, words
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.facts import ActorRecord, Engagement, Judgement, Ref, Stamp
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.posted import (
    coverage_of,
    disclosure_of,
    engagement_of,
    value_of,
)
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from interparty_shared.wire.codec import content_digest
from interparty_shared.wire.events import EVENT

Event = dict[str, Any]
_TAKEN_BACK = "The report of the engagement was taken back by its source."
_NO_DUTY = "As facts and rules stand now, the engagement gives rise to no duty under this regime."


@dataclass
class Played:
    """What is true by the end of a day, and what has been said since the first."""

    obligations: list[Obligation] = field(default_factory=list)
    alerts: dict[str, Known] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)


class Stage:
    """Holds the facts posted so far and the alerts told."""

    def __init__(self, packs: Sequence[Regime]) -> None:
        self.packs = packs
        self.events: list[Event] = []
        self.told: dict[str, Known] = {}

    def post(self, events: Iterable[Event]) -> None:
        """Take in events, as ingest would: refused where the contract refuses them."""
        for event in events:
            EVENT.validate_json(orjson.dumps(event))
            self.events.append(event)

    def play(self, today: date) -> Played:
        """Return what is true on a day, and bring the alerts to it."""
        now = datetime.combine(today, time(12), UTC)
        judged = judge(self.events, self.packs, today)
        living = set()
        for engagement, one in judged:
            id_ = f"al_{one.id.removeprefix('ob_')}"
            living.add(id_)
            revision = alerts.decide(self.told.get(id_), one, engagement, now=now)
            if revision is not None:
                self.told[id_] = revision
        standing = {engagement.ref.id for engagement in standing_engagements(self.events)}
        for id_ in sorted(self.told.keys() - living):
            known = self.told[id_]
            reported = known.document["evidence"]["engagements"][0]["id"] in standing
            revision = alerts.withdraw(known, _NO_DUTY if reported else _TAKEN_BACK, now=now)
            if revision is not None:
                self.told[id_] = revision
        said = [
            why
            for engagement in standing_engagements(self.events)
            for regime in self.packs
            for why in gates.passed_over(engagement, regime)
        ]
        return Played([one for _, one in judged], dict(self.told), said)


def newest(events: Iterable[Event]) -> list[tuple[Ref, Stamp, Event]]:
    """Return each thing once, in its latest version."""
    found: dict[Ref, tuple[Stamp, Event]] = {}
    for event in events:
        ref = Ref(event["source"], event["id"])
        stamp = Stamp(
            datetime.fromisoformat(event["time"]), content_digest(event["type"], event["data"])
        )
        if ref not in found or found[ref][0] < stamp:
            found[ref] = (stamp, event)
    return [(ref, stamp, event) for ref, (stamp, event) in found.items()]


def standing_engagements(events: Iterable[Event]) -> list[Engagement]:
    """Return the engagements that were not taken back."""
    known = newest(events)
    retracted = {
        (one["data"]["engagement"]["id"], stamp.time)
        for _, stamp, one in known
        if one["type"] == words.EVENT_RETRACTED
    }
    said = (value_of(one["type"], ref, stamp, one["data"]) for ref, stamp, one in known)
    reference = actors.Index(
        (one for one in said if isinstance(one, ActorRecord | Judgement)), naming.matcher()
    )
    return [
        actors.completed_engagement(engagement_of(ref, one["data"]), reference)
        for ref, stamp, one in known
        if one["type"] == words.EVENT_ENGAGEMENT
        if not any(id_ == ref.id and moment >= stamp.time for id_, moment in retracted)
    ]


def judge(
    events: Sequence[Event], packs: Sequence[Regime], today: date
) -> list[tuple[Engagement, Obligation]]:
    """Return what every engagement's participants owed, by all packs that know the engagement."""
    known = newest(events)
    records = [
        disclosure_of(ref, stamp, one["data"])
        for ref, stamp, one in known
        if one["type"] == words.EVENT_DISCLOSURE
    ]
    syncs = [coverage_of(one["data"]) for _, _, one in known if one["type"] == words.EVENT_COVERAGE]
    standing = standing_engagements(events)
    return [
        (engagement, one)
        for engagement in standing
        for regime in packs
        for one in obligations.assess(
            engagement,
            regime,
            records=records,
            syncs=syncs,
            today=today,
            beside=[other for other in standing if other is not engagement],
        )
    ]
