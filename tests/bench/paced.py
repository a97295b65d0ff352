"""A load at a rate, by a process of its own: `-m tests.bench.paced PORT PATH BODIES TYPE RATE BEGIN`.

Each request is sent when it is due, whatever became of those before; a connection that is free takes
it. Prints, as JSON, the statuses and after how many milliseconds from when it was due each was
answered. BEGIN is a moment of `time.perf_counter()`, which all processes of a machine share.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bench.load import Client, requests_of

CONNECTIONS = 64


class _Paced(Client):
    """A connection that waits until its next request is due."""

    def __init__(self, due: Iterator[tuple[float, bytes]], statuses: Counter[str]) -> None:
        super().__init__((request for _, request in due), statuses)
        self._due = due
        self._sent = 0.0
        self.answers: list[float] = []

    def answered(self) -> None:
        """Note how long the answer was in coming since the request was due."""
        self.answers.append(1_000 * (time.perf_counter() - self._sent))

    def proceed(self) -> None:
        """Send the next request when it is due."""
        moment, request = next(self._due, (0.0, None))
        self._sent = moment
        wait = moment - time.perf_counter()
        asyncio.get_running_loop().call_later(max(0.0, wait), self.send, request)


async def send(port: int, requests: list[bytes], rate: float, begin: float) -> dict[str, object]:
    """Send all requests at the rate and return what became of them."""
    due = iter([(begin + number / rate, request) for number, request in enumerate(requests)])
    statuses, loop = Counter[str](), asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: _Paced(due, statuses), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(client.done for client in clients))
    answers = [ms for client in clients for ms in client.answers]
    return {"statuses": statuses, "answers": answers}


if __name__ == "__main__":
    port, path, bodies, content_type, rate, begin = sys.argv[1:]
    requests = requests_of(path, Path(bodies), content_type)
    print(json.dumps(asyncio.run(send(int(port), requests, float(rate), float(begin)))))
