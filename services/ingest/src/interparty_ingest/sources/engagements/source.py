"""What is to be known of a source of engagements: who publishes it, how it is read, what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from interparty_ingest.sources.rows import Made, Reader
from interparty_shared.domain import words


@dataclass(frozen=True, slots=True)
class EngagementSource:
    """One source of engagements.

    `source` is the CloudEvents source of its events, `readers` read its files by their form, and
    `licence` says how it may be used and how it is cited.

    `standing` is the coding that each engagement of it carries in its `sources`. A person wrote down
    that one thing happened, and answers for the page that says so. A machine took a sentence of the
    news for an event: it may take a plan for a meeting, last year's visit for today's, the reporter's
    country for the actor's, and nobody looked. One story that ten papers print becomes ten events. So
    what a machine coded stands lower: it is a lead to be checked, and no second witness of what a
    person reported.
    """

    id: str
    source: str
    title: str
    licence: str
    readers: Mapping[str, Reader]
    standing: words.Coding


def event_of(source: EngagementSource, made: Made, edition: date | None = None) -> dict[str, Any]:
    """Return the CloudEvent of what a row gave rise to.

    Its `time` is a function of the row, never of a clock, so that a file read again changes nothing:
    noon (UTC) of the edition, or of the day on which it was published, or on which it happened. A
    newer edition of a row that was corrected needs its edition: at one time there is one version.
    """
    told = made.data.get("sources") or [{}]
    day = edition or told[0].get("published") or made.data["occurred"]["from"]
    return {
        "specversion": "1.0",
        "type": made.type,
        "source": source.source,
        "id": made.id,
        "time": f"{day}T12:00:00Z",
        "datacontenttype": "application/json",
        "data": made.data,
    }
