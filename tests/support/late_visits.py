"""Visits that were registered late: each gives one obligation and one alert, whatever its neighbours."""

import hashlib
from datetime import date, timedelta
from typing import Any

from tests.support.builders import disclosure, engagement, funder, member

Json = dict[str, Any]
FIRST = date(2024, 1, 1)
DAYS = 600
"""Spread over so many days: records are sought among those near in time."""


def late_visit(number: int, *, title: str = "A visit") -> list[Json]:
    """Return a visit and its record, whose names resemble nobody else's."""
    name, host = _name(f"member {number}"), _name(f"host {number}")
    who = {"ids": {"gb-mnis": str(number)}}
    first = FIRST + timedelta(days=number * 7 % DAYS)
    last = first + timedelta(days=3)
    days: Json = {"first": first.isoformat(), "last": last.isoformat()}
    return [
        engagement(
            f"visit-{number}",
            participants=[member(name, **who), funder(host)],
            title=title,
            **days,
        ),
        disclosure(
            str(number),
            filed=(last + timedelta(days=44)).isoformat(),
            filer={"name": name, "country": "GB", **who},
            counterparts=[{"name": host}],
            **days,
        ),
    ]


def _name(seed: str) -> str:
    digits = hashlib.sha256(seed.encode()).hexdigest()
    letters = digits.translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{letters[:8]} {letters[8:18]}".title()
