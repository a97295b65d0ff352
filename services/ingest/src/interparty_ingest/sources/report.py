"""What became of an edition, in numbers: nothing is left out without being counted here."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from interparty_ingest.sources.rows import Covered


@dataclass(slots=True)
class Report:
    """What became of the records of one edition."""

    register: str
    edition: datetime
    """The edition's moment, which is the `time` of every event made of it."""
    unchanged: bool = False
    """It is the edition that we have: nothing was read anew."""
    resumed: bool = False
    """A run before this one had begun with it and did not end."""
    read: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    """Records, by what they are against the edition before."""
    gone: Counter[str] = field(default_factory=Counter)
    """Records no longer there, by why."""
    refused: Counter[str] = field(default_factory=Counter)
    """Records not used, by reason."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Facts left absent in records that were posted, by what they say."""
    accepted: int = 0
    """Events that Interparty has accepted, without those of coverage."""
    covered: list[Covered] = field(default_factory=list)
    uncovered: str = ""
    """Why it covers less than an edition of its day could."""

    def document(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "register": self.register,
            "edition": self.edition.isoformat(),
            "unchanged": self.unchanged,
            "resumed": self.resumed,
            "read": self.read,
            "records": dict(self.changes),
            "gone": dict(self.gone),
            "refused": dict(self.refused.most_common()),
            "unknown": dict(self.unknown.most_common()),
            "accepted": self.accepted,
            "covered": [
                {"from": one.start.isoformat(), "to": one.end.isoformat()} for one in self.covered
            ],
            "uncovered": self.uncovered,
        }
