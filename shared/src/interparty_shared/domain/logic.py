"""Three-valued logic (Kleene's strong logic): true, false, and unknown as None.

A condition on an unknown fact is unknown, and says which fact would settle it.
"""

from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Return False if any is false, else unknown if any is unknown, else True."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """Return True if any is true, else unknown if any is unknown, else False."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negated(value: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return None if value is None else not value


def within(value: str | None, allowed: frozenset[str]) -> Truth:
    """Return whether the value is one of those allowed, or unknown where there is none."""
    return None if value is None else value in allowed
