"""A world of pairs that meet, with planted episodes: what detectors of unusual counts are held against.

Nothing in it is drawn from the model that is tested: rates are lognormal (that model says Gamma), they
drift, some pairs have a fair every year, some engagements come in twos and threes, groups have seasons of
their own, publish more from some week on without saying so, begin late or stop (which is declared).
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, exp, log, pi
from typing import Final

from interparty_shared.domain.patterns.statistics.series import Spans

YEAR: Final = 52


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a world is, and what is planted. All times are weeks."""

    pairs: int = 3_000
    groups: int = 60
    weeks: int = 216
    judged_from: int = 112
    planted: int = 40
    """Episodes of each strength."""
    times: tuple[int, ...] = (2, 4, 8)
    plus: tuple[int, ...] = (3, 5, 8)
    seed: int = 1
    even: bool = False
    """Whether all groups have the same law, but for how much of them is published; nothing is planted."""

    @property
    def strengths(self) -> list[str]:
        """Return their names."""
        return [f"x{times}" for times in self.times] + [f"+{plus}" for plus in self.plus]


@dataclass(frozen=True, slots=True)
class Episode:
    """A surge: of which pair, from which week to which, and how strong."""

    pair: int
    first: int
    last: int
    strength: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An engagement of a pair: the week it took place, and the week it was known."""

    pair: int
    week: int
    known: int


@dataclass(slots=True)
class Made:
    """A world: the group of each pair, when groups were observed, what happened, and what was planted."""

    plan: Plan
    group_of: list[str]
    observed: dict[str, Spans]
    happened: list[Happened] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    rates: list[list[float]] = field(default_factory=list)
    """By pair, the engagements that each week would have on average without what was planted."""

    def known_in(self, week: int) -> list[Happened]:
        """Return what becomes known in a week."""
        if not self._by_known:
            for one in self.happened:
                self._by_known.setdefault(one.known, []).append(one)
        return self._by_known.get(week, [])

    _by_known: dict[int, list[Happened]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """How much a group does and shows: its rate, the amplitude and phase of its season, and its steps."""

    name: str
    rate: float
    swing: float
    phase: float
    step_at: int
    step: float

    def factor(self, week: int) -> float:
        """Return its activity in a week, beside the general one."""
        season = 1.0 + self.swing * cos(2 * pi * (week - self.phase) / YEAR)
        return self.rate * season * (self.step if week >= self.step_at else 1.0)


def made(plan: Plan) -> Made:
    """Return the world of a plan: the same every time."""
    dice = random.Random(plan.seed)
    groups = [_group(dice, plan, number) for number in range(plan.groups)]
    world = Made(plan, [], _observed(dice, plan, groups))
    for pair in range(plan.pairs):
        group = groups[pair % plan.groups] if plan.even else dice.choice(groups)
        world.group_of.append(group.name)
        world.rates.append(list(_rates(dice, plan, group)))
        _happen(dice, world, pair, world.rates[-1])
    if not plan.even:
        _plant(dice, world, world.rates)
    return world


def _group(dice: random.Random, plan: Plan, number: int) -> Group:
    name = f"G{number:03}"
    if plan.even:
        # From a sixteenth to the whole of what happens is published.
        return Group(name, 2.0 ** -(number % 5), 0.0, 0.0, plan.weeks, 1.0)
    stepping = dice.random() < 0.15
    return Group(
        name,
        exp(dice.gauss(0.0, 0.8)),
        dice.uniform(0.0, 0.5),
        dice.uniform(0, YEAR),
        dice.randrange(60, plan.weeks) if stepping else plan.weeks,
        dice.choice((0.33, 2.0, 3.0)) if stepping else 1.0,
    )


def _observed(dice: random.Random, plan: Plan, groups: list[Group]) -> dict[str, Spans]:
    """Return the declared gaps: some groups begin late, some stop, some are away for a while."""
    found: dict[str, Spans] = {}
    last = plan.weeks - 1
    for group in groups if not plan.even else ():
        kind = dice.random()
        if kind < 0.12:
            found[group.name] = [(dice.randrange(20, plan.judged_from), last)]
        elif kind < 0.20:
            found[group.name] = [(0, dice.randrange(plan.judged_from, last))]
        elif kind < 0.28:
            stop = dice.randrange(20, plan.judged_from)
            found[group.name] = [(0, stop), (stop + dice.randrange(8, 30), last)]
    return found


def _rates(dice: random.Random, plan: Plan, group: Group) -> Iterator[float]:
    """Yield a pair's expected count of each week."""
    own = exp(dice.gauss(-4.2, 1.4))
    fair = dice.randrange(YEAR) if dice.random() < 0.03 and not plan.even else None
    drift = 0.0
    for week in range(plan.weeks):
        general = (1.0 + 0.2 * week / YEAR) * (1.0 + 0.35 * cos(2 * pi * (week - 20) / YEAR))
        drift += dice.gauss(0.0, 0.03)
        at_fair = fair is not None and (week - fair) % YEAR < 2
        yield own * general * group.factor(week) * exp(drift) + (1.2 if at_fair else 0.0)


def _happen(dice: random.Random, world: Made, pair: int, rates: list[float]) -> None:
    spans = world.observed.get(world.group_of[pair])
    for week, rate in enumerate(rates):
        for _ in range(_poisson(dice, rate * dice.gammavariate(2.0, 0.5))):
            # Now and then one calls for another: a return visit, a second day.
            for _ in range(1 if dice.random() < 0.85 else dice.choice((2, 2, 3))):
                _know(dice, world, spans, pair, week)


def _know(dice: random.Random, world: Made, spans: Spans | None, pair: int, week: int) -> None:
    if spans is None or any(first <= week <= last for first, last in spans):
        late = 0 if dice.random() < 0.6 else 1 + int(log(1.0 - dice.random()) / log(0.5))
        world.happened.append(Happened(pair, week, week + late))


def _plant(dice: random.Random, world: Made, rates: list[list[float]]) -> None:
    plan, taken = world.plan, set[int]()
    seen = Counter(one.pair for one in world.happened if one.week < plan.judged_from)
    for strength in plan.strengths:
        by, number = strength[0], int(strength[1:])
        planted = tries = 0
        while planted < plan.planted and tries < 100_000:
            tries += 1
            pair = dice.randrange(plan.pairs)
            first = dice.randrange(plan.judged_from, plan.weeks - 10)
            last = first + (dice.randrange(4, 9) if by == "x" else 4) - 1
            spans = world.observed.get(world.group_of[pair])
            there = spans is None or any(a + 30 <= first and last + 4 <= b for a, b in spans)
            usual = 4 * sum(rates[pair][first - 26 : first]) / 26
            fits = 0.5 <= usual <= 12 if by == "x" else usual <= 6
            if pair in taken or not seen[pair] or not there or not fits:
                continue
            taken.add(pair)
            planted += 1
            world.episodes.append(Episode(pair, first, last, strength))
            for week in range(first, last + 1):
                more = rates[pair][week] * (number - 1) * dice.gammavariate(2.0, 0.5)
                for _ in range(_poisson(dice, more) if by == "x" else 0):
                    _know(dice, world, spans, pair, week)
            for _ in range(number if by == "+" else 0):
                _know(dice, world, spans, pair, dice.randint(first, last))


def _poisson(dice: random.Random, mean: float) -> int:
    limit, product, count = exp(-min(mean, 700.0)), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count
