"""The series behind an alert of a pattern, drawn: a bar for each point, and what was expected."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Final

from interparty_api.i18n import Translator

WIDTH: Final = 640
HEIGHT: Final = 150
_TOP: Final = 16
_BASE: Final = 122
_GAP: Final = 0.25

Document = Mapping[str, Any]


def points(alert: Document) -> Sequence[Document]:
    """Return the points of an alert's series; none, where it is of no pattern."""
    found: Sequence[Document] = alert.get("series") or ()
    return found


def svg(t: Translator, alert: Document) -> str:
    """Return the drawing as SVG that stands by itself or in a page, in the colour of the text around it.

    Nothing in it comes from outside but dates and numbers.
    """
    some = points(alert)
    if not some:
        return ""
    most = max([1.0, *(float(one["count"]) for one in some), *_expected(some)])
    step = WIDTH / len(some)
    wide = step * (1 - _GAP)
    drawn = [
        f'<rect x="{_at(number * step)}" y="{_at(_y(one["count"], most))}" width="{_at(wide)}"'
        f' height="{_at(_BASE - _y(one["count"], most))}" fill="currentColor"/>'
        for number, one in enumerate(some)
        if one["count"]
    ]
    line = " ".join(
        f"{_at(number * step + wide / 2)},{_at(_y(one['expected'], most))}"
        for number, one in enumerate(some)
        if one.get("expected") is not None
    )
    if line:
        drawn.append(
            f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-dasharray="4 3"/>'
        )
    label = escape(said(t, alert))
    first, last = (t.date(date.fromisoformat(some[at]["from"])) for at in (0, -1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="series" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{label}"><title>{label}</title>'
        f'<line x1="0" x2="{WIDTH}" y1="{_BASE}" y2="{_BASE}" stroke="currentColor"/>'
        f"{''.join(drawn)}"
        f'<text x="0" y="{HEIGHT - 8}" font-size="13" fill="currentColor">{escape(first)}</text>'
        f'<text x="{WIDTH}" y="{HEIGHT - 8}" font-size="13" text-anchor="end" fill="currentColor">'
        f"{escape(last)}</text>"
        f'<text x="0" y="12" font-size="13" fill="currentColor">{escape(t.number(round(most)))}</text>'
        "</svg>"
    )


def said(t: Translator, alert: Document) -> str:
    """Return the drawing in a sentence, for those who do not see it."""
    some = points(alert)
    first, last = (t.date(date.fromisoformat(some[at]["from"])) for at in (0, -1))
    return t.gettext(
        "Contacts from {first} to the period that begins {last}: {numbers}",
        first=first,
        last=last,
        numbers=", ".join(t.number(one["count"]) for one in some),
    )


def _expected(some: Sequence[Document]) -> list[float]:
    return [float(one["expected"]) for one in some if one.get("expected") is not None]


def _y(value: float, most: float) -> float:
    return _BASE - (_BASE - _TOP) * float(value) / most


def _at(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
