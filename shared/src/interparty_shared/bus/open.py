"""Opening the log that a URL names: the one difference between three processes and one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from interparty_shared.bus.base import Bus
from interparty_shared.bus.kafka import KafkaBus
from interparty_shared.bus.security import KafkaSecurity
from interparty_shared.bus.table import TableBus
from interparty_shared.clock import Clock
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings

KAFKA: Final = "kafka://"
TABLE: Final = "table:"


@asynccontextmanager
async def open_bus(
    where: str | Settings,
    *,
    security: KafkaSecurity | None = None,
    clock: Clock | None = None,
    partitions: int = 1,
) -> AsyncGenerator[Bus]:
    """Open a log and close it on exit.

    `where` is a URL, `kafka://host:9092,…` or `table:/path/to/log.db`, or the settings that have
    one. Kafka need not be there yet: what is asked of it raises LogUnavailable until it is.
    `clock` and `partitions` (of a file that is made new) are the embedded log's.

    Raises:
        Misconfigured: the URL is of no known kind, or the embedded log belongs to another process.
    """
    if isinstance(where, Settings):
        url, security = where.bus_url, security or security_from(where)
    else:
        url = where
    bus: Bus
    if url.startswith(KAFKA):
        bus = KafkaBus(servers_of(url), security=security or KafkaSecurity())
    elif url.startswith(TABLE):
        bus = TableBus(Path(url.removeprefix(TABLE)), clock=clock, partitions=partitions)
    else:
        raise Misconfigured(
            f"The log is kafka://host:9092,… or table:/path/to/log.db, not {url!r}."
        )
    try:
        yield bus
    finally:
        await bus.close()


def servers_of(url: str) -> str:
    """Return the `host:port,…` of a Kafka URL.

    Raises:
        Misconfigured: it names none, or more than servers.
    """
    servers = url.removeprefix(KAFKA).rstrip("/")
    for server in servers.split(","):
        host, _, port = server.rpartition(":")
        if not host or not port.isdecimal() or "/" in host or "@" in host:
            raise Misconfigured(
                f"A Kafka URL is kafka://host:9092,other:9092 and no more, not {url!r}:"
                " user name and password have settings of their own."
            )
    return servers


def security_from(settings: Settings) -> KafkaSecurity:
    """Return what the `kafka_…` settings say about proving who one is.

    Raises:
        Misconfigured: they contradict each other.
    """
    password = settings.kafka_password
    return KafkaSecurity(
        protocol=settings.kafka_security_protocol,
        mechanism=settings.kafka_sasl_mechanism,
        username=settings.kafka_username,
        password=password.get_secret_value() if password else None,
        ca_file=settings.kafka_ca_file,
        cert_file=settings.kafka_cert_file,
        key_file=settings.kafka_key_file,
    )
