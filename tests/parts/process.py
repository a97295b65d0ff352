"""One server process under a keeper, free ports, and what a part says when it cannot be had."""

import pwd
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")

# Below the range that the kernel takes for outgoing connections (32768 and up on Linux): a client
# that retries a port in that range while our server is down can be given the very port as its own
# end, connect to itself, and so hold the port against the server's restart.
PORTS = range(20_000, 32_000)


class PartUnavailableError(Exception):
    """A part cannot be had on this machine; the message is one line that says why."""


class Process:
    """A server process that ends with the test run, and is only ever addressed by its own pid."""

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        account: pwd.struct_passwd | None = None,
        end_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        """Keep what every start needs: FOLDER is the working folder and holds the log."""
        self.name = name
        self.folder = folder
        self.log = folder / f"{name}.log"
        self._user = f"{account.pw_uid}:{account.pw_gid}" if account else "-"
        self._end_signal = end_signal
        self._keeper: subprocess.Popen[str] | None = None
        self.pid: int | None = None

    def start(
        self,
        command: Sequence[str | Path],
        *,
        is_ready: Callable[[], bool],
        within_seconds: float = 60.0,
    ) -> None:
        """Start the command and wait until it is ready.

        Raises:
            RuntimeError: the process ended or was not ready in time; the message ends with its log.
        """
        if self.is_running():
            raise RuntimeError(f"{self.name} is already running")
        keeper_args = [str(self.folder), str(self.log), self._user, str(int(self._end_signal))]
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER), *keeper_args, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the test run, which then ends us in order
        )
        assert self._keeper.stdout is not None
        first_line = self._keeper.stdout.readline().strip()
        if not first_line:
            self._forget()
            raise RuntimeError(f"{self.name} could not be started: {' '.join(map(str, command))}")
        self.pid = int(first_line)
        deadline = time.monotonic() + within_seconds
        while not is_ready():
            if not self.is_running():
                self._forget()
                raise RuntimeError(f"{self.name} ended while starting:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                self.end(signal.SIGKILL)
                raise RuntimeError(
                    f"{self.name} was not ready within {within_seconds:.0f} s:\n{self.log_tail()}"
                )
            time.sleep(0.05)

    def is_running(self) -> bool:
        """Return whether the process is alive."""
        return self._keeper is not None and self._keeper.poll() is None

    def end(self, with_signal: signal.Signals, *, within_seconds: float = 30.0) -> None:
        """Send the signal and wait for the end; after the time limit send SIGKILL."""
        if self._keeper is None:
            return
        assert self._keeper.stdin is not None
        try:
            self._keeper.stdin.write(f"{int(with_signal)}\n")
            self._keeper.stdin.flush()
            self._keeper.wait(within_seconds)
        except BrokenPipeError:
            self._keeper.wait()
        except subprocess.TimeoutExpired:
            self._keeper.stdin.write(f"{int(signal.SIGKILL)}\n")
            self._keeper.stdin.flush()
            self._keeper.wait()
        self._forget()

    def log_tail(self, lines: int = 25) -> str:
        """Return the last lines of the log."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _forget(self) -> None:
        if self._keeper is not None:
            self._keeper.wait()
            for pipe in (self._keeper.stdin, self._keeper.stdout):
                if pipe is not None:
                    pipe.close()
        self._keeper = None
        self.pid = None


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens on, all different."""
    found: list[int] = []
    for port in random.sample(PORTS, k=len(PORTS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise PartUnavailableError(f"no {count} free ports between {PORTS.start} and {PORTS.stop}")
