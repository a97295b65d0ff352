"""The body of a webhook: `{"type", "timestamp", "data"}`.

| message | `type` | `timestamp` | `data` |
| --- | --- | --- | --- |
| a revision | `alert.opened`, `alert.revised` … | its `updated` | the alert, with its `sequence` |
| a test | `test` | when it was asked for | `{"subscription", "note"}` |

A revision after the first bears `changed` beside `data`: the names of the members in which the alert
differs from the revision before, sorted (Standard Webhooks leaves room for more members). `triage` and
`answers` are as they stand when it is sent, so that a message sent again may say more than it did.
"""

from typing import Any, Final

import orjson

from interparty_api.notify.base import Item, Outgoing
from interparty_api.notify.differences import fields_changed
from interparty_shared.domain.documents import moment

TEST_NOTE: Final = "This is a test: it was asked for, and tells of no alert."


def body(message: Outgoing) -> bytes:
    """Return the body of a message, as JSON in UTF-8.

    Raises:
        ValueError: it is none that goes by webhook (a notice, or not one revision by itself).
    """
    if message.kind == "test":
        said = {
            "type": "test",
            "timestamp": moment(message.created),
            "data": {"subscription": message.to.id, "note": TEST_NOTE},
        }
        return orjson.dumps(said)
    if message.kind != "alerts" or len(message.items) != 1:
        raise ValueError("webhooks carry one revision each, and tests")
    return orjson.dumps(_revision(message.items[0]))


def _revision(item: Item) -> dict[str, Any]:
    # Sorted, because a database may give the members of a document back in another order.
    alert = orjson.dumps({**item.alert, "sequence": item.sequence}, option=orjson.OPT_SORT_KEYS)
    said: dict[str, Any] = {
        "type": item.type,
        "timestamp": item.alert["updated"],
        "data": orjson.Fragment(alert),
    }
    if item.before is not None:
        said["changed"] = fields_changed(item.before, item.alert)
    return said
