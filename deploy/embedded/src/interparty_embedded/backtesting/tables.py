"""Verdicts and differences as tables that a person reads."""

from collections.abc import Iterator
from typing import Final

from rich.markup import escape
from rich.table import Table

from interparty_embedded import say
from interparty_embedded.backtesting.outcome import Differences, Sort, Verdicts
from interparty_embedded.verdicts import MEANINGS
from interparty_shared.backtest.difference import KINDS, Change
from interparty_shared.domain import words
from interparty_shared.domain.facts import Engagement

_ORDER: Final = tuple(MEANINGS)
_KINDS: Final[tuple[str, ...]] = KINDS
_GRAVITY: Final[tuple[str, ...]] = words.SEVERITIES


def verdicts_table(verdicts: Verdicts) -> Table:
    """Return how many obligations have which verdict, regime by regime."""
    table = say.table("regime", "verdict", "count", "what it says", title="Verdicts")
    for regime, verdict in sorted(verdicts.obligations, key=_by_verdict):
        count = verdicts.obligations[regime, verdict]
        table.add_row(regime, verdict, f"{count:,}", MEANINGS[verdict])
    return _numbers(table, 2)


def alerts_table(verdicts: Verdicts) -> Table:
    """Return how many alerts are open, by regime, verdict and severity; the gravest first."""
    table = say.table("regime", "verdict", "severity", "open alerts", title="Alerts")
    for key in sorted(verdicts.alerts, key=lambda one: (one[0], -_gravity(one[2]), one[1])):
        table.add_row(*key, f"{verdicts.alerts[key]:,}")
    return _numbers(table, 3)


def numbers_table(differences: Differences, names: tuple[str, str]) -> Table:
    """Return the verdicts whose number is another one under the other packs."""
    before, after = differences.before.obligations, differences.after.obligations
    table = say.table(
        "regime", "verdict", *map(escape, names), title="Verdicts whose number differs"
    )
    for key in sorted(differences.differing, key=_by_verdict):
        table.add_row(*key, f"{before[key]:,}", f"{after[key]:,}")
    return _numbers(table, 2, 3)


def changes_table(differences: Differences) -> Table:
    """Return how many alerts appear, disappear and change, by regime and by what differs."""
    table = say.table(
        "regime", "alert", "before", "after", "steps that differ", "count", title="Alerts"
    )
    for sort in sorted(differences.sorts, key=_by_kind):
        table.add_row(*sort, f"{differences.sorts[sort]:,}")
    return _numbers(table, 5)


def details(differences: Differences) -> Iterator[str]:
    """Give the first alerts of each sort, in sentences."""
    for sort in sorted(differences.shown, key=_by_kind):
        yield ""
        shown, count = differences.shown[sort], differences.sorts[sort]
        more = f", the first {len(shown)} of {count:,}" if count > len(shown) else ""
        yield f"{sort.regime}: {sort.before} → {sort.after} ({sort.steps}){more}"
        for engagement, change in shown:
            yield from _told(engagement, change)


def _told(engagement: Engagement, change: Change) -> Iterator[str]:
    one = change.after or change.before
    assert one is not None  # noqa: S101 - nothing changes into nothing
    days = one.occurred
    when = f"{days.start} to {days.end}" if days.end != days.start else f"{days.start}"
    differs = f" ({', '.join(_differing(change))})" if change.differs else ""
    yield (
        f"  {change.kind}{differs}: {one.holder.name}, {engagement.channel.replace('_', ' ')} with"
        f" {one.foreign.name}, {when} ({engagement.ref.source}, {engagement.ref.id})"
    )
    for step in change.why:
        yield f"    {step.step}: {step.text}"


def _differing(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    for what in change.differs:
        if what == "due" and before is not None and after is not None:
            yield f"due {before.due or 'unknown'} → {after.due or 'unknown'}"
        else:
            yield what


def _by_verdict(key: tuple[str, str]) -> tuple[str, int]:
    return key[0], _ORDER.index(key[1])


def _by_kind(sort: Sort) -> tuple[object, ...]:
    regime, kind, *rest = sort
    return regime, _KINDS.index(kind), *rest


def _gravity(severity: str) -> int:
    return _GRAVITY.index(severity)


def _numbers(table: Table, *columns: int) -> Table:
    for column in columns:
        table.columns[column].justify = "right"
    return table
