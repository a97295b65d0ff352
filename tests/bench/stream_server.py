"""The api service on one core, publishing alerts to itself when it is told to.

`python -m tests.bench.stream_server PORT FOLDER`. A file `order` in the folder says how many alerts to
publish, and how many a second (0: all at once); when it has done so, it takes the file away.
"""

import asyncio
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from interparty_api.app import build
from interparty_api.migrations import MIGRATIONS
from interparty_shared.bus.base import Bus
from interparty_shared.db.migrate import upgrade
from interparty_shared.runtime import Loop, Resources, Service, serve
from interparty_shared.settings import Settings
from interparty_shared.wire.published import Published
from tests.bench.servers import KEY
from tests.support.published import an_alert

AT_ONCE = 100


def main() -> None:
    """Serve until asked to stop."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    os.sched_setaffinity(0, {0})
    settings = Settings(
        bus_url=f"table:{folder}/log.db",
        database_url=f"sqlite+aiosqlite:///{folder}/{{service}}.db",
        api_key=KEY,
        port=port,
    )

    def with_feeder(resources: Resources) -> Service:
        service = build(resources)
        feeder = Loop("feeder", lambda: _feed(resources.bus, folder / "order"))
        return replace(service, loops=(*service.loops, feeder))

    async def prepare(_: Resources) -> None:
        await upgrade(MIGRATIONS, settings.database_for("api"))

    asyncio.run(serve(settings, {"api": with_feeder}, prepare=prepare))


async def _feed(bus: Bus, order: Path) -> None:
    sequence = 0
    while True:
        ordered = _ordered(order)
        if ordered is None:
            await asyncio.sleep(0.05)
            continue
        count, rate = ordered
        began = time.perf_counter()
        size = 1 if rate else AT_ONCE
        for done in range(0, count, size):
            if rate:
                await asyncio.sleep(max(0.0, began + done / rate - time.perf_counter()))
            numbers = range(sequence + 1, sequence + 1 + min(size, count - done))
            await bus.publish([_alert(number).message() for number in numbers])
            sequence = numbers[-1]
        order.unlink()  # noqa: ASYNC240 - one system call


def _ordered(order: Path) -> tuple[int, int] | None:
    if not order.exists():
        return None
    count, rate = order.read_text().split()
    return int(count), int(rate)


def _alert(number: int) -> Published:
    # The monotonic clock is the same for all processes of a machine.
    sent = f"sent={time.perf_counter_ns()}."
    step = {"step": "coverage", "text": "No matching record found. " * 30, "basis": "not_found"}
    return an_alert(number, id_=f"al_{number}", summary=sent, reason=[{**step, "inputs": {}}])


if __name__ == "__main__":
    main()
