"""How names of actors are compared, with our lexicon: read once in a process."""

from functools import cache

from interparty_shared.domain.resolving.comparing import Matcher
from interparty_shared.reference import lexicon


@cache
def matcher() -> Matcher:
    """Return what compares names with reference records."""
    return Matcher(lexicon.load())
