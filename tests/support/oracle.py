"""What is true of a set of events, worked out in one pass, in memory, without keys or batches.

Deliberately naive: every record is held against every duty, nothing is indexed, nothing remembered; which
of several engagements a record answers is found by trying every way there is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from interparty_shared.domain import actors, alerts, obligations, regimes, words
from interparty_shared.domain.corroboration.concluding import concluded
from interparty_shared.domain.corroboration.grouping import Report, absorbed_by, lead_of
from interparty_shared.domain.corroboration.merging import merged
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Coverage, Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.posted import (
    actor_record_of,
    coverage_of,
    disclosure_of,
    engagement_of,
    judgement_of,
)
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from interparty_shared.wire.codec import content_digest
from tests.support.builders import Event
from tests.support.contending import had_by_others


def truth(
    events: Iterable[Event], packs: Sequence[Regime], now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the obligations and the open alerts (without their history), by id."""
    events = list(events)
    newest: dict[Ref, tuple[Stamp, Event]] = {}
    for event in events:
        ref = Ref(event["source"], event["id"])
        time = datetime.fromisoformat(event["time"])
        stamp = Stamp(time, content_digest(event["type"], event["data"]))
        if ref not in newest or newest[ref][0] < stamp:
            newest[ref] = (stamp, event)
    of_type: dict[str, list[tuple[Ref, Stamp, Event]]] = {kind: [] for kind in words.EVENT_TYPES}
    for ref, (stamp, event) in newest.items():
        of_type[event["type"]].append((ref, stamp, event["data"]))
    said = [actor_record_of(data) for _, _, data in of_type[words.EVENT_ACTOR]]
    judged = [judgement_of(*one) for one in of_type[words.EVENT_JUDGED]]
    reference = actors.Index([*said, *judged], naming.matcher())
    records = [disclosure_of(*one) for one in of_type[words.EVENT_DISCLOSURE]]
    syncs = [coverage_of(data) for _, _, data in of_type[words.EVENT_COVERAGE]]
    retracted = [
        (Ref(data["engagement"]["source"], data["engagement"]["id"]), stamp.time)
        for _, stamp, data in of_type[words.EVENT_RETRACTED]
    ]
    held, told = {}, {}
    since = known_since(events)
    reports = [
        Report(since[ref], actors.completed_engagement(engagement_of(ref, data), reference))
        for ref, stamp, data in of_type[words.EVENT_ENGAGEMENT]
        if not any(target == ref and time >= stamp.time for target, time in retracted)
    ]
    standing = [
        merged(one, absorbed_by(one, reports)) for one in reports if lead_of(one, reports) is None
    ]
    for told_of in standing:
        beside = [one.engagement for one in standing if one is not told_of]

        owing = partial(owed_for, beside=beside, records=records, syncs=syncs, packs=packs, now=now)
        owed = owing(told_of.engagement)
        if told_of.filled is not None:
            owed = concluded(owed, owing(told_of.filled), told_of.only_machine)
        for one in owed:
            held[one.id] = obligation_document(one)
            several = told_of if len(told_of.reports) > 1 else None
            alert = alerts.decide(None, one, told_of.engagement, now=now, merged=several)
            if alert is not None:
                told[alert.id] = {
                    key: value
                    for key, value in alert.document.items()
                    if key not in {"revision", "opened", "updated"}
                }
    return held, told


def known_since(events: Iterable[Event]) -> dict[Ref, datetime]:
    """Return the earliest time posted under each (source, id)."""
    since: dict[Ref, datetime] = {}
    for event in events:
        ref, time = Ref(event["source"], event["id"]), datetime.fromisoformat(event["time"])
        since[ref] = min(time, since.get(ref, time))
    return since


def owed_for(
    engagement: Engagement,
    *,
    beside: Sequence[Engagement],
    records: Sequence[Disclosure],
    syncs: Sequence[Coverage],
    packs: Sequence[Regime],
    now: datetime,
) -> list[Obligation]:
    """Return what was owed for an engagement, with verdicts."""
    found = []
    for regime in regimes.in_force(packs, engagement.occurred.end):
        mine = [one for one in records if one.register == regime.register.id]
        spans = [one for one in syncs if one.register == regime.register.id]
        for duty in obligations.duties(engagement, regime, beside):
            elsewhere = had_by_others(duty, engagement, mine, beside)
            found.append(obligations.judge(duty, mine, spans, now.date(), elsewhere))
    return found
