"""One compose project under a name of its own: up, a container killed and back, down."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.parts.process import free_ports

ROOT = Path(__file__).parents[2]
READYZ = "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=3)"
PROBES: Mapping[str, Sequence[str]] = {
    "kafka": ("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9092"),
    "postgres": ("pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres"),
    "ingest": ("python", "-c", READYZ),
    "alerts": ("python", "-c", READYZ),
    "api": ("python", "-c", READYZ),
}
MOST_GRACE = 60
SECRETS = (
    "INTERPARTY_API_KEY",
    "POSTGRES_PASSWORD",
    "INTERPARTY_MIGRATE_DB_PASSWORD",
    "INTERPARTY_INGEST_DB_PASSWORD",
    "INTERPARTY_ALERTS_DB_PASSWORD",
    "INTERPARTY_API_DB_PASSWORD",
)


class NoDockerError(Exception):
    """There is no Docker engine or no compose; the message is one line that says so."""


def compose_command() -> list[str]:
    """Return how compose is called here.

    Raises:
        NoDockerError: no engine answers, or there is no compose.
    """
    if shutil.which("docker") is None or not _succeeds(["docker", "info"]):
        raise NoDockerError("no Docker engine answers")
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and _succeeds([*command, "version"]):
            return command
    raise NoDockerError("neither 'docker compose' nor 'docker-compose' is installed")


def this_machine() -> str:
    """Return the address at which containers find this machine, as the image sees it.

    Raises:
        RuntimeError: the engine cannot say, or the image is not built yet.
    """
    host, image = "host.docker.internal", os.environ.get("INTERPARTY_IMAGE", "interparty:local")
    lookup = f"import socket; print(socket.gethostbyname('{host}'))"
    run = ["docker", "run", "--rm", "--network", "none", "--add-host", f"{host}:host-gateway"]
    return _output([*run, image, "python", "-c", lookup]).strip()


class Stack:
    """A project that is up; leave it with `down`."""

    def __init__(self, name: str) -> None:
        """Choose free ports and fresh secrets; nothing is started yet."""
        self.name = name
        self._compose = [*compose_command(), "-p", name]
        ports = free_ports(2)
        self.ingest = f"http://127.0.0.1:{ports[0]}"
        self.api = f"http://127.0.0.1:{ports[1]}"
        given = {secret: secrets.token_hex(16) for secret in SECRETS}
        self.key = given["INTERPARTY_API_KEY"]
        self._environment = {
            **os.environ,
            **given,
            "INTERPARTY_BIND": "127.0.0.1",
            "INTERPARTY_INGEST_PORT": str(ports[0]),
            "INTERPARTY_API_PORT": str(ports[1]),
            "INTERPARTY_LOG_LEVEL": "INFO",
            "INTERPARTY_PUBLIC_URL": self.api,
        }

    def give(self, **settings: str) -> None:
        """Have these settings of `.env`, too, with what is started from now on."""
        self._environment.update(settings)

    def build(self) -> None:
        """Build the image that all services run."""
        self._run("build", "migrate")

    def up(self, *, alerts: int) -> float:
        """Start everything and wait until every service is ready; return the seconds it took."""
        began = time.monotonic()
        self._run("up", "-d", "--scale", f"alerts={alerts}")
        for service in PROBES:
            for container in self.containers(service):
                self.wait_ready(service, container)
        return time.monotonic() - began

    def down(self) -> None:
        """Remove the project's containers, networks and volumes."""
        self._run("down", "--volumes", "--remove-orphans", "--timeout", "10")

    def containers(self, service: str) -> list[str]:
        """Return the ids of a service's containers."""
        return self._run("ps", "-q", service).split()

    def title(self, container: str) -> str:
        """Return a container's name without the project's."""
        name: str = self.inspect(container)["Name"]
        return name.lstrip("/").removeprefix(self.name).lstrip("_-")

    def address(self, container: str) -> set[str]:
        """Return a container's addresses on the project's networks."""
        networks = self.inspect(container)["NetworkSettings"]["Networks"]
        return {network["IPAddress"] for network in networks.values()}

    def inspect(self, container: str) -> dict[str, Any]:
        """Return what the engine knows of a container."""
        (found,) = json.loads(_output(["docker", "inspect", container]))
        assert isinstance(found, dict)
        return found

    def kill(self, service: str, container: str) -> float:
        """Kill a container's main process as a crash would; return the seconds until it is ready.

        The process is killed from outside, so that the restart policy brings it back. Where the
        engine's processes cannot be reached from here, `docker kill` does it; that counts as
        stopped by hand, so the container is then started by hand too.
        """
        state = self.inspect(container)["State"]
        began = time.monotonic()
        if _is_process_of(state["Pid"], container):
            os.kill(state["Pid"], signal.SIGKILL)
        else:
            _output(["docker", "kill", "-s", "KILL", container])
            _output(["docker", "start", container])
        wait_until(
            lambda: self._is_running_since(container, state["StartedAt"]),
            within=60,
            what=f"{service} is started again",
        )
        self.wait_ready(service, container)
        return time.monotonic() - began

    def wait_ready(self, service: str, container: str) -> None:
        """Wait until a container answers as ready."""
        probe = ["docker", "exec", container, *PROBES[service]]
        wait_until(lambda: _succeeds(probe), within=180, what=f"{service} is ready")

    def stop(self, container: str) -> tuple[float, int]:
        """Ask a container to end, as compose does; return the seconds it took and its exit code."""
        began = time.monotonic()
        _output(["docker", "stop", "-t", str(MOST_GRACE), container])
        seconds = time.monotonic() - began
        return seconds, int(self.inspect(container)["State"]["ExitCode"])

    def run_shell(self, container: str, script: str) -> str:
        """Run shell commands inside a container and return what they printed."""
        return _output(["docker", "exec", container, "sh", "-c", script])

    def run_python(self, container: str, script: Path) -> str:
        """Run a Python file inside a container and return what it printed."""
        return _output(["docker", "exec", "-i", container, "python", "-"], given=script.read_text())

    def logs(self, service: str, *, lines: int = 30) -> str:
        """Return the last lines that a service logged."""
        return self._run("logs", "--no-color", f"--tail={lines}", service)

    def _is_running_since(self, container: str, before: str) -> bool:
        state = self.inspect(container)["State"]
        return bool(state["Running"]) and state["StartedAt"] != before

    def _run(self, *arguments: str) -> str:
        return _output([*self._compose, *arguments], environment=self._environment)


def wait_until(is_so: Callable[[], bool], *, within: float, what: str) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it was not within that many seconds.
    """
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {within:.0f} s still not so: {what}")
        time.sleep(0.25)


def _is_process_of(pid: int, container: str) -> bool:
    try:
        mine = container in Path(f"/proc/{pid}/cgroup").read_text()
        return mine and (os.geteuid() == 0)
    except OSError:
        return False


def _succeeds(command: Sequence[str]) -> bool:
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return done.returncode == 0


def _output(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    given: str | None = None,
) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout
