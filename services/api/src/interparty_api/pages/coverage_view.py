"""For which days our copy of a register is known complete, as a bar over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from interparty_api.i18n import Translator

WIDTH: Final = 600
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """Spans and years, in units of `WIDTH`."""

    spans: tuple[tuple[int, int], ...]
    """Where each begins, and how wide it is."""
    ticks: tuple[tuple[int, int], ...]
    """Where a year begins, and which."""
    said: str
    """The same in a sentence."""


def bar(t: Translator, complete: Sequence[Mapping[str, Any]], *, today: date) -> Bar | None:
    """Return the bar of a register's spans; None where nothing is known."""
    days = [(date.fromisoformat(one["from"]), date.fromisoformat(one["to"])) for one in complete]
    if not days:
        return None
    first = min(start for start, _ in days).replace(month=1, day=1)
    last = max(today, *(end for _, end in days))
    length = max(1, (last - first).days)

    def at(day: date) -> int:
        return round(WIDTH * (day - first).days / length)

    spans = tuple((at(start), max(3, at(end) - at(start))) for start, end in days)
    years = range(first.year, last.year + 1)
    step = -(-len(years) // _MOST_TICKS)
    ticks = tuple((at(date(year, 1, 1)), year) for year in years[::step])
    said = "; ".join(
        t.gettext("{first} to {last}", first=t.date(start), last=t.date(end)) for start, end in days
    )
    return Bar(spans, ticks, said)
