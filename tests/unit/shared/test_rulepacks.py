"""Our own packs make of their fixtures what these say."""

import pytest

from interparty_shared.packs.fixtures import Fixture, Suite, faults, suites

SUITES = suites()
CASES = [(suite, one) for suite in SUITES for one in suite.fixtures]


@pytest.mark.parametrize(("suite", "one"), CASES, ids=[f"{a.name}: {b.title}" for a, b in CASES])
def test_a_fixture_comes_out_as_written(suite: Suite, one: Fixture) -> None:
    assert faults(one, suite.rules) == []
