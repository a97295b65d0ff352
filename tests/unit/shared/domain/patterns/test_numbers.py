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
