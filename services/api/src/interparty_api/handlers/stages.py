"""The stages of an explanation, as documents: pure."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from interparty_api.handlers.asked import Asked
from interparty_api.handlers.resolving import candidate_document
from interparty_api.store.arrivals import Arrival
from interparty_api.store.events import Stored
from interparty_shared.domain import words
from interparty_shared.domain.actors import Reference
from interparty_shared.domain.documents import actor_document, moment
from interparty_shared.domain.facts import Actor, Engagement, Ref
from interparty_shared.domain.regimes import Regime

Document = dict[str, Any]


def document(ref: Ref, stages: Sequence[Document], outcome: str) -> Document:
    """Return the whole explanation."""
    return {"source": ref.source, "id": ref.id, "outcome": outcome, "stages": list(stages)}


def ingest(
    arrived: Sequence[Arrival], in_force: Stored | None, retraction: Stored | None
) -> Document:
    """Return which versions were received, what takes them back, and where two contradict."""
    own = [one for one in arrived if one.type != words.EVENT_RETRACTED]
    taking_back = [one for one in arrived if one.type == words.EVENT_RETRACTED]
    conflicts = _conflicts(arrived)
    text = f"{len(own)} version(s) received"
    if conflicts:
        text += f", {len(conflicts)} conflict(s): two contents under one time"
    if retraction is not None:
        text += f"; retracted: {retraction.data.get('reason')}"
    return {
        "stage": "ingest",
        "text": f"{text}.",
        "versions": [_arrival(one, in_force) for one in own],
        "retractions": [_arrival(one, retraction) for one in taking_back],
        "conflicts": conflicts,
    }


def _arrival(one: Arrival, in_force: Stored | None) -> Document:
    return {
        "source": one.ref.source,
        "id": one.ref.id,
        "type": one.type,
        "time": moment(one.stamp.time),
        "received": moment(one.received),
        "lane": one.lane,
        "producer": one.producer,
        "trace": one.trace,
        "in_force": in_force is not None and (in_force.ref, in_force.stamp) == (one.ref, one.stamp),
    }


def _conflicts(arrived: Sequence[Arrival]) -> list[Document]:
    found = []
    ordered = sorted(arrived, key=lambda one: (one.ref, one.stamp))
    for (ref, time), group in groupby(ordered, key=lambda one: (one.ref, one.stamp.time)):
        digests = [one.stamp.digest for one in group]
        if len(digests) > 1:
            said = {"source": ref.source, "id": ref.id, "time": moment(time)}
            found.append({**said, "contents": digests, "wins": max(digests)})
    return found


def of_other_type(event: Stored) -> str:
    """Return what is to be said of an event that is no engagement."""
    match event.type:
        case words.EVENT_DISCLOSURE:
            where = f"{event.data['register']}:{event.data['record_id']}"
            return f"This is a register's record, not an engagement: /v1/disclosures/{where}"
        case words.EVENT_COVERAGE:
            register = event.data["register"]
            return f"This is a register's coverage, not an engagement: /v1/registers/{register}"
        case words.EVENT_ACTOR:
            return f"This is a reference record, not an engagement: /v1/actors/{event.data['id']}"
        case words.EVENT_JUDGED:
            return f"This says whom the name {event.data['name']!r} means; it is no engagement."
        case _:
            target = event.data["engagement"]
            return f"This retracts the engagement {target['id']!r} from {target['source']!r}."


def actors_read(posted: Engagement, read: Engagement, reference: Reference) -> Document:
    """Return how each participant was read."""
    pairs = zip(posted.participants, read.participants, strict=True)
    items = [_actor_read(before, after, reference) for before, after in pairs]
    completed = sum(item["reference"] is not None for item in items)
    unclear = sum(item["meaning"] == "ambiguous" for item in items)
    text = f"{len(items)} participant(s), {completed} completed from reference data."
    if unclear:
        text += f" Of {unclear} it is not clear whom the name means."
    return {"stage": "actors", "text": text, "participants": items}


def _actor_read(posted: Actor, read: Actor, reference: Reference) -> Document:
    meaning = reference.resolve(posted)
    said = {
        "posted": actor_document(posted),
        "read_as": actor_document(read),
        "meaning": meaning.verdict,
        "candidates": [candidate_document(one) for one in meaning.items],
    }
    if meaning.record is not None:
        how = f"completed from the reference record {meaning.record.id}, by its {meaning.by}"
        if meaning.judgement is not None:
            how = (
                f"completed from the reference record {meaning.record.id}, as"
                f" {meaning.judgement.by} judged: {meaning.judgement.reason}"
            )
        return {**said, "reference": meaning.record.id, "how": how}
    how = "as posted: no reference record"
    if meaning.judgement is not None:
        how = f"as posted: none of the actors known, as {meaning.judgement.by} judged"
    elif meaning.verdict == "match":
        how = f"as posted: the name means {len(meaning.items)} actors"
    elif meaning.items:
        how = f"as posted: none of {len(meaning.items)} reference record(s) alone fits"
    return {**said, "reference": None, "how": how}


def regimes_asked(asked: Sequence[Asked], owed: Sequence[Document]) -> Document:
    """Return, for every regime, whose duty it found or why it found none."""
    items = []
    for one in asked:
        mine = [doc["id"] for doc in owed if _rule_of(doc) == one.regime.rule_id]
        items.append(
            {
                "regime": one.regime.id,
                "rule": one.regime.rule_id,
                "version": one.regime.version,
                "applies": bool(one.holders),
                "holders": list(one.holders),
                "obligations": mine if one.holders else [],
                "why_not": list(one.why_not),
            }
        )
    applying = sum(bool(one.holders) for one in asked)
    text = f"{applying} of {len(items)} rule(s) apply." if items else "No regime was asked."
    return {"stage": "regimes", "text": text, "regimes": items}


def _rule_of(doc: Mapping[str, Any]) -> str:
    """Return the rule that an obligation is of; of a regime with one rule, it is that."""
    return str(doc.get("rule") or doc["regime"])


def matches(owed: Sequence[Document]) -> Document:
    """Return which records were held against each duty, with their scores."""
    items = [
        {
            "obligation": doc["id"],
            "regime": doc["regime"],
            "register": doc["register"],
            "match": doc["disclosure"],
            "candidates": doc.get("candidates", []),
        }
        for doc in owed
    ]
    found = sum(item["match"] is not None for item in items)
    text = f"{found} of {len(items)} obligation(s) answered by a record."
    return {"stage": "matches", "text": text, "obligations": items}


def rules(owed: Sequence[Document], packs: Sequence[Regime]) -> Document:
    """Return the verdict on each duty, why, and how grave an alert that is."""
    severities: Mapping[tuple[str, str], Regime] = {
        (one.rule_id, one.version): one for one in packs
    }
    items = []
    for doc in owed:
        regime = severities.get((_rule_of(doc), doc.get("regime_version", "")))
        machine = any(step["inputs"].get("standing") == "machine" for step in doc["reason"])
        severity = regime.severity_of(doc["verdict"], machine=machine) if regime else None
        raised = f"raises an alert of severity {severity}" if severity else "raises no alert"
        items.append(
            {
                "obligation": doc["id"],
                "regime": doc["regime"],
                "verdict": doc["verdict"],
                "severity": severity,
                "text": f"{doc['verdict']} under {_rule_of(doc)} {raised}.",
                "due": doc["due"],
                "alert_date": doc["alert_date"],
                "missing_facts": doc["missing_facts"],
                "exemption": doc["exemption"],
                "reason": doc["reason"],
            }
        )
    verdicts = ", ".join(sorted({doc["verdict"] for doc in owed})) or "none"
    return {"stage": "rules", "text": f"Verdicts: {verdicts}.", "obligations": items}


Revisions = Sequence[tuple[int, str, str, Mapping[str, Any]]]


def alerts_told(histories: Sequence[tuple[Mapping[str, Any], Revisions]]) -> Document:
    """Return the alerts that came of it and how they lived."""
    items = [
        {
            "id": last["id"],
            "status": last["status"],
            "severity": last["severity"],
            "verdict": last["verdict"],
            "summary": last["summary"],
            "revisions": [
                {
                    "sequence": sequence,
                    "type": type_,
                    "revision": said["revision"],
                    "verdict": said["verdict"],
                    "updated": said["updated"],
                    "trace": trace,
                }
                for sequence, type_, trace, said in revisions
            ],
        }
        for last, revisions in histories
    ]
    return {"stage": "alerts", "text": f"{len(items)} alert(s).", "alerts": items}


def delivery(counted: Mapping[str, int], waiting: int) -> Document:
    """Return how many messages tell of these alerts, by state: who watches whom is confidential.

    `waiting`: revisions for which it is not decided yet who is told of them.
    """
    states = {one: counted.get(one, 0) for one in ("pending", "delivered", "failed", "cancelled")}
    said = ", ".join(f"{count} {state}" for state, count in states.items() if count)
    text = f"{sum(states.values())} message(s)" + (f": {said}." if said else ".")
    if waiting:
        text += f" {waiting} revision(s) not routed yet."
    return {"stage": "delivery", "text": text, "messages": states, "not_routed": waiting}


def outcome(
    owed: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]], *, is_retracted: bool
) -> str:
    """Return the explanation in one sentence."""
    still = sum(one["status"] == "open" for one in told)
    if is_retracted:
        return f"The engagement was retracted by its source; {len(told)} alert(s) had been raised."
    if still:
        return f"{still} alert(s) are open."
    if told:
        return "Alerts were raised, and none of them is open any more."
    if owed:
        verdicts = ", ".join(sorted({one["verdict"] for one in owed}))
        return f"{len(owed)} obligation(s), none of which raises an alert ({verdicts})."
    return "No obligation: no regime applies, or it was not evaluated yet (see `regimes`)."
