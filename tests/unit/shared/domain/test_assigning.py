"""Which takes which: the best of all ways there are, whatever the order in which scores are looked at."""

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain import assigning
from interparty_shared.domain.assigning import Fit, assigned
from tests.support.contending import Fits, ways, worth

FEW_SCORES = st.sampled_from([7000, 7000, 8500, 9500, 10_000])
FITS = st.lists(
    st.dictionaries(st.integers(0, 4), st.builds(Fit, FEW_SCORES, st.booleans()), max_size=4),
    min_size=1,
    max_size=5,
)


@settings(max_examples=500, deadline=None)
@given(FITS)
def test_what_is_assigned_is_the_best_of_all_ways_there_are(fits: Fits) -> None:
    best = max(ways(fits), key=lambda way: worth(fits, way))

    assert tuple(assigned(fits)) == best


@given(FITS)
def test_the_order_in_which_fits_were_noted_is_nothing(fits: Fits) -> None:
    shuffled = [dict(sorted(one.items(), reverse=True)) for one in fits]

    assert assigned(shuffled) == assigned(fits)


def test_one_with_another_thing_of_its_own_leaves_the_first_to_who_has_no_other() -> None:
    greedy_takes = Fit(10_000, True)

    assert assigned([{0: greedy_takes, 1: Fit(9_000, True)}, {0: Fit(9_500, False)}]) == [1, 0]


def test_what_is_left_to_those_who_share_it_beyond_the_bound_is_not_had_alone() -> None:
    """Each thing does for two who share it and have another, and for one who would have it alone."""
    count = assigning.TRIED + 1
    fits: list[dict[int, Fit]] = []
    for thing in range(count):
        other = count + thing
        sharing = {thing: Fit(9_000, True), other: Fit(9_000, True)}
        fits += [sharing, sharing, {thing: Fit(8_000, False)}]

    had = assigned(fits)

    assert had[2::3] == [*range(assigning.TRIED), None]


def test_many_rows_are_assigned_as_one_by_one() -> None:
    size = assigning.TRIED * 5
    fits = [{at: Fit(9_000, False), at + 1: Fit(9_500, False)} for at in range(size)]

    assert assigned(fits) == list(range(1, size + 1))
    assert assigned([]) == []
