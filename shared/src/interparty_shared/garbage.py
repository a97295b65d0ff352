"""How often Python looks for garbage in cycles, which is most of what it would do to take in events.

Whatever is in no cycle is let go at once, by counting; this is about the rest: a few hundred bytes for
a thousand events.
"""

import gc
from typing import Final

YOUNG: Final = 50_000
"""Objects made and not let go before the young are looked at: those of about one batch. Python's own
700 had them moved up, as if they were to stay, while the batch was under way; a third of the time of
taking in events went into looking at them again and again."""
MIDDLE: Final = 20
OLD: Final = 100


def settle() -> None:
    """Call once all is opened: what is there by now stays, and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
