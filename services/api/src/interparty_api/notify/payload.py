"""The body of a webhook: `{"type", "timestamp", "data"}`, the same bytes at every attempt.

| message | `type` | `timestamp` | `data` |
| --- | --- | --- | --- |
| one revision | `alert.opened`, `alert.revised` … | its `updated` | the alert, with its `sequence` |
| several together | `alert.digest` | the latest of these | `{"items": [{"type", "timestamp", "data"}]}` |
| a test | `test` | when it was asked for | `{"subscription", "note"}` |

A revision after the first bears `changed` beside `data`: the names of the members in which the alert
differs from the revision before, sorted (Standard Webhooks leaves room for more members).
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from interparty_api.notify.base import Item, Outgoing
from interparty_shared.domain.documents import moment

TEST_NOTE: Final = "This is a test: it was asked for, and tells of no alert."

_OF_EVERY_REVISION: Final = frozenset({"revision", "sequence", "updated"})
_BESIDE: Final = frozenset({"triage", "answers"})
"""Not part of what is published: a document without them says nothing about them."""


def body(message: Outgoing) -> bytes:
    """Return the body of a message, as JSON in UTF-8.

    Raises:
        ValueError: it is none that goes by webhook (a notice, or one without items).
    """
    if message.kind == "test":
        said = {
            "type": "test",
            "timestamp": moment(message.created),
            "data": {"subscription": message.to.id, "note": TEST_NOTE},
        }
        return orjson.dumps(said)
    if message.kind != "alerts" or not message.items:
        raise ValueError("webhooks carry alerts and tests")
    told = [_revision(one) for one in sorted(message.items, key=lambda one: one.sequence)]
    if len(told) == 1:
        return orjson.dumps(told[0])
    latest = max(one["timestamp"] for one in told)
    return orjson.dumps({"type": "alert.digest", "timestamp": latest, "data": {"items": told}})


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of the members in which a revision differs from the one before, sorted."""
    names = (before.keys() | now.keys()) - _OF_EVERY_REVISION
    one_sided = _BESIDE & (before.keys() ^ now.keys())
    return sorted(name for name in names - one_sided if before.get(name) != now.get(name))


def _revision(item: Item) -> dict[str, Any]:
    # Sorted, because a database may give the members of a document back in another order.
    alert = orjson.dumps({**item.alert, "sequence": item.sequence}, option=orjson.OPT_SORT_KEYS)
    said: dict[str, Any] = {
        "type": item.type,
        "timestamp": item.alert["updated"],
        "data": orjson.Fragment(alert),
    }
    if item.before is not None:
        said["changed"] = changed(item.before, item.alert)
    return said
