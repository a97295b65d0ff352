"""Which alerts a request asks for: the parameters that lists, feeds, exports and the stream share."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query

from interparty_api.handlers import terms
from interparty_api.handlers.alerts import AlertQuery
from interparty_api.handlers.filters import STATUSES, AlertFilter
from interparty_api.handlers.pages import Place
from interparty_api.routes.parameters import (
    AsOf,
    Many,
    Sources,
    at_moment,
    country_codes,
    filtered,
    from_moment,
    one_of,
    several,
    severities,
    to_moment,
)
from interparty_shared.domain import words
from interparty_shared.errors import Invalid
from interparty_shared.web.pagination import bad_cursor

When = Annotated[
    str | None,
    Query(description="By the time of the last revision: RFC 3339, or a date (all of it, UTC)"),
]


async def alert_filter(
    rule: Annotated[Many, filtered("Rule", "GB-MP-VISITS")] = None,
    regime: Annotated[Many, filtered("Regime", "GB-MP-VISITS")] = None,
    verdict: Annotated[Many, filtered("Verdict", "missing")] = None,
    severity: Annotated[Many, filtered("Severity", "high")] = None,
    status: Annotated[Many, filtered("Status", "open")] = None,
    country: Annotated[Many, filtered("Country of either side", "GB")] = None,
    channel: Annotated[Many, filtered("Channel", "visit")] = None,
    actor: Annotated[
        Many,
        Query(description="Either side by name or `scheme:value`; repeated: one of them"),
    ] = None,
    q: Annotated[
        str | None,
        Query(max_length=300, description="Words of the summary, the names or the titles"),
    ] = None,
) -> AlertFilter:
    """Return the filter of a request.

    Raises:
        Invalid: a value is unknown, empty, or one of too many.
    """
    asked = AlertFilter(
        rule=several(rule, "rule"),
        regime=several(regime, "regime"),
        verdict=one_of(verdict, "verdict", words.VERDICTS),
        severity=severities(severity),
        status=one_of(status, "status", STATUSES),
        channel=one_of(channel, "channel", words.CHANNELS),
        country=country_codes(country),
        actor=several(actor, "actor", commas=False),
        q=q,
    )
    if q is not None and not terms.words([q]):
        raise Invalid("has no word that can be searched for", pointer="/q")
    return asked


Filtered = Annotated[AlertFilter, Depends(alert_filter)]


def asked_alerts(sources: Sources) -> Callable[..., Awaitable[AlertQuery]]:
    """Return the dependency that gives the query of a request: newest first, the first page."""

    async def asked(
        wanted: Filtered, since: When = None, until: When = None, as_of: AsOf = None
    ) -> AlertQuery:
        return wanted.query(
            since=from_moment(since, "since"),
            before=to_moment(until, "until"),
            as_of=at_moment(as_of, now=sources.clock.now()),
        )

    return asked


def alert_place(sort: str, place: Place | None) -> Place | None:
    """Return the place in a list of alerts: level, value, sequence.

    Raises:
        Problem: (invalid-cursor) it has another value than this order has.
    """
    if place is None:
        return None
    level, text, sequence = place
    try:
        value: Any = date.fromisoformat(text) if "due" in sort else datetime.fromisoformat(text)
        if not 0 <= level < len(words.SEVERITIES) or getattr(value, "tzinfo", True) is None:
            raise ValueError
    except ValueError:
        raise bad_cursor() from None
    return level, value, sequence
