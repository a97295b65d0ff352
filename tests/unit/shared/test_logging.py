"""Log lines: one JSON object each, whoever writes them."""

import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import logging, structlog
from interparty_shared.observability import bind_trace, configure_logging
configure_logging("probe", "info")
log = structlog.get_logger("x")
log.debug("not seen")
with bind_trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
    log.info("said", number=1, bad={1: object}, text="\\ud800")
logging.getLogger("library").warning("from %s", "elsewhere")
logging.getLogger("aiokafka.consumer").info("not seen")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broke")
"""


def lines() -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, timeout=50
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_says_when_how_grave_who_and_in_which_trace() -> None:
    said, library, broke = lines()

    assert (said["event"], said["level"], said["service"]) == ("said", "info", "probe")
    assert said["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert said["time"].endswith("Z")
    assert said["number"] == 1
    assert (library["event"], library["level"]) == ("from elsewhere", "warning")
    assert library["logger"] == "library"
    assert "trace_id" not in library
    assert "ZeroDivisionError" in broke["exception"]
