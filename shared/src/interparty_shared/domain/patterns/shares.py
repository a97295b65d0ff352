"""What the kinds have in common that hold a share in one window against the share before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, Protocol, TypeVar

from interparty_shared.domain.duties import Step
from interparty_shared.domain.patterns.history import LONGEST, Subject, Timeline
from interparty_shared.domain.patterns.rules import Level, rounded
from interparty_shared.domain.patterns.statistics.discoveries import benjamini_hochberg


@dataclass(frozen=True, slots=True)
class Shares:
    """What such kinds can be told.

    `window`: weeks that are looked at; `before`: those before, that they are held against; `least`:
    occasions that either must hold; `apart`: in days, contacts that follow sooner are of one occasion;
    `level`: the share of false findings in a week.
    """

    window: int = 26
    before: int = 104
    least: int = 10
    apart: int = 3
    level: float = 0.05

    def __post_init__(self) -> None:
        if self.window < 1 or self.before < self.window:
            raise ValueError("window is 1 or more, and before no shorter")
        if self.least < 2:
            raise ValueError("least is 2 or more")
        if not 1 <= self.apart <= 14:
            raise ValueError("apart is 1 to 14 days")
        if not 0.0 < self.level < 1.0:
            raise ValueError("level lies between 0 and 1")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week; the first may begin within an occasion."""
        return self.window + self.before + ceil((LONGEST + self.apart) / 7)

    def occasions(self, timeline: Timeline | None, week: int) -> tuple[int, int]:
        """Return how many occasions began in the window that ends with a week, and before."""
        first = week - self.window + 1
        now = was = 0
        if timeline is not None:
            for at, n in timeline.occasions(self.apart).items():
                if first <= at <= week:
                    now += n
                elif first - self.before <= at < first:
                    was += n
        return now, was


class Weighed(Protocol):
    """What two countries' shares come to: `p`, the probability of so many, were they the same."""

    @property
    def p(self) -> float:
        """Return that probability."""


One = TypeVar("One", bound=Weighed)


class Discovery(NamedTuple):
    """That a finding was kept: its q value, and of how many tests it is one."""

    q: float
    tests: int


def of_countries(timelines: Mapping[Subject, Timeline]) -> dict[Subject, dict[str, Timeline]]:
    """Return timelines by their two countries, and by what the third part of the subject says."""
    found: dict[Subject, dict[str, Timeline]] = {}
    for (home, away, part), timeline in timelines.items():
        found.setdefault((home, away), {})[part] = timeline
    return found


def discovered(
    p: Shares, weighed: Iterable[tuple[Subject, One | None]], enough: Callable[[One], bool]
) -> Iterator[tuple[Subject, One, Discovery]]:
    """Give what is found at the level of a rule; None: too little is known for a test.

    What was tested and is not `enough` to be told of counts among the tests.
    """
    found = {pair: one for pair, one in weighed if one is not None}
    p_values = {pair: one.p for pair, one in found.items() if enough(one)}
    kept = benjamini_hochberg(p_values, tests=len(found), level=p.level)
    for pair in kept.kept:
        yield pair, found[pair], Discovery(kept.q_values[pair], len(found))


def tested(p: Shares, p_value: float, kept: Discovery) -> Step:
    """Return the step that says how a finding was tested."""
    return Step(
        "test",
        f"Were the shares the same, so many would have the probability {rounded(p_value):.2g}; of"
        f" {kept.tests:,}"
        f" pairs of countries tested in the week, those kept at a false discovery rate of {p.level:.0%}"
        f" have a q value of {p.level:g} or less, this one {rounded(kept.q):.2g}.",
        "inferred",
        {"p": rounded(p_value), "q": rounded(kept.q), "pairs": kept.tests, "level": p.level},
    )


def certainty(p: Shares, kept: Discovery) -> Level:
    """Return how sure a finding is, by its q value."""
    return 2 if kept.q <= p.level / 10 else 1 if kept.q <= p.level / 2 else 0
