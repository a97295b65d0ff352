"""A record held against a duty: its score, the comparisons that made it, and whose it is instead."""

from typing import NamedTuple

from interparty_shared.domain.facts import Days, Disclosure, Ref


class Feature(NamedTuple):
    """One comparison: its score, and the two values that were compared."""

    name: str
    score: float | None
    query: str
    candidate: str


class Elsewhere(NamedTuple):
    """The other engagement that a record answers; see `sharing`."""

    engagement: Ref
    occurred: Days

    def __str__(self) -> str:
        """Return it as a sentence names it."""
        first, last = self.occurred
        days = f"{first}" if first == last else f"{first} to {last}"
        return f"the engagement of {days} ({self.engagement.source}, {self.engagement.id})"


class Candidate(NamedTuple):
    """A record held against a duty."""

    disclosure: Disclosure
    score: float
    features: tuple[Feature, ...]
    certain: bool = False
    """Filer and days leave no doubt: only such a record may be called late."""
    elsewhere: Elsewhere | None = None
    """Which other engagement it answers, where that keeps it from answering this one."""

    @property
    def why(self) -> str:
        """Return the comparison in one line, for evidence."""
        if self.disclosure.withdrawn:
            return "the record was withdrawn from the register"
        said = [
            f"{feature.name} {'unknown' if feature.score is None else format(feature.score, '.2f')}"
            f" ({feature.query or '-'} / {feature.candidate or '-'})"
            for feature in self.features
        ]
        if self.elsewhere is not None:
            said.append(f"answers {self.elsewhere}")
        return "; ".join(said)
