"""Our statistics over a world, week by week, as it becomes known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from interparty_shared.domain.patterns.statistics.fitting import fit_world
from interparty_shared.domain.patterns.statistics.scoring import Scored, discover, weighed
from interparty_shared.domain.patterns.statistics.series import Settings, aggregated, seen
from interparty_shared.domain.patterns.statistics.world import World
from tests.bench.patterns_judging import Scores
from tests.bench.patterns_world import Made


@dataclass(frozen=True, slots=True)
class Week:
    """What the model of a week says of the pairs that have a count in its window."""

    world: World
    scores: dict[int, Scored]


def weeks(made: Made, settings: Settings | None = None) -> Iterator[Week]:
    """Yield each week that is judged, by what was known when it ended."""
    settings = settings or Settings()
    counts: list[Counter[int]] = [Counter() for _ in made.group_of]
    for week in range(made.plan.weeks):
        for one in made.known_in(week):
            counts[one.pair][one.week] += 1
        if week < made.plan.judged_from:
            continue
        pairs = zip(made.group_of, counts, strict=True)
        world = fit_world(week, aggregated(pairs, week, settings, made.observed, since=0), settings)
        scores = {}
        for pair, group in enumerate(made.group_of):
            now = sum(counts[pair].get(at, 0) for at in settings.now(week))
            if now >= settings.least_count:
                it = seen(group, counts[pair], week, settings, made.observed.get(group))
                scores[pair] = weighed(world, it, counts[pair], made.observed.get(group))
        yield Week(world, scores)


def ranked(said: list[Week]) -> Scores:
    """Return the scores by which pairs are ranked."""
    return [
        (one.world.week, pair, scored.evidence)
        for one in said
        for pair, scored in one.scores.items()
        if scored.evidence > 0.0
    ]


def found(said: list[Week], level: float) -> set[tuple[int, int]]:
    """Return the pairs and weeks kept at a false discovery rate."""
    return {
        (pair, one.world.week)
        for one in said
        for pair in discover(one.world, one.scores, level=level).kept
    }
