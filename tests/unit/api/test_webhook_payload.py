"""The body of a webhook."""

from typing import Any

import orjson
import pytest

from interparty_api.notify import payload
from interparty_api.notify.base import Outgoing
from tests.support.outgoing import message, revision
from tests.support.published import after


def said(outgoing: Outgoing) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(payload.body(outgoing))
    return found


def test_a_revision_is_told_with_its_type_its_time_and_the_alert_as_it_is_published() -> None:
    one = revision(1042, updated=after(3))

    body = said(message(items=[one]))

    assert list(body) == ["type", "timestamp", "data"]
    assert body["type"] == "alert.opened"
    assert body["timestamp"] == "2026-03-01T11:00:00Z"
    assert body["data"] == {**one.alert, "sequence": 1042}


def test_a_later_revision_says_what_changed_and_not_what_always_does() -> None:
    before = revision(1041, revision=1, verdict="missing").alert
    now = revision(
        1042,
        "alert.resolved",
        revision=2,
        verdict="late",
        status="resolved",
        updated=after(2),
        before=before,
    )

    assert said(message(items=[now]))["changed"] == ["status", "verdict"]


def test_what_appears_or_disappears_counts_as_changed() -> None:
    before = revision(1041, due=None).alert
    now = revision(1042, "alert.revised", caution="doubtful", before=before)

    assert said(message(items=[now]))["changed"] == ["caution", "due"]


def test_the_bytes_are_the_same_in_whatever_order_a_database_gives_the_members_back() -> None:
    one = revision(1042)
    turned = revision(1042)
    backwards = dict(reversed(list(one.alert.items())))
    other = type(turned)(turned.sequence, turned.type, backwards)

    assert list(backwards) != list(one.alert)
    assert payload.body(message(items=[one])) == payload.body(message(items=[other]))


def test_a_test_says_that_it_is_one_and_of_which_subscription() -> None:
    body = said(message(kind="test", items=[]))

    assert body["type"] == "test"
    assert body["timestamp"] == "2026-03-01T08:00:00Z"
    assert body["data"]["subscription"] == "sub_1"
    assert "test" in body["data"]["note"]


@pytest.mark.parametrize(
    "outgoing",
    [
        message(kind="confirm"),
        message(kind="disabled"),
        message(items=[]),
        message(items=[revision(1), revision(2)]),
    ],
)
def test_notices_and_what_is_not_one_revision_do_not_go_by_webhook(outgoing: Outgoing) -> None:
    with pytest.raises(ValueError, match="one revision each"):
        payload.body(outgoing)
