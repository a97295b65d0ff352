"""Law 1: what a backtest says is what is true of the facts, however they lie in its files."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared import packs
from interparty_shared.domain.deadlines import Deadline
from interparty_shared.domain.regimes import MatchLimits
from tests.bench.world import World
from tests.support import backtests, builders, shapes
from tests.support.builders import Event
from tests.support.oracle import truth
from tests.support.worlds import CONTENDED, WORLDS, crowded

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OWN = [*packs.load(), *shapes.rules()]
FEWER = [one for one in OWN if one.id != "CA-MP-TRAVEL"]
PACKS = {
    "ours": OWN,
    "longer": [replace(one, deadline=Deadline(60)) for one in OWN if one.shape != "prohibition"],
    "without thresholds": [replace(one, thresholds=(), version="2026-01-01") for one in FEWER],
    "from March": [replace(one, valid_from=date(2026, 3, 1), confidence="recall") for one in FEWER],
    "stricter": [replace(one, match=MatchLimits(accept=0.95)) for one in OWN],
    "pending alerts": [
        replace(one, severity=(("missing", "low"), ("pending", "info"))) for one in OWN
    ],
    "none": [],
}
NAMED = st.sampled_from(sorted(PACKS))


@settings(max_examples=200, deadline=None)
@given(world=WORLDS | CONTENDED, rules=NAMED, seed=st.integers(0, 2**16))
def test_any_order_and_duplication_of_any_world_comes_to_the_truth(
    world: list[Event], rules: str, seed: int
) -> None:
    chance = random.Random(seed)
    read = world + chance.sample(world, chance.randint(0, len(world)))
    chance.shuffle(read)

    said = backtests.verdicts(read, PACKS[rules], NOW)

    assert said == truth(world, PACKS[rules], NOW)


def test_many_who_bear_like_names_come_to_the_truth_with_their_records_and_retractions() -> None:
    for seed in range(20):
        world = crowded(random.Random(seed))

        assert backtests.verdicts(world, OWN, NOW) == truth(world, OWN, NOW)


def test_houses_full_of_people_come_to_the_truth_under_all_rules() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    world = [*World(seed=3, days=40).events(900), builders.coverage("2025-01-01", "2026-10-31")]

    held, told = backtests.verdicts(world, OWN, now)

    assert (held, told) == truth(world, OWN, now)
    assert {"late", "missing", "disclosed", "undetermined", "ambiguous"} <= {
        one["verdict"] for one in held.values()
    }


@settings(max_examples=150, deadline=None)
@given(world=WORLDS | CONTENDED, before=NAMED, after=NAMED)
def test_differences_are_those_of_the_two_truths(
    world: list[Event], before: str, after: str
) -> None:
    earlier, later = PACKS[before], PACKS[after]
    (_, old), (_, new) = truth(world, earlier, NOW), truth(world, later, NOW)

    said = backtests.changes(world, earlier, later, NOW)

    assert {id_ for id_, one in said.items() if one["kind"] == "appears"} == new.keys() - old.keys()
    assert {
        id_ for id_, one in said.items() if one["kind"] == "disappears"
    } == old.keys() - new.keys()
    assert {id_ for id_, one in said.items() if one["kind"] in {"changes", "reworded"}} == {
        id_ for id_ in old.keys() & new.keys() if old[id_] != new[id_]
    }
    for id_, one in said.items():
        assert (one["before"] or {}).get("alert") == old.get(id_)
        assert (one["after"] or {}).get("alert") == new.get(id_)
        assert one["why"]
