"""What became of the rows: nothing is left out without being counted here, by source and reason."""

from collections import Counter
from dataclasses import dataclass, field

PARTYFACTS, WIKIDATA, PARLGOV = "Party Facts", "Wikidata ids", "ParlGov"
WHOGOV, NAMES, OWN, LINKS = "WhoGov", "multilingual names", "own files", "Party Facts links"


@dataclass(slots=True)
class Report:
    """Counts of one run."""

    rows: Counter[str] = field(default_factory=Counter)
    """Rows read, by source."""
    used: Counter[str] = field(default_factory=Counter)
    """Rows that something was taken from, by source."""
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows that nothing was taken from, by source and reason."""
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Facts that were left absent in what was used, by source and reason."""
    actors: Counter[str] = field(default_factory=Counter)
    """Actors made, by kind."""
    scripts: Counter[str] = field(default_factory=Counter)
    """Names of actors made, by script."""
    spans: Counter[str] = field(default_factory=Counter)
    """Spans of governing in actors made, by source."""

    def use(self, source: str) -> None:
        """Count a row that something was taken from."""
        self.rows[source] += 1
        self.used[source] += 1

    def refuse(self, source: str, reason: str) -> None:
        """Count a row that nothing was taken from."""
        self.rows[source] += 1
        self.refused[source, reason] += 1

    def note(self, source: str, reason: str, count: int = 1) -> None:
        """Count a fact that is left absent."""
        if count:
            self.notes[source, reason] += count
