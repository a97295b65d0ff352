"""A watchdog's desk on this machine: a receiver of webhooks and a mail server, faulty at times.

Both are real servers, in a thread of their own, and listen on one address only: that at which
containers find this machine. Each message is refused or cut off once at most, so that its next
attempt, seconds later, is the one that arrives.
"""

import asyncio
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from tests.compose.stack import wait_until
from tests.compose.told import Hook, Letter, letter_of
from tests.support.mailbox import Mailbox, received_in
from tests.support.receiver import Behaviour, Received, Receiver

REFUSED_OF: Final = 20
"""Of so many new messages one is refused for now: 503, and 451 by mail."""
CUT_OF: Final = 33
"""Of so many new messages one is read to its end, and then nothing is said but goodbye."""
AT_ONCE: Final = 4
"""So many messages of one subscription are on their way at most."""

Answer = Literal["taken", "refused", "cut", "held"]


@dataclass
class Temper:
    """What is to be answered to each message, by its number; the same for both channels."""

    seen: set[str] = field(default_factory=set)
    to_hold: int = 0
    """So many more are read and not answered."""

    def answer(self, id_: str) -> Answer:
        """Return what is done with a message."""
        is_new = id_ not in self.seen
        self.seen.add(id_)
        if self.to_hold > 0:
            self.to_hold -= 1
            return "held"
        if is_new and len(self.seen) % REFUSED_OF == 0:
            return "refused"
        if is_new and len(self.seen) % CUT_OF == 0:
            return "cut"
        return "taken"


class Hooks(Receiver):
    """The receiver: keeps what came and how it was answered."""

    def __init__(self) -> None:
        super().__init__([], tls=False)
        self.temper = Temper()
        self.came: list[Hook] = []

    def choose(self, request: Received) -> Behaviour:
        """Answer as the temper says."""
        answer = self.temper.answer(request.headers.get("webhook-id", ""))
        self.came.append(
            Hook(
                id=request.headers.get("webhook-id", ""),
                body=request.json(),
                verified=_verified(request, self.keys),
                answer=answer,
                at=time.time(),
            )
        )
        ways: Mapping[str, Behaviour] = {
            "refused": Behaviour("status", status=503),
            "cut": Behaviour("close"),
            "held": Behaviour("hang"),
        }
        return ways.get(answer, Behaviour("ok"))


def _verified(request: Received, secrets: list[str]) -> bool:
    """Return whether the receiver's own library takes it for ours: signature, and time by its clock."""
    try:
        Webhook(secrets[0]).verify(request.body, dict(request.headers))
    except (WebhookVerificationError, IndexError):
        return False
    return True


@dataclass
class Letters(Mailbox):
    """The mail server: what it has not refused lies in the mailbox, whatever the sender was told."""

    temper: Temper = field(default_factory=Temper)
    came: list[Letter] = field(default_factory=list)
    """What tells of alerts, by attempt; `messages` has the rest, too."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer as the temper says, where it tells of alerts; take the rest."""
        received = received_in(session, envelope)
        letter = letter_of(received.mail, received.recipients, at=time.time())
        if letter is None:
            self.keep(received)
            return "250 OK"
        answer = self.temper.answer(letter.delivery)
        self.came.append(letter.answered(answer))
        if answer == "refused":
            return "451 4.3.0 come again"
        self.keep(received)
        if answer == "held":
            await asyncio.Event().wait()
        if answer == "cut":
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


class Desk:
    """Both, on `host`; leave it with `stop`."""

    def __init__(self, host: str) -> None:
        """Nothing listens yet."""
        self.hooks = Hooks()
        self.letters = Letters(host=host)
        self.host = host
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="desk", daemon=True)

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address is not one of this machine.
        """
        self._thread.start()
        try:
            self._do(self._start())
        except OSError:
            self._end()
            raise

    def stop(self) -> None:
        """Hang up on everybody and end."""
        self._do(self._stop())
        self._end()

    @property
    def hook_url(self) -> str:
        """Return where webhooks are to be sent."""
        return f"http://{self.host}:{self.hooks.port}/hook"

    def hold(self, within: float) -> None:
        """Read the next few messages of each channel to their end and answer none of them.

        What comes after them is answered. Mail is waited for first: its sender waits longer for us.

        Raises:
            TimeoutError: so many were not on their way in that many seconds.
        """
        for temper in (self.letters.temper, self.hooks.temper):
            temper.to_hold = AT_ONCE
            wait_until(lambda: not temper.to_hold, within=within, what="messages are on their way")  # noqa: B023 - asked here and now

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self.hooks.serve, self.host, 0)
        self.hooks.port = self._server.sockets[0].getsockname()[1]
        await self.letters.start()

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        await self.hooks.close()
        await self.letters.stop()

    def _do(self, work: Any) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(30)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
