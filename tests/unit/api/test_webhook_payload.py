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


def test_triage_counts_as_changed_only_where_both_revisions_speak_of_it() -> None:
    without = revision(1).alert
    acknowledged = revision(2, triage={"action": "acknowledge"}).alert
    dismissed = revision(3, triage={"action": "dismiss"}).alert

    assert payload.changed(without, acknowledged) == []
    assert payload.changed(acknowledged, dismissed) == ["triage"]


def test_what_appears_or_disappears_counts_as_changed() -> None:
    assert payload.changed({"due": "2026-01-02"}, {"caution": "doubtful"}) == ["caution", "due"]


def test_the_bytes_are_the_same_in_whatever_order_a_database_gives_the_members_back() -> None:
    one = revision(1042)
    turned = revision(1042)
    backwards = dict(reversed(list(one.alert.items())))
    other = type(turned)(turned.sequence, turned.type, backwards)

    assert list(backwards) != list(one.alert)
    assert payload.body(message(items=[one])) == payload.body(message(items=[other]))


def test_several_revisions_are_a_digest_in_the_order_of_their_sequences() -> None:
    items = [revision(7, id_="al_2", updated=after(2)), revision(5, updated=after(1))]

    body = said(message(items=items))

    assert body["type"] == "alert.digest"
    assert body["timestamp"] == "2026-03-01T10:00:00Z"
    assert [one["data"]["sequence"] for one in body["data"]["items"]] == [5, 7]
    assert {one["type"] for one in body["data"]["items"]} == {"alert.opened"}


def test_a_test_says_that_it_is_one_and_of_which_subscription() -> None:
    body = said(message(kind="test", items=[]))

    assert body["type"] == "test"
    assert body["timestamp"] == "2026-03-01T08:00:00Z"
    assert body["data"]["subscription"] == "sub_1"
    assert "test" in body["data"]["note"]


@pytest.mark.parametrize(
    "outgoing", [message(kind="confirm"), message(kind="disabled"), message(items=[])]
)
def test_notices_and_empty_messages_do_not_go_by_webhook(outgoing: Outgoing) -> None:
    with pytest.raises(ValueError, match="alerts and tests"):
        payload.body(outgoing)
