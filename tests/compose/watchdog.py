"""A watchdog that subscribed before anything happened: by webhook, and by mail that it confirmed.

It uses the published port and what lies in its mailbox, as anybody would.
"""

import re
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import httpx

from tests.compose import account, cases, told
from tests.compose.account import Check
from tests.compose.desk import Desk
from tests.compose.stack import wait_until
from tests.compose.told import ROWS, Change

READER: Final = "reader@watchdog.example"
MAIL_FROM: Final = "Interparty <alerts@interparty.example>"
BY_HOOK: Final = {"regime": cases.REGIME}
BY_MAIL: Final = {"verdict": "missing"}
"""Of what comes, about half, and what becomes of it: records turn up, and alerts are corrected."""
LONGEST_PAUSE_S: Final = 420.0
"""Between two attempts after the second failure lie up to six minutes."""


class Watchdog:
    """Its subscriptions, and what came of them."""

    def __init__(self, api: str, key: str, desk: Desk) -> None:
        """Nothing is subscribed yet."""
        self._api = api
        self._client = account.reader(api, key)
        self._desk = desk
        self._ids: dict[str, str] = {}
        self._owed: dict[str, dict[int, Change]] = {"webhook": {}, "e-mail": {}}
        self._decided: dict[int, float] = {}

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def subscribe(self) -> None:
        """Subscribe twice, and confirm by the link in the mail that comes.

        Raises:
            TimeoutError: no mail comes. RuntimeError: something is served before it is confirmed.
        """
        hook = self._made(name="Hook", channel="webhook", to=self._desk.hook_url, filter=BY_HOOK)
        self._desk.hooks.keys.append(hook["secret"])
        mail = self._made(name="Mail", channel="email", to=READER, filter=BY_MAIL)
        self._ids = {"webhook": hook["id"], "e-mail": mail["id"]}
        wait_until(
            lambda: bool(self._desk.letters.messages), within=60, what="a mail asks to confirm"
        )
        text = self._desk.letters.messages[0].mail.get_body(("plain",))
        assert text is not None
        (link,) = re.findall(r"http\S+/confirm/[\w-]+", text.get_content())
        shown = httpx.get(link, timeout=30)
        shown.raise_for_status()
        (action,) = re.findall(r'<form method="post" action="([^"]*)">', shown.text)
        if self._state("e-mail") != "unconfirmed":
            raise RuntimeError("who only looked at the link has confirmed")
        httpx.post(httpx.URL(link).join(action), timeout=30).raise_for_status()
        if self._state("e-mail") != "active":
            raise RuntimeError("a confirmed subscription is not active")

    def hold(self) -> None:
        """Wait until messages of both channels are on their way, read to their end, unanswered.

        What comes after them is answered.

        Raises:
            TimeoutError: they are not, within the time that their sender waits for an answer.
        """
        self._desk.hold(within=10)

    def settle(self, *, within: float) -> float:
        """Wait until all that is due has arrived and is settled; return the seconds it took.

        When nothing has come for as long as a message may wait for its next attempt, or after
        `within` seconds in all, what is missing is missing.
        """
        changes = [
            Change(item["sequence"], item["type"], item["alert"])
            for item in account.changes(self._client)
        ]
        self._decided = {
            one.sequence: datetime.fromisoformat(one.document["updated"]).timestamp()
            for one in changes
        }
        self._owed = {
            "webhook": told.due(changes, lambda alert: alert["regime"] == cases.REGIME),
            "e-mail": told.due(changes, lambda alert: alert["verdict"] == "missing"),
        }
        began = changed = time.monotonic()
        last = -1
        while not self._all_is_settled():
            came = len(self._desk.hooks.came) + len(self._desk.letters.came)
            now = time.monotonic()
            if came != last:
                last, changed = came, now
            if now - changed > LONGEST_PAUSE_S or now - began > within:
                break
            time.sleep(1)
        return time.monotonic() - began

    def _all_is_settled(self) -> bool:
        hooks, letters = self._desk.hooks.came, self._desk.letters.came
        if told.missing(self._owed["webhook"], hooks) or told.missing(
            self._owed["e-mail"], letters
        ):
            return False
        text = self._client.get("/metrics").text
        due = re.findall(r"^interparty_api_deliveries_due\{[^}]*\} (\S+)$", text, re.MULTILINE)
        return bool(due) and not any(map(float, due))

    def checks(self) -> list[Check]:
        """Return each law of what it was told."""
        hooks, letters = list(self._desk.hooks.came), list(self._desk.letters.came)
        by_hook, by_mail = self._deliveries("webhook"), self._deliveries("e-mail")
        return [
            *told.of_hooks(self._owed["webhook"], hooks),
            *told.of_letters(self._owed["e-mail"], letters, reader=READER),
            told.in_flight("webhooks", hooks, [one.id for one in hooks], _attempts(by_hook)),
            told.in_flight("mails", letters, [one.delivery for one in letters], _attempts(by_mail)),
            *(
                _all_delivered(channel, listed, self._owed[channel])
                for channel, listed in (("webhook", by_hook), ("e-mail", by_mail))
            ),
            self._leaves(),
        ]

    def table(self) -> str:
        """Return how much came, and how."""
        lines = [
            f"{'':<9}" + "".join(f"{name:>12}" for name in ROWS) + f"{'median':>9}{'longest':>9}"
        ]
        came: Mapping[str, Any] = {
            "webhook": self._desk.hooks.came,
            "e-mail": self._desk.letters.came,
        }
        for channel, messages in came.items():
            counts = told.row(self._owed[channel], messages)
            middle, longest = told.waits(messages, self._decided)
            lines.append(
                f"{channel:<9}"
                + "".join(f"{counts[name]:>12}" for name in ROWS)
                + f"{middle:>7.1f} s{longest:>7.1f} s"
            )
        return "\n".join(lines)

    def _leaves(self) -> Check:
        """End the mail by one click, as a mail program does (RFC 8058)."""
        links = {one.unsubscribe for one in self._desk.letters.came}
        link = min(links, default="")
        faults = [] if len(links) == 1 else [f"{len(links)} links"]
        if link:
            answer = httpx.post(link, data={"List-Unsubscribe": "One-Click"}, timeout=30)
            state = self._state("e-mail")
            if answer.status_code != 200 or state != "disabled":
                faults.append(f"answered {answer.status_code}; it is {state}")
        return Check(
            "one click on the link of a mail ends them", f"{len(links)} link", tuple(faults)
        )

    def _made(self, **asked: Any) -> dict[str, Any]:
        answer = self._client.post("/v1/subscriptions", json=asked)
        answer.raise_for_status()
        made: dict[str, Any] = answer.json()
        return made

    def _state(self, channel: str) -> str:
        path = f"/v1/subscriptions/{self._ids[channel]}"
        return str(account.answered(self._client, path, {})["state"])

    def _deliveries(self, channel: str) -> list[dict[str, Any]]:
        path = f"/v1/subscriptions/{self._ids[channel]}/deliveries"
        return [one for one in account.pages(self._client, path) if one["kind"] == "alerts"]


def _attempts(listed: list[dict[str, Any]]) -> dict[str, int]:
    return {one["id"]: len(one["attempts"]) for one in listed}


def _all_delivered(channel: str, listed: list[dict[str, Any]], owed: Mapping[int, Change]) -> Check:
    return Check(
        f"the service's own list of what it sent by {channel} is the same",
        f"{len(listed)} delivered, in {sum(_attempts(listed).values())} attempts",
        tuple(_unlike(listed, owed)),
    )


def _unlike(listed: list[dict[str, Any]], owed: Mapping[int, Change]) -> Iterator[str]:
    for one in listed:
        if one["state"] != "delivered" or not one["attempts"]:
            yield f"{one['id']} is {one['state']}"
    told_of = sorted(number for one in listed for number in one["sequences"])
    if told_of != sorted(owed):
        yield f"it tells of {len(told_of)} changes, and {len(owed)} are due"
