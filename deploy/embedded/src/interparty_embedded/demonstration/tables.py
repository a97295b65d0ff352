"""Alerts and verdicts as tables that a person reads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rich.markup import escape
from rich.table import Table

from interparty_embedded import say
from interparty_embedded.verdicts import MEANINGS
from interparty_shared.domain import words

Json = dict[str, Any]
COLOURS = {"info": "dim", "low": "yellow", "medium": "yellow", "high": "red", "critical": "red"}


def alerts_table(alerts: Sequence[Json]) -> Table:
    """Return the alerts: who, which rule says what, why, and where it was read; gravest first."""
    table = say.table("who", "what", "why, and where it was read", lines=True)
    table.columns[0].ratio, table.columns[2].ratio = 3, 7
    table.columns[1].no_wrap = True
    table.expand = True
    for alert in sorted(alerts, key=_order):
        table.add_row(_who(alert), _what(alert), _why(alert))
    return table


def verdicts_table(obligations: Sequence[Json], *, unruled: Sequence[str]) -> Table:
    """Return how many obligations have which verdict, with an example of each.

    `unruled` are the engagements to which no rule of this release applies.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for one in obligations:
        named[one["verdict"]].append(f"{one['domestic']['name']} ({one['engagement']['id']})")
    table = say.table("verdict", "count", "what it says", "for example")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for verdict, meaning in MEANINGS.items():
        if found := named.get(verdict):
            table.add_row(verdict, str(len(found)), meaning, escape(_some(sorted(found))))
    if unruled:
        said = "no rule pack of this release covers these"
        table.add_row("(no rule)", str(len(unruled)), said, escape(_some(sorted(unruled))))
    return table


def filed(alert: Json) -> tuple[date, int] | None:
    """Return when the record that answers was filed, and how many days after the contact ended."""
    for step in alert["reason"]:
        if step["step"] == "match" and (said := step["inputs"].get("filed")):
            day = date.fromisoformat(said)
            return day, (day - date.fromisoformat(alert["occurred"]["to"])).days
    return None


def _order(alert: Json) -> tuple[int, str, str]:
    gravity = words.SEVERITIES.index(alert["severity"])
    return -gravity, alert["regime"], alert["occurred"]["from"]


def _who(alert: Json) -> str:
    subject, occurred = alert["subject"], alert["occurred"]
    days = [occurred["from"], *([occurred["to"]] if occurred["to"] != occurred["from"] else [])]
    return (
        f"[bold]{escape(subject['domestic']['name'])}[/]\n"
        f"{alert['channel'].replace('_', ' ')} with {escape(subject['foreign']['name'])}\n"
        f"{' to '.join(days)}"
    )


def _what(alert: Json) -> str:
    colour = COLOURS[alert["severity"]]
    recorded = filed(alert)
    return "\n".join(
        [
            f"[{colour}]{alert['verdict']}[/] ({alert['severity']})",
            alert["regime"],
            f"due {alert['due'] or 'on a day that is not known'}",
            f"filed {recorded[0]}, day {recorded[1]}" if recorded else "not found",
        ]
    )


def _why(alert: Json) -> str:
    return "\n".join([escape(alert["reason"][-1]["text"]), *map(escape, _sources(alert))])


def _sources(alert: Json) -> Iterable[str]:
    said = [
        source.get("url") or source.get("publisher") or ""
        for engagement in alert["evidence"]["engagements"]
        for source in engagement["sources"]
    ]
    return dict.fromkeys(filter(None, said))


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:3], *(["…"] if len(names) > 3 else [])])
