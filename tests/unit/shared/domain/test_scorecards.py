"""What triage says of a rule, and with what certainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.scorecards import Interval, Scorecard, scored, wilson


def test_the_interval_is_wilson_s() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (successes, trials), (low, high) in published.items():
        assert wilson(successes, trials) == pytest.approx(Interval(low, high), abs=5e-5)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_holds_the_share_and_narrows_as_more_is_judged(kept: int, not_: int) -> None:
    trials = kept + not_
    low, high = wilson(kept, trials)
    assert 0 <= low <= high <= 1
    if trials:
        assert low <= kept / trials <= high
        wide = wilson(kept * 4, trials * 4)
        assert wide.high - wide.low < high - low


def test_nothing_judged_leaves_everything_open() -> None:
    assert wilson(0, 0) == Interval(0, 1)


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, trials)


@pytest.mark.parametrize(
    ("acknowledged", "dismissed", "advice"),
    [
        (3, 0, "too_few"),
        (8, 2, "too_few"),
        (16, 0, "keep"),
        (60, 40, "tune"),
        (2, 8, "tune"),
        (1, 9, "retire"),
        (0, 4, "retire"),
    ],
)
def test_the_advice_is_what_the_interval_leaves(
    acknowledged: int, dismissed: int, advice: str
) -> None:
    card = Scorecard("R", open=200, acknowledged=acknowledged, dismissed=dismissed)

    assert card.advice == advice


def test_counts_become_a_card_for_each_rule_that_raised_something() -> None:
    found = scored(
        {("B", "open"): 3, ("A", "withdrawn"): 1, ("B", "resolved"): 1},
        {("B", "acknowledge"): 1, ("B", "reopen"): 2, ("B", "dismiss"): 1},
    )

    assert found == [
        Scorecard("A", withdrawn=1),
        Scorecard("B", open=3, resolved=1, acknowledged=1, dismissed=1),
    ]
    assert found[1].text == (
        "1 of 2 alerts judged by people was acknowledged: 9% to 91% would be (95% interval after"
        " Wilson); 2 not judged, 0 withdrawn since."
    )
