"""What is measured, and how it is told: medians with their range, a ratio from pairs of one run."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `goal` is of the ratio; None: there is none, the figure is only told."""

    name: str
    unit: str
    ours: tuple[float, ...]
    peer: tuple[float, ...] = ()
    """What ours is held against, one value for each of ours, taken by turns with it."""
    peer_is: str = ""
    goal: float | None = None
    at_most: bool = False
    """Whether the goal is a ceiling of the ratio; otherwise it is a floor."""
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def ratios(self) -> list[float]:
        """Return ours in terms of the peer, pair by pair."""
        return [ours / peer for ours, peer in zip(self.ours, self.peer, strict=False) if peer]

    @property
    def is_met(self) -> bool | None:
        """Return whether the median ratio keeps the goal; None where there is none."""
        if self.goal is None or not self.ratios:
            return None
        ratio = statistics.median(self.ratios)
        return ratio <= self.goal if self.at_most else ratio >= self.goal

    def cells(self) -> list[str]:
        """Return the line of the table."""
        met = self.is_met
        goal = "-" if self.goal is None else f"{'≤' if self.at_most else '≥'} {self.goal:g}"
        return [
            self.name,
            f"{_spread(self.ours)} {self.unit}",
            f"{_spread(self.peer)} {self.unit} ({self.peer_is})" if self.peer else "-",
            _spread(self.ratios, digits=2) if self.ratios else "-",
            goal,
            "-" if met is None else "yes" if met else "**no**",
        ]


HEAD = ("figure", "ours", "ceiling or peer", "ratio", "goal", "met")


def _spread(values: Sequence[float], *, digits: int | None = None) -> str:
    """Return the median, and from what to what the values went."""

    def shown(value: float) -> str:
        if digits is not None:
            return f"{value:.{digits}f}"
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"

    if not values:
        return "-"
    if len(values) == 1:
        return shown(values[0])
    return f"{shown(statistics.median(values))} ({shown(min(values))} to {shown(max(values))})"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = [" | ".join(HEAD), " | ".join("---" for _ in HEAD)]
    lines += [" | ".join(figure.cells()) for figure in figures]
    return "\n".join(f"| {line} |" for line in lines)


def document(figures: Sequence[Figure], *, day: str, machine: Sequence[str]) -> str:
    """Return the page that is kept: what ran where, the table, and what is to be said of each."""
    notes = [f"- **{figure.name}**: {' '.join(figure.notes)}" for figure in figures if figure.notes]
    return "\n".join(
        [
            "# Speed",
            "",
            f"Made by `make bench` on {day}: {'; '.join(machine)}. Each ratio is the median of pairs"
            " that were taken by turns in one run, on the same broker and database; in brackets, from"
            " what to what it went. Other machines give other figures, and much the same ratios.",
            "",
            table(figures),
            "",
            *notes,
            "",
        ]
    )


def save(path: Path, figures: Sequence[Figure], *, day: str, machine: Sequence[str]) -> None:
    """Write the figures as JSON or Markdown, by the ending of the name."""
    if path.suffix == ".json":
        said = {"day": day, "machine": machine, "figures": [asdict(one) for one in figures]}
        path.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    else:
        path.write_text(document(figures, day=day, machine=machine), encoding="utf-8")


def this_machine() -> list[str]:
    """Return what of this machine matters to the figures."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GiB of memory",
        f"Python {platform.python_version()}",
    ]
