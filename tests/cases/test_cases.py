"""The cases of the notes on regimes, C1 to C52, each with what every rule that is on makes of it.

Those from the registers of visits are the demonstration's (`tests/unit/embedded/test_demo_events.py`);
here are the others, and the list that says that none was left out.
"""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from interparty_shared import packs
from interparty_shared.packs import fixtures
from interparty_shared.packs.fixtures import Fixture

CASES = fixtures.read(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"), name="cases.yaml"
)
ON = [rule for rule in packs.load() if rule.enabled]


@pytest.mark.parametrize("case", CASES, ids=[one.title for one in CASES])
def test_every_rule_that_is_on_makes_of_a_case_what_is_written(case: Fixture) -> None:
    assert fixtures.faults(case, ON) == []


def test_no_case_of_the_notes_is_left_out() -> None:
    demo = resources.files("interparty_embedded").joinpath("demo/events.ndjson")
    shown = [json.loads(line)["id"] for line in demo.read_text(encoding="utf-8").splitlines()]
    numbers = {
        int(found[1])
        for name in (*shown, *(case.title for case in CASES))
        if (found := re.match(r"C(\d+)", name))
    }

    assert numbers == set(range(1, 53))
