"""Subscriptions and deliveries as they are answered."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson

from interparty_api.handlers.subscription_deliveries import Shown
from interparty_api.handlers.subscription_secrets import NewSecret
from interparty_api.handlers.volume import Volume
from interparty_api.notify.signing import valid
from interparty_api.store.subscriptions import Kept


def subscription(one: Kept, *, now: datetime) -> dict[str, Any]:
    """Return a subscription as its owner sees it: all but its secrets and the key of its links."""
    history = None
    if one.backfilled is not None:
        through = one.after if one.backfill_through is None else one.backfill_through
        history = {"done": one.backfilled, "through": through}
    return {
        "id": one.id,
        "name": one.name,
        "filter": dict(one.filter),
        "channel": one.channel,
        "to": one.target,
        "contact": one.contact,
        "pace": one.pace,
        "group_by": list(one.group_by),
        "language": one.language,
        "muted_until": one.muted_until,
        "from_sequence": one.from_sequence,
        "history": history,
        "state": one.state,
        "why": one.why,
        "failing_since": one.failing_since,
        "confirm_until": one.confirm_until,
        "created": one.created,
        "changed": one.changed,
        "secrets": [_secret(each) for each in valid(one.secrets, now)],
    }


def _secret(one: Mapping[str, Any]) -> dict[str, Any]:
    end = one["expires"]
    return {
        "id": one["id"],
        "kind": one["kind"],
        "public_key": one["public"],
        "created": datetime.fromisoformat(one["created"]),
        "expires": datetime.fromisoformat(end) if end else None,
    }


def created(one: Kept, shown: NewSecret | None, *, now: datetime) -> dict[str, Any]:
    """Return a subscription with what is shown once."""
    document = subscription(one, now=now)
    if shown is not None:
        document |= {"secret": shown.secret, "public_key": shown.public_key}
    return document


def delivery(shown: Shown) -> dict[str, Any]:
    """Return a delivery with its attempts."""
    return {
        **asdict(shown.delivery),
        "sequences": list(shown.sequences),
        "attempts": [asdict(one) for one in shown.attempts],
    }


def preview(found: Volume, pace: str) -> dict[str, Any]:
    """Return what a subscription would have been sent."""
    busiest = found.busiest
    return {
        "from": found.first,
        "to": found.last,
        "truncated": found.truncated,
        "alerts": {
            "total": found.alerts,
            "by_status": found.by_status,
            "by_severity": found.by_severity,
        },
        "revisions": found.revisions,
        "pace": pace,
        "would_send": found.messages[pace],
        "messages": found.messages,
        "busiest_day": {"day": busiest[0], "revisions": busiest[1]} if busiest else None,
        "examples": [orjson.Fragment(text) for text in found.examples],
    }
