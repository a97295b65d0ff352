"""The stage of an explanation that says which reports tell of one engagement, and why: pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from interparty_api.handlers.alike import Near
from interparty_shared.domain.corroboration.grouping import absorbed_by, lead_of
from interparty_shared.domain.corroboration.occurrence import (
    Likeness,
    same_occurrence,
    told_apart,
)
from interparty_shared.domain.documents import feature_documents
from interparty_shared.domain.facts import Ref

Document = dict[str, Any]
Told = Sequence[Mapping[str, Any]]


def lead(near: Near, told: Told) -> Ref | None:
    """Return the report into which one was taken: as its alerts say, else as the reports do.

    `told` are the alerts that name it.
    """
    listed = _listed(told)
    if listed and near.report.ref in listed:
        return None if listed[0] == near.report.ref else listed[0]
    return lead_of(near.report, near.reach)


def stage(near: Near, into: Ref | None, told: Told) -> Document:
    """Return which reports tell of the engagement, which do not, and what speaks for and against it."""
    alike, apart = [], []
    for other in near.others:
        found = same_occurrence(near.report.engagement, other.engagement)
        if found is not None:
            alike.append(_alike(other.ref, found))
        else:
            why = told_apart(near.report.engagement, other.engagement)
            apart.append({**_event(other.ref), "why": why})
    absorbed = []
    if into is None:
        found_here = [one.ref for one in absorbed_by(near.report, near.reach)]
        listed = _listed(told)
        absorbed = list(listed[1:]) if near.report.ref in listed[:1] else found_here
    return {
        "stage": "reports",
        "text": _text(near, into, absorbed, len(alike)),
        "into": None if into is None else _event(into),
        "absorbed": [_event(one) for one in absorbed],
        "alike": alike,
        "apart": apart,
        "more": near.more,
    }


def outcome(into: Ref) -> str:
    """Return the explanation of a report that was absorbed, in one sentence."""
    return (
        f"It tells of the engagement that an earlier report (source {into.source}, id {into.id}) told"
        " of: what is owed, and the alerts, are under that one."
    )


def _listed(told: Told) -> list[Ref]:
    """Return the reports of the engagement, the lead first, as the first open alert lists them."""
    for alert in told:
        evidence = alert["evidence"]
        if alert["status"] == "open" and "corroboration" in evidence:
            return [Ref(one["source"], one["id"]) for one in evidence["engagements"]]
    return []


def _text(near: Near, into: Ref | None, absorbed: Sequence[Ref], alike: int) -> str:
    compared = f"{len(near.others)} report(s) of these days and people compared, {alike} alike"
    if near.more:
        compared += "; there are more, the latest were compared"
    if into is not None:
        return f"Taken into the report of source {into.source}, id {into.id}; {compared}."
    if absorbed:
        return f"Leads, with {len(absorbed)} other report(s) of the same engagement; {compared}."
    return f"Stands alone; {compared}."


def _alike(ref: Ref, found: Likeness) -> Document:
    known = [one for one in found.features if one.score is not None]
    return {**_event(ref), "features": feature_documents(known)}


def _event(ref: Ref) -> Document:
    return {"source": ref.source, "id": ref.id}
