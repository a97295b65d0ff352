"""Runs one command and ends it when whoever asked for it goes away, whatever the way it went.

Usage: keeper.py FOLDER LOG UID:GID END_SIGNAL COMMAND...  ("-" for UID:GID means: as we are)

A script of its own, not a parent-death signal: that one fires when the *thread* that forked ends,
so a server restarted from a worker thread would die with the thread. Our standard input is a pipe
that only the test run holds: each line on it is a signal number to pass on, and its end, which a
SIGKILL of the run brings about too, means: end the command and remove FOLDER.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from typing import Any

PATIENCE_SECONDS = 10.0


def main() -> None:
    """Run the command until it ends, passing on signals, then leave with it."""
    folder, log_path, user, end_signal, *command = sys.argv[1:]
    with open(log_path, "ab") as log:  # noqa: PTH123 (runs with -I -S: keep the imports few)
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            **_account(user),
        )
    print(child.pid, flush=True)
    forsaken = threading.Event()
    threading.Thread(
        target=_obey, args=(child, forsaken, int(end_signal)), name="obey", daemon=True
    ).start()
    code = child.wait()
    if forsaken.is_set():
        shutil.rmtree(folder, ignore_errors=True)
    # Not sys.exit: it would wait for the thread, which may sit in a read of standard input.
    os._exit(code if 0 <= code < 256 else 1)


def _account(user: str) -> dict[str, Any]:
    if user == "-":
        return {}
    uid, gid = map(int, user.split(":"))
    return {"user": uid, "group": gid, "extra_groups": []}


def _obey(child: subprocess.Popen[bytes], forsaken: threading.Event, end_signal: int) -> None:
    for line in sys.stdin:
        child.send_signal(int(line))
    forsaken.set()
    child.send_signal(end_signal)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE_SECONDS)
        return
    child.kill()


if __name__ == "__main__":
    main()
