"""What a record is known by from edition to edition: its own key, or one made of what it says."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from interparty_ingest.sources import cells
from interparty_ingest.sources.rows import Row

_LENGTH = 32


def made_of(*parts: object) -> str:
    """Return a key of what has none in its register: the same as long as these parts are the same."""
    said = "\x1f".join(cells.text(part).casefold() for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:_LENGTH]


def once(rows: Iterable[Row]) -> Iterator[Row]:
    """Return the rows with keys that are all different: of those with one key, the first counts.

    The others are refused, under the key with their number behind it.
    """
    seen: dict[str, int] = {}
    for row in rows:
        times = seen[row.key] = seen.get(row.key, 0) + 1
        if times == 1:
            yield row
        else:
            refused = "stands in the list more than once"
            yield replace(row, key=f"{row.key}#{times}", made=(), unknown=(), refused=refused)
