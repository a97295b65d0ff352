"""`interparty up` as a process of its own, on a folder of the test's."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

from interparty_shared.clock import SystemClock
from interparty_shared.web import keys

PATIENCE_S = 60.0
Json = dict[str, Any]


class Up:
    """One folder, on which the process is started, ended and started again."""

    def __init__(
        self, folder: Path, *, port: int = 0, file_limit: int | None = None, **settings: str
    ) -> None:
        self.folder = folder
        self._settings = {f"INTERPARTY_{name}".upper(): value for name, value in settings.items()}
        self.url = ""
        self._port = port
        self._file_limit = file_limit
        self._process: subprocess.Popen[bytes] | None = None
        self.key = keys.create(
            folder / "keys.json",
            name="test",
            scopes=["admin"],
            quota_per_minute=None,
            now=SystemClock().now(),
        )
        self.client = httpx.Client(
            headers={"Authorization": f"Bearer {self.key}"}, timeout=20, trust_env=False
        )

    def start(self) -> "Up":
        """Start it and wait until it listens."""
        said = self.folder / "stderr"
        command = [
            sys.executable,
            "-m",
            "interparty_embedded",
            "up",
            "--data-dir",
            str(self.folder),
        ]
        with (self.folder / "stdout").open("ab") as out, said.open("wb") as err:
            self._process = subprocess.Popen(
                [*command, "--port", str(self._port)],
                stdout=out,
                stderr=err,
                env={**environment(), **self._settings},
                preexec_fn=self._limited if self._file_limit else None,  # noqa: PLW1509 - Linux
            )
        wait_until(lambda: "listens on" in self._said(said), what="it listens")
        self.url = self._said(said).split("listens on ")[1].split()[0]
        self._port = int(self.url.rsplit(":", 1)[1])
        return self

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The process that runs."""
        assert self._process is not None
        return self._process

    def end(self, number: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        """Make sure that nothing is left running."""
        self.client.close()
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def lift_file_limit(self) -> None:
        """Give the disk its space back."""
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))

    def post(self, events: Sequence[Json], **query: str) -> httpx.Response:
        """Post events as NDJSON."""
        return self.client.post(
            f"{self.url}/v1/events",
            params=query,
            content="\n".join(map(json.dumps, events)),
            headers={"Content-Type": "application/x-ndjson"},
        )

    def get(self, path: str, **query: str) -> Any:
        """Return the JSON under a path."""
        answer = self.client.get(f"{self.url}{path}", params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def items(self, path: str, **query: str) -> list[Json]:
        """Return all items of a list."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.get(path, limit="500", **query, **more)
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def logged(self) -> list[Json]:
        """Return the lines of its log."""
        lines = (self.folder / "stdout").read_bytes().splitlines()
        return [json.loads(line) for line in lines if line.startswith(b"{")]

    def _said(self, path: Path) -> str:
        text = path.read_text()
        assert self.process.poll() is None, f"it ended: {text}"
        return text

    def _limited(self) -> None:
        assert self._file_limit is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._file_limit, resource.RLIM_INFINITY))


def wait_until(is_so: Callable[[], object], *, what: str, within: float = PATIENCE_S) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it was not within that many seconds.
    """
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {within:.0f} s still not so: {what}")
        time.sleep(0.05)


def environment() -> dict[str, str]:
    """Return this environment without settings of ours."""
    # Compiled modules are kept: this process is started again and again.
    ours = ("INTERPARTY_", "PYTHONDONTWRITEBYTECODE")
    return {name: said for name, said in os.environ.items() if not name.startswith(ours)}
