"""What the machine has and what root may add to it, from the distribution's own packages."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

from tests.parts.process import PartUnavailableError

CACHE = Path(__file__).resolve().parents[2] / ".parts"
FETCH_SECONDS = 900.0
ATTEMPTS = 2
PAUSE_SECONDS = 5.0
LISTS_HELD = "Could not get lock"
POLICY = Path("/usr/sbin/policy-rc.d")


@contextlib.contextmanager
def alone() -> Generator[None]:
    """Hold the cache folder for one test run at a time: two must not fetch into each other."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(*packages: str, what: str) -> None:
    """Install Debian packages without starting the services in them.

    Raises:
        PartUnavailableError: we are not root, there is no apt-get, or it failed.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise PartUnavailableError(f"{what} is not installed (Debian: {' '.join(packages)})")
    print(f"{what}: installing {' '.join(packages)}", flush=True)
    with _no_services():
        for arguments in (["update", "-q"], ["install", "-y", "-q", *packages]):
            _apt_get(*arguments, what=what)


def run(*command: str, what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program that fetches something, and return what came of it.

    Raises:
        PartUnavailableError: it took longer than anyone should wait.
    """
    try:
        return subprocess.run(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise PartUnavailableError(
            f"{what}: {command[0]} was not done after {FETCH_SECONDS:.0f} s"
        ) from late


def _apt_get(*arguments: str, what: str) -> None:
    """Run it, again if a mirror failed, and for as long as another one updates the lists.

    `DPkg::Lock::Timeout` is for the installing alone: the lists' lock is given up on at once.
    """
    # Without recommended packages: a broker needs no desktop.
    options = ["--no-install-recommends", "-o", f"DPkg::Lock::Timeout={FETCH_SECONDS:.0f}"]
    environment = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    until, failures = time.monotonic() + FETCH_SECONDS, 0
    while True:
        done = run("apt-get", *options, *arguments, what=what, **environment)
        if done.returncode == 0:
            return
        failures += LISTS_HELD not in done.stderr
        if failures == ATTEMPTS or time.monotonic() > until:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
            raise PartUnavailableError(f"{what} could not be installed: {last[0]}")
        time.sleep(PAUSE_SECONDS)


@contextlib.contextmanager
def _no_services() -> Generator[None]:
    """Tell Debian's packages not to start what they install; a policy that is there stays."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
