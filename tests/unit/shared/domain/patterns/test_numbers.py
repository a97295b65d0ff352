"""Every number behind a finding has a name that people can read."""

import pytest

from interparty_shared.domain.patterns.numbers import CALLED, called
from interparty_shared.packs.patterns import fixtures

SUITES = fixtures.suites()


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_what_a_kind_finds_is_told_in_numbers_that_have_names(suite: fixtures.Suite) -> None:
    finding = next(one for one in suite.fixtures if one.expect)
    told = fixtures.play(finding, suite.rules)

    numbers = {name for one in told for name in one.document["pattern"]["numbers"]}
    assert numbers
    assert numbers <= CALLED.keys()


def test_a_number_without_a_name_is_called_by_its_key() -> None:
    assert called("some_new_number") == "Some new number"


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        ("channel-shift.yaml", "party", "party_before"),
        ("concentration.yaml", "top", "top_before"),
        ("surge.yaml", "count", "before"),
    ],
)
def test_the_series_that_is_drawn_adds_up_to_the_numbers_that_are_told(
    name: str, now: str, before: str
) -> None:
    (suite,) = [one for one in SUITES if one.name == name]
    finding = next(one for one in suite.fixtures if one.expect)
    told = fixtures.play(finding, suite.rules)

    assert told
    for one in told:
        numbers = one.document["pattern"]["numbers"]
        *past, last = [point["count"] for point in one.document["series"]]
        assert (last, sum(past)) == (numbers[now], numbers[before])
        assert numbers[now] > 0
    assert any(one.document["pattern"]["numbers"][before] for one in told)
