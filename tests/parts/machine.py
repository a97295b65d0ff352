"""What the machine has and what root may add to it, from the distribution's own packages."""

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

from tests.parts.process import PartUnavailableError

CACHE = Path(__file__).resolve().parents[2] / ".parts"
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


def _apt_get(*arguments: str, what: str) -> None:
    # --no-install-recommends: a broker's test needs no desktop, a database no SSL snake oil.
    command = ["apt-get", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", *arguments]
    done = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
        raise PartUnavailableError(f"{what} could not be installed: {last[0]}")


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
