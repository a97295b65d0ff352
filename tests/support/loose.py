"""Rules of patterns so loose that small random worlds have findings of every kind."""

from dataclasses import replace
from typing import Any, Final

from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.packs import patterns

_LOOSE: Final[dict[str, dict[str, Any]]] = {
    "channel_shift": {"window": 20, "before": 40, "least": 2, "least_party": 1, "level": 0.99},
    "concentration": {"window": 10, "before": 20, "least": 2, "least_top": 2, "level": 0.99},
    "cultivation": {"window": 20, "ways": 2, "engagements": 2, "given": 0, "before": 10},
    "dual_track": {"window": 20, "each": 1, "before": 10},
    "first_contact": {"silence": 12, "least_seen": 1, "most_new": 1.0},
    "intermediary": {"window": 20, "carried": 1, "share": 0.1, "before": 10},
    "money": {
        "window": 20,
        "payments": 1,
        "before": 10,
        "times": 0.5,
        "thresholds": {"GBP": 1, "EUR": 1},
    },
    "one_sided": {"share": 0.1, "least": 1, "past": 60, "strength": 0.5},
    "surge": {"window": 4, "past": 30, "least_history": 4, "least_count": 2, "level": 0.9},
}


def loose_rules() -> list[Rule]:
    """Return every rule as it comes, live, and once more, with parameters that find something."""
    found = []
    for one in patterns.load():
        found.append(replace(one, mode="live"))
        parameters = replace(one.parameters, **_LOOSE[one.kind])
        found.append(
            replace(one, mode="live", id=f"LOOSE-{one.id}", parameters=parameters, ends_after=3)
        )
    return found
