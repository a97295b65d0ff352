"""Delivery by webhook: one signed POST, and what came of it."""

from importlib.metadata import version
from ssl import SSLContext
from typing import Final

import httpx

from interparty_api.notify import answers, payload, signing
from interparty_api.notify.base import Outcome, Outgoing, Sender
from interparty_api.notify.connections import Connections, Limits
from interparty_api.notify.pinned import Lookups, Resolver
from interparty_api.notify.ssrf import Policy, Refused, parse_target
from interparty_shared.clock import Clock
from interparty_shared.settings import Settings

USER_AGENT: Final = f"Interparty-Webhooks/{version('interparty-api')}"
_HEADERS: Final = (
    ("content-type", "application/json"),
    ("user-agent", USER_AGENT),
    ("accept-encoding", "identity"),
)


class WebhookSender(Sender):
    """Posts messages to the addresses of subscribers, within 15 seconds each.

    How many it posts at a time, its caller decides. It belongs to one event loop, keeps idle
    connections open, and is closed at the end.
    """

    def __init__(
        self,
        policy: Policy,
        clock: Clock,
        *,
        resolve: Resolver | None = None,
        ssl_context: SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._clock = clock
        self._limits = limits or Limits()
        self._lookups = Lookups()
        self._connections = Connections(
            policy,
            resolve or self._lookups,
            ssl_context or httpx.create_ssl_context(trust_env=False),
            self._limits,
        )

    async def send(self, message: Outgoing) -> Outcome:
        """Post a message once; sent again, it bears the same id.

        Raises:
            ValueError: the message is none that goes by webhook, or a secret is malformed.
        """
        body = payload.body(message)
        try:
            target = parse_target(message.to.target)
            signed = signing.headers(message.id, body, message.to.secrets, self._clock.now())
        except Refused as refused:
            return Outcome("refused", refused.detail)
        except signing.Unsigned:
            return Outcome(
                "refused", "The subscription has no secret that is valid: make a new one."
            )
        try:
            answer = await self._connections.post(target, (*_HEADERS, *signed.items()), body)
        except Exception as error:
            outcome = answers.of_failure(error, self._limits.answer_s)
            if outcome is None:
                raise
            return outcome
        return answers.of_answer(answer, target, self._clock.now())

    async def close(self) -> None:
        """Close the idle connections; those in use are closed after that use."""
        self._lookups.close()
        await self._connections.close()


def webhook_sender(settings: Settings, clock: Clock) -> WebhookSender:
    """Return the sender that the settings ask for; close it at the end.

    Raises:
        Misconfigured: INTERPARTY_WEBHOOK_ALLOW or INTERPARTY_WEBHOOK_PORTS cannot be read.
    """
    return WebhookSender(Policy.of(settings), clock)
