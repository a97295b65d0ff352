"""By whose sources an engagement was made public, and when first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def made_public(sources: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, date | None], ...]:
    """Return the sides whose sources tell of it, in order, each with the first day; None: not known."""
    found: dict[str, date | None] = {}
    for source in sources:
        side = source.get("side")
        if not side:
            continue
        day = _day(source.get("published"))
        known = found.get(side)
        found[side] = min(known, day) if known and day else known or day
    return tuple(sorted(found.items(), key=lambda item: item[0]))


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(str(said)[:10]) if said else None
    except ValueError:
        return None
