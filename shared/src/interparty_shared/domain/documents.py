"""Obligations and alerts as the documents of the public contract: plain JSON values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from interparty_shared.domain.candidates import Candidate, Feature
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.corroboration.showing import merged_document
from interparty_shared.domain.countries import in_european_union
from interparty_shared.domain.facts import Actor, Days, Disclosure, Engagement
from interparty_shared.domain.money import Money
from interparty_shared.domain.obligations import Obligation, Step

Document = dict[str, Any]


def actor_document(actor: Actor) -> Document:
    """Return an actor; what is unknown is left out."""
    said: Document = {"name": actor.name}
    for field in ("kind", "country", "office", "chamber", "role"):
        value = getattr(actor, field)
        if value is not None:
            said[field] = value
    if actor.ids:
        said["ids"] = dict(actor.ids)
    if actor.of is not None:
        said["of"] = actor_document(actor.of)
    if actor.pays is not None:
        said["pays"] = money_document(actor.pays)
    return said


def money_document(money: Money) -> Document:
    """Return `{"amount": "445.00", "currency": "GBP"}`."""
    return {"amount": str(money.amount), "currency": money.currency}


def days_document(days: Days) -> Document:
    """Return `{"from", "to"}`."""
    return {"from": days.start.isoformat(), "to": days.end.isoformat()}


def moment(value: datetime) -> str:
    """Return RFC 3339 in UTC."""
    return value.isoformat().replace("+00:00", "Z")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def disclosure_document(record: Disclosure) -> Document:
    """Return what identifies a register record to a reader."""
    return {
        "register": record.register,
        "record_id": record.record_id,
        "filed": _day(record.filed),
        "url": record.url,
        "source": record.ref.source,
        "id": record.ref.id,
    }


def candidate_document(candidate: Candidate) -> Document:
    """Return a record that was held against the duty, with its score and why."""
    return {
        "record_id": candidate.disclosure.record_id,
        "score": candidate.score,
        "why": candidate.why,
        "url": candidate.disclosure.url,
        "features": feature_documents(candidate.features),
    }


def feature_documents(features: Iterable[Feature]) -> list[Document]:
    """Return what was compared, with how alike it is from 0 to 1; None: one side is silent."""
    return [
        {
            "name": feature.name,
            "score": feature.score,
            "query": feature.query,
            "candidate": feature.candidate,
        }
        for feature in features
    ]


def reason_document(steps: Sequence[Step]) -> list[Document]:
    """Return the reasoning, sentence by sentence."""
    return [
        {"step": step.step, "text": step.text, "basis": step.basis, "inputs": dict(step.inputs)}
        for step in steps
    ]


def obligation_document(obligation: Obligation) -> Document:
    """Return an obligation as the contract describes it."""
    regime = obligation.regime
    domestic, foreign = sides(obligation)
    return {
        "id": obligation.id,
        "regime": regime.id,
        "rule": regime.rule_id,
        "regime_version": regime.version,
        "jurisdiction": regime.jurisdiction,
        "verdict": obligation.verdict,
        "due": _day(obligation.due),
        "alert_date": _day(obligation.alert_date),
        "duty_holder": regime.duty_holder,
        "engagement": {"source": obligation.engagement.source, "id": obligation.engagement.id},
        "occurred": days_document(obligation.occurred),
        "holder": actor_document(obligation.holder),
        "domestic": actor_document(domestic),
        "foreign": actor_document(foreign),
        "contacts": [actor.name for actor in obligation.contacts],
        "register": regime.register.id or None,
        "disclosure": (
            disclosure_document(obligation.disclosure.disclosure) if obligation.disclosure else None
        ),
        "candidates": [candidate_document(one) for one in obligation.candidates],
        "missing_facts": list(obligation.missing_facts),
        "exemption": obligation.exemption,
        "reason": reason_document(obligation.reason),
        "citation": regime.citation,
        "confidence": regime.confidence,
    }


def sides(obligation: Obligation) -> tuple[Actor, Actor]:
    """Return who of the contact is of the jurisdiction, and who is not.

    Mostly the one who owes the duty is at home there; a foreign body that has to register is not.
    """
    holder, other = obligation.holder, obligation.foreign
    swapped = _at_home(obligation, holder) is False and _at_home(obligation, other) is True
    return (other, holder) if swapped else (holder, other)


def _at_home(obligation: Obligation, actor: Actor) -> bool | None:
    """Return whether somebody is of the jurisdiction: of the Union's, if of a member state then."""
    if actor.country is None:
        return None
    home = obligation.regime.home
    return (
        actor.country in home if home else in_european_union(actor.country, obligation.occurred.end)
    )


def source_documents(sources: Sequence[Mapping[str, Any]]) -> list[Document]:
    """Return an engagement's sources as they were posted."""
    return [dict(source) for source in sources]


def engagement_document(engagement: Engagement) -> Document:
    """Return a report of an engagement as evidence: its (source, id), title, and sources."""
    return {
        "source": engagement.ref.source,
        "id": engagement.ref.id,
        "title": engagement.title,
        "sources": source_documents(engagement.sources),
    }


def alert_document(
    obligation: Obligation, engagement: Engagement, merged: Merged | None = None
) -> Document:
    """Return what an alert says, without what it lives through (id, revision, status, times).

    `merged` says of which reports the engagement was; None: it is told by one alone.
    """
    regime = obligation.regime
    matched = obligation.disclosure
    domestic, foreign = sides(obligation)
    reports = merged.reports if merged is not None else (engagement,)
    return {
        "rule": {"id": regime.rule_id, "version": regime.version},
        "regime": regime.id,
        "jurisdiction": regime.jurisdiction,
        "verdict": obligation.verdict,
        "subject": {
            "domestic": actor_document(domestic),
            "foreign": actor_document(foreign),
        },
        "channel": engagement.channel,
        "occurred": days_document(obligation.occurred),
        "due": _day(obligation.due),
        "alert_date": _day(obligation.alert_date),
        "summary": _summary(obligation, engagement),
        "citation": regime.citation,
        "confidence": regime.confidence,
        "caution": _caution(obligation),
        "obligation": obligation.id,
        "reason": reason_document(obligation.reason),
        "evidence": {
            "engagements": [engagement_document(one) for one in reports],
            **(
                {"corroboration": merged_document(merged, (domestic, foreign))}
                if merged is not None
                else {}
            ),
            "register": {
                "id": regime.register.id or None,
                "name": regime.register.name,
                "synced": moment(obligation.attested) if obligation.attested else None,
                "match": candidate_document(matched) if matched else None,
                "candidates": [candidate_document(one) for one in obligation.candidates],
            },
        },
    }


def _summary(obligation: Obligation, engagement: Engagement) -> str:
    who, whom = obligation.holder.name, obligation.foreign.name
    days = obligation.occurred
    when = str(days.start) if days.start == days.end else f"{days.start} to {days.end}"
    what = f"{who}, {engagement.channel.replace('_', ' ')} with {whom}, {when}"
    register = obligation.regime.register.id
    match obligation.verdict:
        case "missing":
            assert obligation.attested is not None  # noqa: S101 - `missing` is said on a sync only
            as_of = moment(obligation.attested)
            return f"{what}: no matching record found in {register} as of {as_of}; due {obligation.due}."
        case "late":
            assert obligation.disclosure is not None  # noqa: S101 - `late` is said of a record
            filed = obligation.disclosure.disclosure.filed
            return f"{what}: recorded in {register} on {filed}; due {obligation.due}."
        case "disclosed":
            return f"{what}: recorded in {register}."
        case "prohibited":
            return (
                f"{what}: as recorded, of a kind that {obligation.regime.rule_id} does not allow."
            )
        case "permission_unknown":
            rule = obligation.regime.rule_id
            return f"{what}: whether permission was given under {rule} is not published."
        case verdict:
            return f"{what}: {verdict.replace('_', ' ')} under {obligation.regime.rule_id}."


def _caution(obligation: Obligation) -> str | None:
    match obligation.regime.confidence:
        case "recall":
            return "The text of this rule was not seen by those who wrote it down; have it checked."
        case "secondary":
            return "Part of this rule rests on secondary sources; see the regime's description."
        case _:
            return None
