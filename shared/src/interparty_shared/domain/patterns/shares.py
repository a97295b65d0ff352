"""What the kinds have in common that hold a share in one window against the share before."""

from dataclasses import dataclass
from math import ceil

from interparty_shared.domain.duties import Step
from interparty_shared.domain.patterns.history import LONGEST, Timeline
from interparty_shared.domain.patterns.rules import Level, rounded


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


def tested(p: Shares, p_value: float, q: float, tests: int) -> Step:
    """Return the step that says how a finding was tested."""
    return Step(
        "test",
        f"Were the shares the same, so many would have the probability {rounded(p_value):.2g}; of {tests:,}"
        f" pairs of countries tested in the week, those kept at a false discovery rate of {p.level:.0%}"
        f" have a q value of {p.level:g} or less, this one {rounded(q):.2g}.",
        "inferred",
        {"p": rounded(p_value), "q": rounded(q), "pairs": tests, "level": p.level},
    )


def certainty(p: Shares, q: float) -> Level:
    """Return how sure a finding is, by its q value."""
    return 2 if q <= p.level / 10 else 1 if q <= p.level / 2 else 0
