"""`interparty backtest` as a process: at a terminal, from a pipe, and interrupted."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support import builders

COMMAND = [sys.executable, "-m", "interparty_embedded", "backtest"]
LINE = f"{json.dumps(builders.engagement())}\n".encode()


def test_facts_come_from_a_pipe_and_nothing_but_results_is_said_where_nobody_looks() -> None:
    done = subprocess.run(
        [*COMMAND, "-", "--as-of", "2026-06-01"], input=LINE, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1 event read: 1 engagement" in done.stdout


def test_at_a_terminal_it_shows_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "facts.ndjson"
    path.write_bytes(b"".join(LINE.replace(b'"e1"', b'"e%d"' % one) for one in range(3_000)))

    shown = at_a_terminal([*COMMAND, str(path), "--as-of", "2026-06-01"])

    assert "reading" in shown
    assert "judging" in shown
    assert "events, " in shown
    assert "3,000 events read: 3,000 engagements" in shown


def test_interrupted_it_ends_without_a_trace(tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    with subprocess.Popen(
        [*COMMAND, "-", "--json", str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 30
        while not list(tmp_path.iterdir()):  # it has begun, and waits for facts
            assert time.monotonic() < deadline
            time.sleep(0.01)

        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"Traceback" not in said + complained
    assert list(tmp_path.iterdir()) == []


def at_a_terminal(command: list[str]) -> str:
    """Return all that a command says to a terminal."""
    ours, theirs = pty.openpty()
    shown = b""
    environment = {**os.environ, "COLUMNS": "120", "TERM": "xterm"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        while select.select([ours], [], [], 30)[0]:
            try:
                read = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not read:
                break
            shown += read
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()
