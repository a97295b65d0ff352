"""Visits that were registered late: each gives one obligation and one alert, whatever its neighbours."""

import hashlib
from typing import Any

from tests.support.builders import disclosure, engagement, funder, member

Json = dict[str, Any]


def late_visit(number: int) -> list[Json]:
    """Return a visit and its record, whose names resemble nobody else's."""
    name, host = _name(f"member {number}"), _name(f"host {number}")
    who = {"ids": {"gb-mnis": str(number)}}
    return [
        engagement(
            f"visit-{number}",
            first="2025-02-01",
            last="2025-02-04",
            participants=[member(name, **who), funder(host)],
        ),
        disclosure(
            str(number),
            filed="2025-03-20",
            first="2025-02-01",
            last="2025-02-04",
            filer={"name": name, "country": "GB", **who},
            counterparts=[{"name": host}],
        ),
    ]


def _name(seed: str) -> str:
    letters = (
        hashlib.sha256(seed.encode())
        .hexdigest()
        .translate(str.maketrans("0123456789", "ghijklmnop"))
    )
    return f"{letters[:8]} {letters[8:18]}".title()
