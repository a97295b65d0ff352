"""The dates of an alert as a drawing: time runs downwards, so that no label meets another."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from interparty_api.i18n import Translator
from interparty_api.pages.labels import mark

HEIGHT: Final = 300
"""Of the drawing where the labels leave room; else as many units as they need."""
GAP: Final = 46
"""Between two labels, of two lines each."""
TOP: Final = 22
WIDTH: Final = 340

_LABELS: Final[Mapping[str, str]] = {
    "began": mark("Contact began"),
    "occurred": mark("Contact"),
    "ended": mark("Contact ended"),
    "due": mark("Last day to file"),
    "filed": mark("Filed"),
    "judged": mark("An absence is judged from here"),
    "today": mark("Today"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A day on the line."""

    key: str
    y: int
    label: str
    day: str
    """As it is written in the reader's language."""
    apart: str
    """How long after the point before it; empty for the first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line that has a meaning of its own: `contact`, `allowed` or `late`."""

    key: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing: points from early to late, stretches of the line between them."""

    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]
    width: int
    height: int
    said: str
    """The same in one sentence, for those who do not see it."""


def timeline(t: Translator, alert: Mapping[str, Any], *, today: date) -> Timeline:
    """Return the drawing of an alert's dates."""
    days = sorted(_days(alert, today), key=lambda one: (one[1], _ORDER.index(one[0])))
    places = _places([day for _, day in days])
    points = []
    for number, (key, day) in enumerate(days):
        later = (day - days[number - 1][1]).days if number else 0
        apart = t.ngettext("{n} day later", "{n} days later", later) if later else ""
        points.append(Point(key, places[number], t.gettext(_LABELS[key]), t.date(day), apart))
    at = {one.key: one.y for one in points}
    said = "; ".join(f"{one.label}: {one.day}" for one in points)
    return Timeline(tuple(points), tuple(_stretches(at)), WIDTH, places[-1] + GAP, said)


_ORDER: Final = ("began", "occurred", "ended", "due", "filed", "judged", "today")


def _days(alert: Mapping[str, Any], today: date) -> Iterable[tuple[str, date]]:
    first = date.fromisoformat(alert["occurred"]["from"])
    last = date.fromisoformat(alert["occurred"].get("to") or alert["occurred"]["from"])
    if first == last:
        yield "occurred", first
    else:
        yield "began", first
        yield "ended", last
    for key, value in (
        ("due", alert.get("due")),
        ("filed", filed(alert)),
        ("judged", alert.get("alert_date")),
    ):
        if value:
            yield key, date.fromisoformat(value)
    yield "today", today


def filed(alert: Mapping[str, Any]) -> str | None:
    """Return the day on which the record that answers was filed, if there is one that shows it."""
    for step in alert["reason"]:
        if step["step"] == "match" and "filed" in step["inputs"]:
            return str(step["inputs"]["filed"])
    return None


def _places(days: list[date]) -> list[int]:
    span = max(1, (days[-1] - days[0]).days)
    room = max(0, HEIGHT - GAP * (len(days) - 1))
    places = [TOP]
    for before, day in itertools.pairwise(days):
        places.append(places[-1] + GAP + round(room * (day - before).days / span))
    return places


def _stretches(at: Mapping[str, int]) -> Iterable[Stretch]:
    ended = at.get("ended", at.get("occurred", TOP))
    if "began" in at:
        yield Stretch("contact", at["began"], ended - at["began"])
    due = at.get("due")
    if due is not None and due > ended:
        yield Stretch("allowed", ended, due - ended)
    if due is not None and at.get("filed", 0) > due:
        yield Stretch("late", due, at["filed"] - due)
