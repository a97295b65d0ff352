"""A real PostgreSQL on loopback, with a fresh database for whoever asks."""

import asyncio
import functools
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from tests.parts import machine
from tests.parts.process import PartUnavailableError, Process, free_ports

USER = "interparty"
STILL_HELD = "is still in use"
RELEASE_ATTEMPTS = 50
# Everything that says what survives a crash (fsync, synchronous_commit, full_page_writes) is as it
# comes; these only keep the server small and on its own port.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 100
shared_buffers = 64MB
max_wal_size = 512MB
timezone = 'UTC'
"""


class GivenPostgres:
    """A PostgreSQL that somebody else runs; databases come and go in it, the server stays."""

    is_ours = False

    def __init__(self, url: str) -> None:
        """Remember the URL of a role that may create databases."""
        self.url = url

    def create_database(self) -> str:
        """Create an empty database and return its URL."""
        name = f"test_{secrets.token_hex(8)}"
        _execute(self.url, f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop_database(self, url: str) -> None:
        """Drop a database that `create_database` returned, cutting off whoever still uses it."""
        name = urlsplit(url).path.removeprefix("/")
        _execute(self.url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Leave it as it is."""


class Postgres(GivenPostgres):
    """A PostgreSQL of our own: same port and data from one start to the next, until `close`."""

    is_ours = True

    def __init__(self) -> None:
        """Choose a port and make the data folder; nothing runs yet.

        Raises:
            PartUnavailableError: there is no PostgreSQL and it cannot be installed.
        """
        self._programs = find_programs()
        self._account = _unprivileged_account()
        self._folder = Path(tempfile.mkdtemp(prefix="interparty-postgres-"))
        (self._port,) = free_ports(1)
        self._password = secrets.token_hex(12)
        super().__init__(f"postgresql://{USER}:{self._password}@127.0.0.1:{self._port}/postgres")
        self._give_away(self._folder)
        # SIGQUIT, not SIGKILL, when the test run goes away: it takes the shared memory along.
        self._process = Process(
            "postgres", self._folder, account=self._account, end_signal=signal.SIGQUIT
        )

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        data = self._folder / "data"
        if not data.exists():
            self._initialise(data)
        # After a SIGKILL the old server's children take a moment to notice that they are orphans.
        for attempt in range(RELEASE_ATTEMPTS):
            try:
                self._process.start(
                    [self._programs / "postgres", "-D", data],
                    is_ready=functools.partial(_takes_connections, self.url),
                )
            except RuntimeError:
                if attempt + 1 == RELEASE_ATTEMPTS or STILL_HELD not in self.log_tail(3):
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """Stop the server in order, cutting off its clients."""
        self._process.end(signal.SIGINT)

    def kill(self) -> None:
        """Kill the server with SIGKILL, as a crash would: its own children notice and go too."""
        self._process.end(signal.SIGKILL)

    def restart(self) -> None:
        """Start the server again on the same port and data, stopping it first if it runs."""
        self.stop()
        self.start()

    def ensure_running(self) -> None:
        """Start the server if it does not run."""
        if not self.is_running():
            self.start()

    def is_running(self) -> bool:
        """Return whether the server's process is alive."""
        return self._process.is_running()

    def log_tail(self, lines: int = 25) -> str:
        """Return the last lines of the server's log."""
        return self._process.log_tail(lines)

    def close(self) -> None:
        """End the server and throw its data away."""
        self._process.end(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _initialise(self, data: Path) -> None:
        password_file = self._folder / "password"
        password_file.write_text(self._password)
        command: list[str | Path] = [self._programs / "initdb", "--pgdata", data]
        command += ["--username", USER, "--auth", "scram-sha-256"]
        command += ["--pwfile", password_file]
        # --no-sync: a machine that crashes meanwhile has no use for these files afterwards.
        command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        self._give_away(password_file)
        done = subprocess.run(
            command,
            cwd=self._folder,
            user=self._account and self._account.pw_uid,
            group=self._account and self._account.pw_gid,
            extra_groups=self._account and [],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        password_file.unlink()
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=self._port))

    def _give_away(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)


def find_programs() -> Path:
    """Return the folder of the newest server programs, installing them as root if there are none.

    Raises:
        PartUnavailableError: there are none and none can be installed.
    """
    found = _look_for_programs()
    if found is None:
        with machine.alone():
            machine.install("postgresql", what="PostgreSQL")
        found = _look_for_programs()
    if found is None:
        raise PartUnavailableError("PostgreSQL was installed but its programs were not found")
    return found


def _look_for_programs() -> Path | None:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    folders.sort(key=lambda folder: _leading_number(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    return None


def _leading_number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match.group()) if match else 0


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return whom the server must run as if we are root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _takes_connections(url: str) -> bool:
    try:
        _execute(url, "SELECT 1")
    except (OSError, asyncpg.PostgresError):
        return False
    return True


def _execute(url: str, statement: str) -> None:
    """Run one statement on a connection of its own, also when the caller has a loop running."""

    async def run() -> None:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            await connection.execute(statement)
        finally:
            await connection.close(timeout=10)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()
