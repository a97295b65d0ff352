"""Links in mails: they need no key, do nothing by being followed, and open one thing each."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from interparty_api import links
from tests.support.subscribers import HOOK, READER, Office, office

PURPOSES: tuple[links.Purpose, ...] = ("confirm", "unsubscribe", "manage")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Office]:
    async with office(tmp_path) as desk:
        yield desk


async def state_of(desk: Office, id_: str) -> str:
    return str((await desk.shown(id_))["state"])


async def test_following_the_link_confirms_nothing_pressing_the_button_does(desk: Office) -> None:
    await desk.put("INSERT INTO api_routed (name, sequence) VALUES ('alerts', 5)")
    made = await desk.mail(filter={"country": "GB"})
    link = await desk.link(made["id"], "confirm")

    page = await desk.reader.get(link)
    assert page.status_code == 200
    assert '<form method="post"' in page.text
    assert await state_of(desk, made["id"]) == "unconfirmed"
    await desk.put("UPDATE api_routed SET sequence = 9")

    answer = await desk.reader.post(link)

    assert answer.status_code == 200
    assert await desk.link(made["id"], "manage") in answer.text
    assert await state_of(desk, made["id"]) == "active"
    assert await desk.anchors(made["id"]) == {"country:GB"}
    assert await desk.rows("SELECT after, backfilled FROM api_subscription") == [(9, None)]
    again = await desk.reader.post(link)
    assert (again.status_code, await state_of(desk, made["id"])) == (200, "active")
    assert "<form" not in (await desk.reader.get(link)).text


async def test_the_history_asked_for_is_sent_once_the_address_has_confirmed(desk: Office) -> None:
    await desk.put("INSERT INTO api_routed (name, sequence) VALUES ('alerts', 9)")
    made = await desk.mail(from_sequence=3)
    assert made["history"] is None

    await desk.reader.post(await desk.link(made["id"], "confirm"))

    assert (await desk.shown(made["id"]))["history"] == {"done": 2, "through": 9}


async def test_who_confirms_too_late_is_told_so(desk: Office) -> None:
    made = await desk.mail()
    link = await desk.link(made["id"], "confirm")
    desk.api.clock.time += timedelta(hours=72)

    answer = await desk.reader.post(link)

    assert answer.status_code == 410
    assert answer.headers["content-type"].startswith("text/html")
    assert await state_of(desk, made["id"]) == "unconfirmed"


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"\xff\x00&&&=="},
    ],
    ids=["urlencoded", "multipart", "nonsense"],
)
async def test_a_mail_program_unsubscribes_in_one_step_without_a_page(
    desk: Office, sent: dict[str, object]
) -> None:
    made = await desk.confirmed()
    await desk.ours.post(f"/v1/subscriptions/{made['id']}/test")
    link = await desk.link(made["id"], "unsubscribe")

    answer = await desk.reader.post(link, **sent)  # type: ignore[arg-type]

    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    shown = await desk.shown(made["id"])
    assert (shown["state"], shown["why"]) == ("disabled", "The reader unsubscribed.")
    assert await desk.anchors(made["id"]) == set()
    assert {state for _, state in await desk.deliveries(made["id"])} == {"cancelled"}
    assert (await desk.reader.post(link)).status_code == 200


async def test_following_the_unsubscribe_link_shows_a_button_that_does_it(desk: Office) -> None:
    made = await desk.confirmed()
    link = await desk.link(made["id"], "unsubscribe")

    page = await desk.reader.get(link)
    assert 'name="page" value="yes"' in page.text
    assert await state_of(desk, made["id"]) == "active"

    answer = await desk.reader.post(link, data={"page": "yes"})
    assert "Unsubscribed" in answer.text
    assert await state_of(desk, made["id"]) == "disabled"
    late = await desk.reader.post(await desk.link(made["id"], "confirm"))
    assert (late.status_code, await state_of(desk, made["id"])) == (410, "disabled")
    assert (await desk.reader.get(await desk.link(made["id"], "confirm"))).status_code == 410


async def test_a_reader_manages_a_subscription_by_its_link(desk: Office) -> None:
    made = await desk.confirmed(name="Grave ones", filter={"country": ["GB", "FR"], "q": "forum"})
    await desk.ours.post(f"/v1/subscriptions/{made['id']}/test")
    link = await desk.link(made["id"], "manage")

    async def do(**form: str) -> httpx.Response:
        answer = await desk.reader.post(link, data=form)
        assert (answer.status_code, answer.headers.get("location")) == (303, link), answer.text
        return await desk.reader.get(link)

    page = await desk.reader.get(link)
    for said in ("Grave ones", "GB, FR", "forum", "At once", "confirm", "test", "pending"):
        assert said in page.text
    assert (await do(action="pace", value="weekly")).text.count("Every week</dd>") == 1
    assert "Muted until" in (await do(action="mute", value="day")).text
    assert (await desk.shown(made["id"]))["muted_until"] == "2026-06-02T12:00:00Z"
    await do(action="mute", value="week")
    assert (await desk.shown(made["id"]))["muted_until"] == "2026-06-08T12:00:00Z"
    assert "Muted until" not in (await do(action="mute", value="none")).text
    assert "<strong>paused</strong>" in (await do(action="pause")).text
    assert "<strong>active</strong>" in (await do(action="resume")).text
    for form in ({}, {"action": "pace", "value": "yearly"}, {"action": "mute"}, {"action": "fly"}):
        assert (await desk.reader.post(link, data=form)).status_code == 422
    assert (await desk.reader.post(link, data={"action": "delete"})).status_code == 422
    deleted = await desk.reader.post(link, data={"action": "delete", "value": "sure"})
    assert (deleted.status_code, "Deleted" in deleted.text) == (200, True)
    assert (await desk.reader.get(link)).status_code == 404
    assert (await desk.ours.get(f"/v1/subscriptions/{made['id']}")).status_code == 404


async def test_who_unsubscribed_may_come_back_by_the_link_and_need_not_confirm(
    desk: Office,
) -> None:
    made = await desk.confirmed()
    await desk.reader.post(await desk.link(made["id"], "unsubscribe"))
    link = await desk.link(made["id"], "manage")
    assert "Resume" in (await desk.reader.get(link)).text

    await desk.reader.post(link, data={"action": "resume"})

    assert await state_of(desk, made["id"]) == "active"
    assert await desk.anchors(made["id"]) == {"*"}


async def test_managing_confirms_nothing(desk: Office) -> None:
    made = await desk.mail()

    answer = await desk.reader.post(
        await desk.link(made["id"], "manage"), data={"action": "resume"}
    )

    assert (answer.status_code, await state_of(desk, made["id"])) == (409, "unconfirmed")


async def test_a_link_opens_one_subscription_for_one_purpose(desk: Office) -> None:
    made, other = await desk.mail(), await desk.mail(to="another@watchdog.example")
    for purpose in PURPOSES:
        right = await desk.link(made["id"], purpose)
        token = right.rsplit("/", 1)[1]
        others = [one for one in PURPOSES if one != purpose]
        for wrong in (
            *(f"/s/{made['id']}/{one}/{token}" for one in others),
            f"/s/{other['id']}/{purpose}/{token}",
            f"/s/{made['id']}/{purpose}/{token[:-1]}",
            f"/s/{made['id']}/{purpose}/%00%F0%9F%98%80",
            f"/s/sub_none/{purpose}/{token}",
            f"/s/%00/{purpose}/{token}",
        ):
            for method in ("GET", "POST"):
                answer = await desk.reader.request(method, wrong)
                assert answer.status_code == 404, wrong
                assert answer.headers["content-type"].startswith("text/html")
        assert (await desk.reader.get(right)).status_code == 200
    assert await state_of(desk, made["id"]) == "unconfirmed"


async def test_pages_run_no_script_and_are_kept_and_named_by_nobody(desk: Office) -> None:
    name = "<script>alert(1)</script>"
    made = await desk.subscribe(name=name, filter={"q": '"><img src=x>'}, to=HOOK)
    await desk.put("UPDATE api_subscription SET state = 'unconfirmed', why = '<b>why</b>'")

    for purpose in PURPOSES:
        page = await desk.reader.get(await desk.link(made["id"], purpose))
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert "<b>" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert READER not in page.text
        assert HOOK not in page.text
        assert "&lt;script&gt;" in page.text


async def test_links_are_in_no_document_of_the_api(desk: Office) -> None:
    document = (await desk.reader.get("/openapi.json")).text

    assert "/s/{id}" not in document
