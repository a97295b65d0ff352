"""How to reach Kafka, what its errors mean to us, and how to let go of its clients."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaConnectionError, KafkaError

from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.errors import LogUnavailable, Misconfigured

log = structlog.get_logger(__name__)

# Shorter than what we give an answer in all, so that a broker that hangs is left for another.
REQUEST_TIMEOUT_MS: Final = 6_000
# What is not delivered by then was promised to nobody: whoever published it has gone already.
GOODBYE_S: Final = 4.0


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Kafka is and how we prove ourselves."""

    servers: str
    security: KafkaSecurity

    def options(self) -> dict[str, Any]:
        """Return what every aiokafka client is made with.

        Raises:
            Misconfigured: a certificate cannot be read.
        """
        options: dict[str, Any] = {
            "bootstrap_servers": self.servers,
            "request_timeout_ms": REQUEST_TIMEOUT_MS,
            "retry_backoff_ms": 100,
            "security_protocol": self.security.protocol,
        }
        if self.security.is_sasl:
            options["sasl_mechanism"] = self.security.mechanism
            options["sasl_plain_username"] = self.security.username
            options["sasl_plain_password"] = self.security.password
        if self.security.is_tls:
            options["ssl_context"] = _ssl_context(self.security)
        return options

    @contextlib.asynccontextmanager
    async def answering(self, within: float) -> AsyncGenerator[None]:
        """Turn Kafka's errors, and too long a silence, into LogUnavailable."""
        with self.blamed(within):
            async with asyncio.timeout(within):
                yield

    @contextlib.contextmanager
    def blamed(self, within: float) -> Generator[None]:
        """Turn Kafka's errors into LogUnavailable, TimeoutError (after so many seconds) too."""
        try:
            yield
        except TimeoutError:
            raise LogUnavailable(
                f"Kafka at {self.servers} did not answer within {within:g} s."
            ) from None
        except (KafkaError, OSError) as error:
            raise self.unavailable(error) from error

    def unavailable(self, error: BaseException) -> LogUnavailable:
        """Return what to raise for an error of aiokafka's."""
        return LogUnavailable(f"Kafka at {self.servers} is not available: {describe(error)}.")


def describe(error: BaseException) -> str:
    """Return an error in a few words, for an operator."""
    if isinstance(error, KafkaConnectionError):
        return "none of its brokers could be reached, or none let us in"
    text = str(error).strip().rstrip(".")  # many of aiokafka's have no text of their own
    return text or type(error).__name__


async def say_goodbye(client: Any) -> None:
    """Stop a consumer or close an admin client, without hanging on a Kafka that is gone.

    In a task of its own: aiokafka's `stop` can end as if it had been cancelled (when a fetch was
    about to be tried again), which would look as if its caller were.
    """
    stop = client.stop if hasattr(client, "stop") else client.close
    stopping = asyncio.get_running_loop().create_task(stop())
    try:
        await asyncio.wait({stopping}, timeout=GOODBYE_S)
    finally:
        stopping.cancel()
    await asyncio.wait({stopping}, timeout=1.0)
    if stopping.cancelled() or not stopping.done() or stopping.exception() is not None:
        log.info("a client of Kafka did not close in order")
        with contextlib.suppress(KafkaError, OSError):
            await client._client.close()  # noqa: SLF001 - what `stop` would have done at last


def _ssl_context(security: KafkaSecurity) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(
            cafile=str(security.ca_file) if security.ca_file else None
        )
        if security.cert_file and security.key_file:
            context.load_cert_chain(str(security.cert_file), str(security.key_file))
    except OSError as error:  # ssl.SSLError is one
        raise Misconfigured(
            f"A certificate for Kafka cannot be used: {describe(error)}."
        ) from error
    return context
