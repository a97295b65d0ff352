"""Backtests hold each report against few others, and miss none that is like it."""

from typing import Any

from hypothesis import given

from interparty_shared.backtest.reports import alike
from interparty_shared.domain.corroboration.occurrence import same_occurrence
from tests.unit.shared.domain.corroboration import told


@given(told.posted())
def test_all_that_are_alike_are_found_and_no_others(reports: list[Any]) -> None:
    known = [one.engagement for one in reports]

    found = alike(known)

    for at, one in enumerate(known):
        like = {place for place, other in enumerate(known) if same_occurrence(one, other)}
        assert found.get(at, set()) == like
