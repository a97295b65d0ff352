"""How names of actors are compared, with our lexicon: read once in a process."""

from functools import cache
from typing import Final

from interparty_shared.domain.resolving.comparing import Matcher
from interparty_shared.reference import lexicon

KEPT: Final = 16_384
"""Names whose reading is kept; one takes some 4 KiB, so that all of them take 64 MiB at most."""


@cache
def matcher() -> Matcher:
    """Return what compares names with reference records."""
    return Matcher(lexicon.load(), kept=KEPT)
