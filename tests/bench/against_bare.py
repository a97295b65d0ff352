"""A service's route against a bare one that only validates the same bodies, by turns."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import load
from tests.bench.servers import Servers, process, service, wait_ready
from tests.parts.process import free_ports


async def against_bare(
    servers: Servers,
    name: str,
    path: str,
    bodies: Sequence[bytes],
    *,
    rounds: int,
    content_type: str,
    connections: int,
    status: str,
) -> tuple[list[float], list[float]]:
    """Return requests a second, round by round, of the service's route and of the bare one.

    Raises:
        RuntimeError: one of them answered with another status.
    """
    bus, database = await servers.bus(), await servers.database()
    (bare_port,) = free_ports(1)
    ours: list[float] = []
    peer: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        service(name, bus=bus, database=database) as (port, _),
        process(["-m", "tests.bench.bare", str(bare_port)], {}) as bare,
    ):
        wait_ready(bare_port, "/readyz", bare)
        file = Path(folder) / "bodies"
        load.write_bodies(file, bodies)
        for number in range(rounds + 1):
            for where, found in ((port, ours), (bare_port, peer)):
                done = load.run(
                    where, path, file, content_type=content_type, connections=connections
                )
                if set(done.statuses) != {status}:
                    raise RuntimeError(f"answers: {done.statuses}")
                if number:  # the first round warms both up
                    found.append(done.per_second)
    servers.drop(database)
    return ours, peer
