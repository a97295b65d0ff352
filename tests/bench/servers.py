"""The servers and processes that figures are taken on: started here, ended here, by their pid."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

from interparty_alerts.migrations import MIGRATIONS as ALERTS
from interparty_api.migrations import MIGRATIONS as API
from interparty_ingest.migrations import MIGRATIONS as INGEST
from interparty_shared.bus.topics import create_topics
from interparty_shared.db.migrate import upgrade
from tests.parts import kafka as kafka_part
from tests.parts.kafka import Kafka
from tests.parts.postgres import Postgres
from tests.parts.process import free_ports

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-for-the-bench"
PATIENCE_S = 60.0


class Servers:
    """Kafka and PostgreSQL of our own, started when first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    @cached_property
    def kafka(self) -> Kafka:
        """A Kafka."""
        part = Kafka()
        self._stack.callback(part.close)  # harmless where it is closed by then
        part.start()
        return part

    @cached_property
    def postgres(self) -> Postgres:
        """A PostgreSQL."""
        part = Postgres()
        self._stack.callback(part.close)
        part.start()
        return part

    @property
    def versions(self) -> list[str]:
        """What runs here, with versions."""
        found = []
        if "kafka" in self.__dict__:
            found.append(f"Apache Kafka {kafka_part.version()}")
        if "postgres" in self.__dict__:
            found.append(f"PostgreSQL {self.postgres._programs.parent.name}")
        return found

    async def database(self) -> str:
        """Return the URL of a database with the tables of all services."""
        url = self.postgres.create_database().replace("postgresql://", "postgresql+asyncpg://", 1)
        for migrations in (INGEST, ALERTS, API):
            await upgrade(migrations, url)
        return url

    def drop(self, url: str) -> None:
        """Throw a database away."""
        self.postgres.drop_database(url.replace("postgresql+asyncpg://", "postgresql://", 1))

    async def bus(self, *, empty: bool = False) -> str:
        """Return the URL of the log, with all topics there; `empty`: one that nothing was sent to."""
        if empty and "kafka" in self.__dict__:
            self.kafka.close()
            del self.kafka
        url = f"kafka://{self.kafka.bootstrap}"
        await create_topics(url)
        return url

    def close(self) -> None:
        """End them and throw their data away."""
        self._stack.close()


@contextmanager
def process(
    arguments: Sequence[str], settings: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python ARGUMENTS` with these INTERPARTY_ settings, and end it."""
    given = {f"INTERPARTY_{name}".upper(): value for name, value in settings.items()}
    kept = {name: value for name, value in os.environ.items() if "INTERPARTY" not in name}
    child = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, **given},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def service(
    name: str, *, bus: str, database: str, **settings: str
) -> Generator[tuple[int, subprocess.Popen[bytes]]]:
    """Run one service as its own process, ready; gives its port and process."""
    (port,) = free_ports(1)
    given = {"bus_url": bus, "database_url": database, "port": str(port), "api_key": KEY}
    with process(["-m", f"interparty_{name}"], {**given, **settings}) as child:
        wait_ready(port, "/readyz", child)
        yield port, child


def wait_ready(port: int, path: str, child: subprocess.Popen[bytes]) -> None:
    """Return once the process answers 200 there.

    Raises:
        RuntimeError: it ended, or does not answer in time.
    """
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"process {child.pid} ended with {child.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"nothing is ready on port {port}")


def resident_mib(pid: int) -> float:
    """Return the resident memory of a process, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no memory any more")


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
