"""The filter of a list of alerts, as the address of its page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from interparty_api.handlers.alerts import SORTS, AlertQuery
from interparty_api.handlers.filters import AlertFilter, parse
from interparty_api.routes.asked_alerts import alert_place
from interparty_api.routes.parameters import from_moment, place_in, to_moment
from interparty_shared.domain import words
from interparty_shared.errors import Invalid

PER_PAGE: Final = 25
MANY: Final = ("country", "actor", "regime", "rule", "verdict", "severity", "status", "channel")
SINGLE: Final = ("q", "since", "until", "sort", "cursor")
_SAVED: Final = ("q", *MANY)
"""What a subscription can keep of it."""
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    pairs: Pairs
    """Its filters, without those that are empty."""
    query: AlertQuery | None
    """None: it is not valid, and `wrong` says why."""
    wrong: Invalid | None = None
    sort: str = "-updated"

    def values(self, name: str) -> list[str]:
        """Return the values of a filter."""
        return [value for key, value in self.pairs if key == name]

    def value(self, name: str) -> str:
        """Return the values of a filter as one text."""
        return ", ".join(self.values(name))

    @property
    def filters(self) -> Pairs:
        """Return what filters: neither order nor place."""
        return [pair for pair in self.pairs if pair[0] not in {"sort", "cursor"}]

    @property
    def saved(self) -> Pairs:
        """Return what a subscription can keep of it."""
        return [pair for pair in self.pairs if pair[0] in _SAVED]


def has_empty(request: Request) -> bool:
    """Return whether a form has sent fields that were left empty: the address does without them."""
    return any(
        not value.strip() for name, value in request.query_params.multi_items() if name != "lang"
    )


def asked(request: Request) -> Asked:
    """Return what an address asks for; parameters that no list has are refused.

    Raises:
        Problem: (invalid-cursor) the cursor is that of another list.
    """
    pairs: list[tuple[str, str]] = []
    known = {*MANY, *SINGLE}
    wrong = None
    for name, text in request.query_params.multi_items():
        if name == "lang":
            continue
        if name not in known:
            wrong = Invalid(f"no such filter: {name[:50]}", pointer=f"/{name[:50]}")
            continue
        parts = text.split(",") if name in MANY and name != "actor" else [text]
        pairs += [(name, part.strip()) for part in parts if part.strip()]
    pairs = list(dict.fromkeys(pairs))
    sort = next((value for name, value in pairs if name == "sort"), "-updated")
    if wrong is not None:
        return Asked(pairs, None, wrong, sort)
    try:
        return Asked(pairs, _query(request, pairs, sort), None, sort)
    except Invalid as error:
        return Asked(pairs, None, error, sort)


def _query(request: Request, pairs: Pairs, sort: str) -> AlertQuery:
    one = {name: value for name, value in pairs if name in SINGLE}
    if sort not in SORTS:
        raise Invalid(f"must be one of {', '.join(SORTS)}", pointer="/sort")
    place = place_in(request, one.get("cursor"), int, str, int)
    return filter_of(pairs).query(
        since=from_moment(one.get("since"), "since"),
        before=to_moment(one.get("until"), "until"),
        sort=sort,
        limit=PER_PAGE,
        after=alert_place(sort, place),
    )


def filter_of(pairs: Pairs) -> AlertFilter:
    """Return the filter that can be saved.

    Raises:
        Invalid: it says something that no filter says.
    """
    return parse(document_of_pairs(pairs), pointer="")


def document_of_pairs(pairs: Pairs) -> dict[str, object]:
    """Return the filter that can be saved, as JSON has it."""
    given: dict[str, object] = {}
    for name in _SAVED:
        values = [value for key, value in pairs if key == name]
        if values:
            given[name] = values[0] if name == "q" else values
    return given


def choices() -> dict[str, Sequence[str]]:
    """Return the filters with few values, and which."""
    return {
        "verdict": sorted(words.VERDICTS),
        "severity": list(reversed(words.SEVERITIES)),
        "status": ["open", "resolved", "withdrawn"],
        "channel": sorted(words.CHANNELS),
    }
