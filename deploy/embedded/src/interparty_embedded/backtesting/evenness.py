"""Whether the alerts of a backtest fall evenly: by the other side's country and kind, and by direction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rich.table import Table

from interparty_embedded import say
from interparty_shared.backtest.difference import severity
from interparty_shared.domain.documents import sides
from interparty_shared.domain.evenness import Rate, Seen, rates
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.obligations import Obligation

GROUPED: Final = ("country", "kind", "direction")
_TITLES: Final = {
    "country": "By the other side's country",
    "kind": "By what the other side is",
    "direction": "By where it took place",
}
_MOST: Final = 40
"""Rows of a table; the least exposed are left out."""


class Pair(NamedTuple):
    """Two countries that met in an engagement: whose law may see it, and the other."""

    home: str
    foreign: str


@dataclass(slots=True)
class Evenness:
    """Contacts and alerts, counted by group within the country whose law it is, and the channel."""

    contacts: Counter[tuple[str, tuple[str, str], str]] = field(default_factory=Counter)
    alerts: Counter[tuple[str, tuple[str, str], str]] = field(default_factory=Counter)
    unplaced: int = 0
    """Alerts of which one side's country is not known, or both are of one."""

    def count(self, engagement: Engagement, obligations: Iterable[Obligation]) -> None:
        """Count the contacts of an engagement, and those of them that led to an alert."""
        by_country: dict[str, list[Actor]] = {}
        for actor in engagement.participants:
            if actor.country is not None:
                by_country.setdefault(actor.country, []).append(actor)
        pairs = {
            Pair(home, foreign): by_country[foreign]
            for home in by_country
            for foreign in by_country
            if home != foreign
        }
        for pair, others in pairs.items():
            self.contacts.update(_keys(engagement, pair, others))
        for pair in self._alerted(obligations, pairs.keys()):
            self.alerts.update(_keys(engagement, pair, pairs[pair]))

    def _alerted(self, obligations: Iterable[Obligation], met: Iterable[Pair]) -> set[Pair]:
        known, found = set(met), set()
        for one in obligations:
            if severity(one) is None:
                continue
            domestic, foreign = sides(one)
            pair = Pair(domestic.country or "", foreign.country or "")
            if pair in known:
                found.add(pair)
            else:
                self.unplaced += 1
        return found

    def rates(self, grouped: str) -> list[Rate]:
        """Return a rate for each group, those with the most contacts first."""
        return rates(
            Seen(stratum, group, number, self.alerts[by, stratum, group])
            for (by, stratum, group), number in self.contacts.items()
            if by == grouped
        )


def _keys(
    engagement: Engagement, pair: Pair, others: Iterable[Actor]
) -> Iterator[tuple[str, tuple[str, str], str]]:
    stratum = (pair.home, engagement.channel)
    yield "country", stratum, pair.foreign
    yield "direction", stratum, _direction(engagement, pair)
    for kind in {actor.kind or "not known" for actor in others}:
        yield "kind", stratum, kind


def _direction(engagement: Engagement, pair: Pair) -> str:
    if not engagement.countries:
        return "place not known"
    if pair.foreign in engagement.countries:
        return "in the other's country"
    return "at home" if pair.home in engagement.countries else "in a third country"


def tables(evenness: Evenness) -> Iterator[Table]:
    """Give a table for each grouping: alerts beside those expected, with the interval of the ratio."""
    for grouped in GROUPED:
        found = evenness.rates(grouped)
        columns = (grouped, "contacts", "alerts", "expected", "ratio", "95 %", "")
        table = say.table(*columns, title=_TITLES[grouped])
        for one in found[:_MOST]:
            limits = "" if one.low is None else f"{one.low:.2f} to {one.high:.2f}"
            table.add_row(
                one.group.replace("_", " "),
                f"{one.exposure:,}",
                f"{one.alerts:,}",
                f"{one.expected:.1f}",
                "" if one.ratio is None else f"{one.ratio:.2f}",
                limits,
                "apart" if one.apart else "",
            )
        for number in range(1, 6):
            table.columns[number].justify = "right"
        if len(found) > _MOST:
            table.caption = f"{len(found) - _MOST:,} more with fewer contacts."
        yield table


def document(evenness: Evenness) -> dict[str, object]:
    """Return all rates as JSON has them."""
    return {
        "unplaced": evenness.unplaced,
        **{
            grouped: [
                {
                    "group": one.group,
                    "contacts": one.exposure,
                    "alerts": one.alerts,
                    "expected": round(one.expected, 3),
                    "ratio": None if one.ratio is None else round(one.ratio, 4),
                    "low": None if one.low is None else round(one.low, 4),
                    "high": None if one.high is None else round(one.high, 4),
                }
                for one in evenness.rates(grouped)
            ]
            for grouped in GROUPED
        },
    }
