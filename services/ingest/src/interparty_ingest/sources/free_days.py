"""Days in free text in English: "12-18 March 2017", "January 17-20, 2017", "23 rd June - 30 th June 2017".

A day has a year to it, in figures of four, or of two where it stands between strokes; the day comes
before the month in figures. A month alone is no day, nor is a day without a year. What stands in the
text more than once, and not within one span, is ambiguous: it may be a flight, a concert or an invitation.
"""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from interparty_ingest.sources import cells

LONGEST: Final = timedelta(days=92)
"""The longest span that is believed to be one journey, and no slip of a year or a month."""

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_SHORT: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_NAMES: Final = {name: number for number, name in enumerate(_MONTHS, 1)} | _SHORT

_MONTH: Final = "|".join(sorted(_NAMES, key=len, reverse=True))
_NUMBER: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:\s?(?:st|nd|rd|th))?(?![\d/])"
_DAY: Final = rf"(?<![\d/.-]){_NUMBER}"
_WEEK: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_TIL: Final = rf"\s*(?:-|–|—|to|until|through|till)\s*(?:on\s+)?(?:{_WEEK}\s*,?\s*)?"
_STROKES: Final = (
    r"\d{1,2}(?:/\d{1,2}/(?:(?:19|20)\d\d|\d\d)|\.\d{1,2}\.(?:19|20)\d\d)(?![\d/]|\.\d)"
)
_FIGURES: Final = rf"(?<![\d/.-]){_STROKES}"

_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # 31/8/2016 to 4/9/2016
        rf"(?P<f1>{_FIGURES}){_TIL}(?P<f2>{_STROKES})",
        # 30 January (2017) - 2 February 2017
        rf"(?P<d1>{_DAY})(?:\s+of)?\s+(?P<m1>{_MONTH})\b,?(?:\s+(?P<y1>{_YEAR}))?{_TIL}"
        rf"(?P<d2>{_NUMBER})(?:\s+of)?\s+(?P<m2>{_MONTH})\b,?\s+(?P<y2>{_YEAR})",
        # 12-18 March 2017
        rf"(?P<d1>{_DAY}){_TIL}(?P<d2>{_NUMBER})(?:\s+of)?\s+(?P<m2>{_MONTH})\b,?\s+(?P<y2>{_YEAR})",
        # January 17-20, 2017
        rf"\b(?P<m2>{_MONTH})\s+(?P<d1>{_DAY}){_TIL}(?P<d2>{_NUMBER}),?\s+(?P<y2>{_YEAR})",
        # January 30 - February 2, 2017
        rf"\b(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}){_TIL}(?P<m2>{_MONTH})\s+(?P<d2>{_NUMBER}),?\s+(?P<y2>{_YEAR})",
        # 31/8/2016
        rf"(?P<f2>{_FIGURES})",
        # 23 January 2017
        rf"(?P<d2>{_DAY})(?:\s+of)?\s+(?P<m2>{_MONTH})\b,?\s+(?P<y2>{_YEAR})",
        # January 23, 2017
        rf"\b(?P<m2>{_MONTH})\s+(?P<d2>{_DAY}),?\s+(?P<y2>{_YEAR})",
    )
)
_OTHER_DAY: Final = re.compile(
    # Days without a year, or in figures that were not read: another day is spoken of.
    rf"(?<!\d){_NUMBER}(?:\s+of)?\s+(?:{_MONTH})\b|\b(?:{_MONTH})\s+{_NUMBER}(?!\d)"
    r"|\d[/.]\d{1,2}[/.]\d\d",
    re.IGNORECASE | re.ASCII,
)


class Days(NamedTuple):
    """Days from the first to the last."""

    start: date
    end: date


def only(text: str, near: date | None = None) -> Days | None:
    """Return the one span of days that a text speaks of; None: it names none, or several.

    `near`: the day on which it was written. What lies more than two years before it, or half a year
    after it, is taken for a slip.
    """
    spans: list[Days] = []
    rest = text
    for form in _FORMS:
        for found in form.finditer(rest):
            if (days := _days(found)) is None:
                return None
            spans.append(days)
        rest = form.sub(" ¦ ", rest)
    if not spans or _OTHER_DAY.search(rest) or _listed(rest):
        return None
    widest = max(spans, key=lambda span: span.end - span.start)
    if any(span.start < widest.start or widest.end < span.end for span in spans):
        return None
    if near is not None and not -183 <= (near - widest.start).days <= 731:
        return None
    return widest if widest.end - widest.start <= LONGEST else None


def _listed(rest: str) -> bool:
    """Return whether a number is listed before a day that was read: "16 & 23 September 2016"."""
    return re.search(rf"{_DAY}\s*(?:&|,|and|or)\s*¦", rest, re.IGNORECASE | re.ASCII) is not None


def _days(found: re.Match[str]) -> Days | None:
    parts = found.groupdict()
    if parts.get("f2"):
        ends = [_figures(parts[name]) for name in ("f1", "f2") if parts.get(name)]
        start, end = ends[0], ends[-1]
    else:
        end = _named(parts["d2"], parts["m2"], parts["y2"])
        start = end
        if parts.get("d1") and end is not None:
            month = parts.get("m1") or parts["m2"]
            start = _named(parts["d1"], month, parts.get("y1") or parts["y2"])
            if start is not None and start > end and not parts.get("y1") and parts.get("m1"):
                # 28 December to 3 January 2017
                start = cells.on(start.year - 1, start.month, start.day)
    if start is None or end is None or end < start:
        return None
    return Days(start, end)


def _named(number: str, month: str, year: str) -> date | None:
    figures = re.match(r"\d+", number)
    return cells.on(int(year), _NAMES[month.lower()], int(figures[0])) if figures else None


def _figures(written: str) -> date | None:
    number, month, year = re.split(r"[/.]", written)
    return cells.on(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(number))
