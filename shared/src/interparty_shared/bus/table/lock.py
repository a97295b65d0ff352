"""One owner per log file, among processes and within one."""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Self

from interparty_shared.errors import Misconfigured


class FileLock:
    """Held from `take` to `release`, or until the process dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, log: Path) -> Self:
        """Take the lock of a log file.

        Raises:
            Misconfigured: somebody has it, or it cannot be made.
        """
        path = log.with_name(log.name + ".lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Misconfigured(f"The log {log} cannot be opened: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise Misconfigured(
                f"The log {log} is in use by process {owner or 'unknown'};"
                " an embedded log belongs to one process."
            ) from None
        # The pid is a courtesy to the one who is refused; on a full disk it cannot be written.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let the next one have it. The file stays: removing it would race with a new owner."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
