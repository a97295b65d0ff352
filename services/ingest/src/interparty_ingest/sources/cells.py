"""What one cell of a register says: a text, a day, an amount. What is not certain is None.

Texts are cut to what the contract takes (`wire/scalars.py`), and freed of what no reader can use:
control characters, line ends, halves of characters. Days are read day first, as Europe and Australia
write them; a year of two digits is none.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, get_args

from interparty_shared.wire import scalars

NAME: Final[int] = get_args(scalars.Name)[1].max_length
TEXT: Final[int] = get_args(scalars.Text)[1].max_length
IDENTIFIER: Final[int] = get_args(scalars.Identifier)[1].max_length
"""How many characters the contract takes of each."""
COUNTERPARTS: Final = 200
"""How many counterparts the contract takes of a disclosure."""

_EARLIEST: Final = 1900
_LATEST: Final = 2100
_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]+")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?", re.ASCII
)
_AMOUNT: Final = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,4})?", re.ASCII
)  # "1,234.56" and "1234.56", never "1.234,56"
_SYMBOLS: Final = {"GBP": "£", "EUR": "€", "AUD": "$"}


def text(value: object, longest: int = TEXT) -> str:
    """Return a value as one line of at most `longest` characters; "" for what is no text or number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = _BLANK.sub(" ", _digits(value)).strip()
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def name(value: object) -> str:
    """Return a name, as long as the contract takes one; "" for none."""
    return text(value, NAME)


def yes(value: object) -> bool:
    """Return whether a value is true, or says so ("True", "TRUE")."""
    return value is True or text(value).casefold() == "true"


def day(value: object) -> date | None:
    """Return the day that is written `2026-01-31`, with or without a time, or `31/1/2026` (`-`, `.`).

    Of a time the day counts that is written, in the zone in which it is written.
    """
    line = text(value)
    if found := _ISO.fullmatch(line):
        year, month, number = found.groups()
    elif found := _DAY_FIRST.fullmatch(line):
        number, _, month, year = found.groups()
    else:
        return None
    return on(int(year), int(month), int(number))


def on(year: int, month: int, number: int) -> date | None:
    """Return a day of the calendar from 1900 to 2100; None: there is none."""
    try:
        return date(year, month, number) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def span(start: date | None, end: date | None = None) -> dict[str, str] | None:
    """Return the days from `start` to `end`; None where the first is not known, or after the last.

    Without an `end` it is open when they end, or not known: one day alone has the same for both.
    """
    if start is None or (end is not None and end < start):
        return None
    return {"from": start.isoformat()} | ({"to": end.isoformat()} if end else {})


def iso(found: date | None) -> str | None:
    """Return a day as the contract writes it."""
    return found.isoformat() if found else None


def money(value: object, currency: str) -> dict[str, str] | None:
    """Return an amount ("£1,234.56", 1234.5) in the currency of its register; None: it is none."""
    line = text(value).removeprefix(_SYMBOLS.get(currency, "")).strip()
    if not _AMOUNT.fullmatch(line):
        return None
    try:
        amount = Decimal(line.replace(",", ""))
    except InvalidOperation:
        return None
    if amount >= 10**15:
        return None
    return {"amount": f"{amount:f}", "currency": currency}


def known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that are there: what is absent is not known."""
    return {key: value for key, value in facts.items() if value not in (None, "", [], {})}


def _digits(value: str | float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python writes
        return ""
