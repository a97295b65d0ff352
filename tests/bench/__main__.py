"""`python -m tests.bench`: take the figures, print the table."""

import argparse
import asyncio
import datetime
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import (
    backtest,
    checking,
    delivery,
    lists,
    matching,
    memory,
    patterns,
    posting,
    queries,
    routing,
    stream,
    verdicts,
    visible,
    webhooks,
)
from tests.bench.figures import Figure, save, table, this_machine
from tests.bench.servers import Servers

Take = Callable[..., Awaitable[list[Figure]]]

FIGURES: dict[str, Take] = {
    "batch": posting.batches,
    "single": posting.single,
    "verdicts": verdicts.verdicts,
    "check": checking.check,
    "backtest": backtest.backtest,
    "matching": matching.matching,
    "memory": memory.memory,
    "patterns": patterns.patterns,
    "queries": queries.queries,
    "lists": lists.lists,
    "webhooks": webhooks.webhooks,
    "routing": routing.routing,
    "delivery": delivery.delivery,
    "stream": stream.stream,
    "visible-embedded": visible.embedded,
    "visible-kafka": visible.three_processes,
}


def main() -> int:
    """Take what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=FIGURES, help="again for more")
    parser.add_argument("--quick", action="store_true", help="few and short: to see that it runs")
    parser.add_argument("--out", type=Path, help="write it there too: *.md or *.json")
    given = parser.parse_args()
    servers = Servers()
    figures: list[Figure] = []
    failed = 0
    try:
        for name in given.only or FIGURES:
            began = time.monotonic()
            print(f"{name} …", end=" ", file=sys.stderr, flush=True)
            try:
                figures += asyncio.run(_taken(FIGURES[name], servers, quick=given.quick))
            except Exception:  # noqa: BLE001 - the others are taken all the same
                failed += 1
                traceback.print_exc()
            print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        machine = [*this_machine(), *servers.versions]
    finally:
        servers.close()
    print(table(figures))
    if given.out:
        day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        save(given.out, figures, day=day, machine=machine)
    return 1 if failed else 0


async def _taken(take: Take, servers: Servers, *, quick: bool) -> list[Figure]:
    return await take(servers, quick=quick)


if __name__ == "__main__":
    sys.exit(main())
