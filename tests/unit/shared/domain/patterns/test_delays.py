"""How long somebody usually takes, held against estimates that are known."""

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.statistics.delays import Delays, usual

NONE = Delays()
DAYS = st.lists(st.integers(0, 60), max_size=40)


def test_without_neighbours_the_quantile_is_kaplan_and_meiers() -> None:
    # Freireich et al. 1963, remission under 6-MP, weeks: Kaplan-Meier's median is 23.
    told = (6, 6, 6, 7, 10, 13, 16, 22, 23)
    waiting = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)

    found = usual(Delays(told, waiting), NONE, share=0.5, strength=1e-9)

    assert (found.day, found.low, found.high) == (23, 13, None)


def test_few_of_ones_own_are_drawn_to_the_neighbours() -> None:
    own, slow = Delays((5, 5, 5)), Delays(tuple([40] * 50))

    alone = usual(own, NONE, share=0.75, strength=1e-9)
    among = usual(own, slow, share=0.75, strength=10.0)

    assert (alone.day, among.day) == (5, 40)


def test_who_does_not_usually_tell_has_no_usual_day() -> None:
    found = usual(Delays((3, 4), tuple([90] * 20)), NONE, share=0.75, strength=1.0)

    assert (found.day, found.high) == (None, None)


@given(told=DAYS, waiting=DAYS, near=DAYS)
def test_limits_lie_about_the_day_and_more_waiting_makes_it_no_earlier(
    told: list[int], waiting: list[int], near: list[int]
) -> None:
    found = usual(Delays(told, waiting), Delays(near), share=0.6, strength=2.0)
    later = usual(Delays(told, [*waiting, 61]), Delays(near), share=0.6, strength=2.0)

    never = 10**6
    assert (found.low or 0) <= (never if found.day is None else found.day)
    assert (found.day or 0) <= (never if found.high is None else found.high)
    assert (found.day or 0) <= (never if later.day is None else later.day)
