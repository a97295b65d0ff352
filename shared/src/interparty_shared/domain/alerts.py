"""Alerts: findings that live.

`decide` compares what is true now with what was last said and returns the next revision, or nothing.
An alert that was published and no longer holds stays, resolved or withdrawn, because someone was
told: *resolved* when the register answers, *withdrawn* when what the alert rested on is gone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interparty_shared.domain import documents, identity
from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.documents import Document, moment
from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.obligations import Obligation


@dataclass(frozen=True, slots=True)
class Known:
    """The last revision of an alert that was decided."""

    id: str
    revision: int
    status: str
    digest: str
    document: Mapping[str, Any]


def content_digest(document: Mapping[str, Any]) -> str:
    """Return what two revisions are compared by."""
    said = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


LIFE = ("id", "revision", "opened", "updated", "sequence")


def decide(
    known: Known | None,
    obligation: Obligation,
    engagement: Engagement,
    *,
    now: datetime,
    merged: Merged | None = None,
) -> Known | None:
    """Return the alert's next revision, or None where there is nothing new to say.

    `merged` says of which reports the engagement was merged, if it was.
    """
    severity = obligation.severity
    if severity is None and known is None:
        return None
    said = documents.alert_document(obligation, engagement, merged)
    if severity is not None:
        return revised(
            known,
            identity.alert_id(obligation.id),
            {**said, "status": "open", "severity": severity},
            now,
        )
    assert known is not None  # noqa: S101 - returned above
    status = "resolved" if obligation.verdict == "disclosed" else "withdrawn"
    return revised(
        known, known.id, {**said, "status": status, "severity": known.document["severity"]}, now
    )


def withdraw(known: Known, why: str, *, now: datetime) -> Known | None:
    """Return the revision that takes back an alert whose engagement or duty is gone.

    `why` is the sentence that is added to the reasons. Nothing, where it is withdrawn already.
    """
    if known.status == "withdrawn":
        return None
    said = {key: value for key, value in known.document.items() if key not in LIFE}
    kept = [step for step in said["reason"] if step["step"] != "withdrawal"]
    step = {"step": "withdrawal", "text": why, "basis": "recorded", "inputs": {}}
    return revised(known, known.id, {**said, "reason": [*kept, step], "status": "withdrawn"}, now)


def revised(known: Known | None, id_: str, said: Document, now: datetime) -> Known | None:
    """Return the next revision of an alert that says this, or None where it says it already."""
    digest = content_digest(said)
    if known is not None and known.digest == digest:
        return None
    revision = known.revision + 1 if known else 1
    opened = known.document["opened"] if known else moment(now)
    document = {"id": id_, "revision": revision, **said, "opened": opened, "updated": moment(now)}
    return Known(id_, revision, said["status"], digest, document)
