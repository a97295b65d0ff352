"""Whether containers are confined as docker-compose.yml says: asked inside, where it counts."""

from collections.abc import Mapping
from typing import Any

import yaml

from tests.compose.account import Check
from tests.compose.stack import ROOT, Stack

OURS = frozenset({"ingest", "alerts", "api"})
_UNITS = {"m": 2**20, "g": 2**30}
_ASKED = """
cat /proc/1/status
cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null |
  sed 's/^/MemoryLimit: /'
cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null | sed 's/^/PidsLimit: /'
(: >/written-by-the-test) 2>/dev/null && echo 'Root: written' || echo 'Root: refused'
"""


def confined(stack: Stack) -> Check:
    """Return what is looser inside any container of the stack than the file says."""
    services: dict[str, dict[str, Any]] = yaml.safe_load(
        (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    )["services"]
    faults, asked = [], 0
    for service in ("kafka", "postgres", "ingest", "alerts", "api"):
        for container in stack.containers(service):
            inside = _fields(stack.run_shell(container, _ASKED))
            asked += 1
            faults += [
                f"{stack.title(container)}: {fault}"
                for fault in looser(service, services[service], inside)
            ]
    return Check("every container is confined as the file says", f"{asked} asked", tuple(faults))


def looser(service: str, declared: Mapping[str, Any], inside: Mapping[str, str]) -> list[str]:
    """Return where process 1 of a container may do more than was declared."""
    limit = str(declared["mem_limit"])
    wanted = {
        "NoNewPrivs": "1",
        "MemoryLimit": str(int(limit[:-1]) * _UNITS[limit[-1]]),
        "PidsLimit": str(declared["pids_limit"]),
        "CapEff": "0" * 16,
    }
    if service in OURS:
        wanted["CapBnd"] = "0" * 16
    if declared.get("read_only"):
        wanted["Root"] = "refused"
    faults = [
        f"{name} is {inside.get(name)}, not {value}"
        for name, value in wanted.items()
        if inside.get(name) != value
    ]
    users = set(inside["Uid"].split() + inside["Gid"].split())
    if service in OURS and users != {"10001"}:
        faults.append(f"runs as {inside['Uid']}")
    elif service == "postgres" and "0" in inside["Uid"].split():
        faults.append("runs as root")
    return faults


def _fields(lines: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines.splitlines())
    return {name: value.strip() for name, _, value in pairs}
