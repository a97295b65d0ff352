"""Two windows held against each other by what is the same in both: exact tests of tables of two by two."""

from math import exp, lgamma


def at_least_of_sample(count: int, marked: int, sample: int, whole: int) -> float:
    """Return the probability that a sample holds so many marked ones, or more.

    `marked` of the `whole` are marked, and `sample` of the whole are drawn without replacement: the
    hypergeometric law, by which Fisher (1935, J. R. Stat. Soc. 98, 39-82) tests whether a share was the
    same in two windows, whatever it was.

    Raises:
        ValueError: there are more marked ones than the whole, or more were drawn.
    """
    if not 0 <= marked <= whole or not 0 <= sample <= whole:
        raise ValueError(f"{marked} marked and {sample} drawn do not go into {whole}")
    least, most = max(count, 0, sample + marked - whole), min(marked, sample)
    if count <= max(0, sample + marked - whole):
        return 1.0
    ways = _log_ways(whole, sample)
    return min(
        1.0,
        sum(
            exp(_log_ways(marked, one) + _log_ways(whole - marked, sample - one) - ways)
            for one in range(least, most + 1)
        ),
    )


def _log_ways(of: int, taken: int) -> float:
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
