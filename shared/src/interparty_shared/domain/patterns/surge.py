"""`surge`: more contacts of two bodies than their past, the season and everybody's trend explain."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from interparty_shared.domain.contacts import PARTY_KINDS
from interparty_shared.domain.patterns.history import (
    LONGEST,
    History,
    Met,
    Subject,
    Timeline,
    View,
)
from interparty_shared.domain.patterns.rules import (
    Finding,
    Rule,
    counted,
)
from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.observing import observed_by_group
from interparty_shared.domain.patterns.statistics.scoring import (
    discover,
    score_pair,
)
from interparty_shared.domain.patterns.statistics.series import (
    Counts,
    Settings,
    Spans,
    aggregated,
)
from interparty_shared.domain.patterns.surge_telling import Told, finding

NAME: Final = "surge"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What it can be told.

    `of`: whose contacts are counted: two bodies (`pair`), all bodies of a country and one party of
    another (`country_and_party`), or all bodies of two countries (`countries`); `window`, `memory`,
    `least_history`, `least_count`: as `statistics.series.Settings` has them; `apart`: in days, contacts
    that follow sooner are of one occasion; `level`: the share of false findings in a week.
    """

    of: Literal["pair", "country_and_party", "countries"] = "pair"
    window: int = 4
    past: int = 104
    least_history: int = 26
    least_count: int = 3
    apart: int = 3
    level: float = 0.05

    def __post_init__(self) -> None:
        if self.window < 1 or self.past < self.least_history or self.least_count < 2:
            raise ValueError("window is 1 or more, least_count 2 or more, past holds least_history")
        if not 1 <= self.apart <= 14:
            raise ValueError("apart is 1 to 14 days")
        if not 0.0 < self.level < 1.0:
            raise ValueError("level lies between 0 and 1")

    @property
    def memory(self) -> int:
        """Return how many weeks bear on the finding of a week.

        The first of them may begin within an occasion of weeks before.
        """
        return self.window + self.past + ceil((LONGEST + self.apart) / 7)

    @property
    def settings(self) -> Settings:
        """Return them as the statistics take them."""
        return Settings(
            window=self.window,
            memory=self.past,
            least_history=self.least_history,
            least_count=self.least_count,
        )


def belongs(rule: Rule, met: Met) -> Iterator[tuple[Subject, View]]:
    """Give the subjects of a contact."""
    of = rule.parameters.of
    if of != "country_and_party":
        view = next((one for one in met.views if rule.sees(one)), None)
        if view is not None and of == "pair":
            yield (view.home.key, view.away.key), view
        elif view is not None:
            yield (f"country:{view.home.country}", f"country:{view.away.country}"), view
        return
    for view in met.views:
        if view.home.kind in PARTY_KINDS and rule.sees(view):
            yield (view.home.key, f"country:{view.away.country}"), view


def find(rule: Rule, week: int, history: History) -> Iterator[Finding]:
    """Give the pairs whose window holds more than the null model explains, at the rule's level."""
    p: Parameters = rule.parameters
    settings = p.settings

    def mine(met: Met) -> Iterable[tuple[Subject, View]]:
        return belongs(rule, met)

    timelines = history.timelines(rule, mine)
    group_of = {subject: _group(one) for subject, one in timelines.items()}
    counts = {subject: one.occasions(p.apart) for subject, one in timelines.items()}
    now = settings.now(week)
    due = [one for one in counts if sum(counts[one].get(at, 0) for at in now) >= p.least_count]
    if not due:
        return
    pairs = [(group_of[subject], one) for subject, one in counts.items()]
    spans = _observed(pairs, week, settings, history.since)
    world = fit_world(
        week, aggregated(pairs, week, settings, observed=spans, since=history.since), settings
    )
    scores = {
        subject: score_pair(world, group_of[subject], counts[subject], spans[group_of[subject]])
        for subject in due
    }
    found = discover(world, scores, level=p.level)
    for subject in found.kept:
        said = Told(
            scores[subject], world.groups[group_of[subject]].history, found.q_values[subject]
        )
        yield finding(rule, history, subject, timelines[subject], said, world)


def _observed(
    pairs: Iterable[tuple[str, Counts]], week: int, settings: Settings, since: int | None
) -> Mapping[str, Spans]:
    """Return when each group was observed, by what was counted in window and memory."""
    first = max(settings.before(week).start, since if since is not None else week)
    totals: dict[str, Counter[int]] = {}
    for group, counts in pairs:
        totals.setdefault(group, Counter()).update(counts)
    return observed_by_group(totals, first, week)


def explained(rule: Rule) -> list[str]:
    """Return what the rule asks."""
    p: Parameters = rule.parameters
    return [
        f"In {counted(p.window, 'week')}, {_WHO[p.of]} are in contact on"
        f" {counted(p.least_count, 'occasion')} or more, and on more than the {p.past} weeks before, the"
        " season and everybody's trend lead one to expect.",
        f"Engagements less than {counted(p.apart, 'day')} apart are one occasion: a journey, a forum.",
        f"Of all findings of a week a share of {p.level:.0%} may be false, over all that are watched.",
        f"Nothing is said of countries of which less than {p.least_history} weeks are recorded before; a"
        " silence too long to be chance is not counted as recorded.",
    ]


_WHO: Final[Mapping[str, str]] = {
    "pair": "two bodies of different countries",
    "country_and_party": "all bodies of a country and one party of another",
    "countries": "all bodies of two countries",
}


def _group(timeline: Timeline) -> str:
    """Return the country by which a pair's exposure is known: that of the side at home."""
    return timeline.views[0].home.country
