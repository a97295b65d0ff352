"""Collectors that post as real ones would, and a reader that follows `/v1/changes` meanwhile.

A collector sends an event again until it is accepted; what it was told was accepted is what must be
there in the end. Both are bounded: in rate, in number, and by `stop`.
"""

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.compose.cases import Event

TRY_AGAIN = frozenset({429, 503})
MOST_WAIT = 2.0


@dataclass
class Tally:
    """What the collectors were told."""

    accepted: set[str] = field(default_factory=set)
    twice: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    """Answers by what they were: a status, or the kind of error on the connection."""
    refused: list[str] = field(default_factory=list)
    """Answers that the contract does not allow for valid events."""
    last_accepted: float = 0.0
    longest_wait: float = 0.0
    """Most seconds between two acceptances: what an outage cost the collectors."""


class Load:
    """Several collectors, each with one connection."""

    def __init__(
        self, ingest: str, key: str, events: Iterator[Event], *, rate: float, most: int
    ) -> None:
        """Post `events` to `ingest`, `rate` per second and `most` in number."""
        self.tally = Tally()
        self._ingest = ingest
        self._key = key
        self._events = events
        self._most = most
        self._taken = 0
        self._next_turn = time.monotonic()
        self._pause = 1 / rate
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._given_up = threading.Event()
        sizes = (1, 1, 20, 40)
        self._threads = [
            threading.Thread(target=self._collect, args=(size,), name=f"collector-{number}")
            for number, size in enumerate(sizes)
        ]

    def start(self) -> None:
        """Begin to post."""
        self.tally.last_accepted = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self, *, within: float) -> None:
        """Take no more events, and wait until those that were taken are accepted.

        Raises:
            TimeoutError: some were not accepted in that many seconds.
        """
        self._stopped.set()
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._given_up.set()
        if any(thread.is_alive() for thread in self._threads):
            raise TimeoutError(f"events were not accepted {within:.0f} s after the last kill")

    def abandon(self) -> None:
        """Stop at once, whatever is not accepted yet."""
        self._stopped.set()
        self._given_up.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(30)

    @property
    def is_spent(self) -> bool:
        """Whether the bound on their number was reached."""
        return self._taken >= self._most

    def _collect(self, size: int) -> None:
        sent = 0
        with httpx.Client(
            base_url=self._ingest, headers={"authorization": f"Bearer {self._key}"}, timeout=15
        ) as client:
            while batch := self._take(size):
                self._deliver(client, batch)
                sent += 1
                if sent % 10 == 0:  # a collector that forgot what it had sent
                    self._deliver(client, batch)

    def _take(self, size: int) -> list[Event]:
        with self._lock:
            size = min(size, self._most - self._taken)
            if size <= 0 or self._stopped.is_set():
                return []
            self._taken += size
            batch = [next(self._events) for _ in range(size)]
            turn = max(self._next_turn, time.monotonic() - 1)
            self._next_turn = turn + size * self._pause
        self._stopped.wait(max(0.0, turn - time.monotonic()))
        return batch

    def _deliver(self, client: httpx.Client, batch: list[Event]) -> None:
        waiting = batch
        while waiting and not self._given_up.is_set():
            try:
                answer = self._post(client, waiting)
            except httpx.HTTPError as error:
                self._count(type(error).__name__)
                self._given_up.wait(0.2)
                continue
            self._count(str(answer.status_code))
            if answer.status_code == 202:
                self._accept(waiting)
                return
            if answer.status_code == 207:
                waiting = self._after_many(waiting, answer)
            elif answer.status_code not in TRY_AGAIN:
                self._refuse(f"{answer.status_code}: {answer.text[:500]}")
                return
            if waiting:
                self._given_up.wait(_asked_to_wait(answer))

    def _post(self, client: httpx.Client, batch: list[Event]) -> httpx.Response:
        if len(batch) == 1:
            body = json.dumps(batch[0]).encode()
            return client.post(
                "/v1/events",
                content=body,
                headers={"content-type": "application/cloudevents+json"},
            )
        lines = b"\n".join(json.dumps(event).encode() for event in batch)
        headers = {"content-type": "application/x-ndjson", "content-encoding": "gzip"}
        return client.post("/v1/events", content=gzip.compress(lines), headers=headers)

    def _after_many(self, batch: list[Event], answer: httpx.Response) -> list[Event]:
        again = []
        for item in answer.json()["items"]:
            event = batch[item["index"]]
            if item["status"] == "accepted":
                self._accept([event])
            elif item.get("step") == "publish":
                again.append(event)
            else:
                self._refuse(json.dumps(item)[:500])
        return again

    def _accept(self, events: list[Event]) -> None:
        now = time.monotonic()
        with self._lock:
            tally = self.tally
            tally.longest_wait = max(tally.longest_wait, now - tally.last_accepted)
            tally.last_accepted = now
            for event in events:
                tally.twice += event["id"] in tally.accepted
                tally.accepted.add(event["id"])

    def _count(self, answer: str) -> None:
        with self._lock:
            self.tally.answers[answer] += 1

    def _refuse(self, why: str) -> None:
        with self._lock:
            self.tally.refused.append(why)


def _asked_to_wait(answer: httpx.Response) -> float:
    try:
        return min(MOST_WAIT, max(0.1, float(answer.headers.get("retry-after", "0.2"))))
    except ValueError:
        return MOST_WAIT


def change(item: dict[str, Any]) -> tuple[int, str, int]:
    """Return sequence, alert id and revision of an item of `/v1/changes`."""
    return item["sequence"], item["alert"]["id"], item["alert"]["revision"]


class Follower:
    """Reads `/v1/changes` from the start on, as a watchdog's own program would."""

    def __init__(self, api: str, key: str) -> None:
        """Follow the changes of `api`."""
        self.read: list[tuple[int, str, int]] = []
        """What was read: sequence, alert id, revision."""
        self.errors: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, args=(api, key), name="follower")

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(30)

    def _follow(self, api: str, key: str) -> None:
        after = 0
        headers = {"authorization": f"Bearer {key}"}
        with httpx.Client(base_url=api, headers=headers, timeout=15) as client:
            while not self._stopped.is_set():
                try:
                    answer = client.get("/v1/changes", params={"after": after, "limit": 100})
                    if answer.status_code != 200:
                        self.errors[str(answer.status_code)] += 1
                        self._stopped.wait(0.5)
                        continue
                    items = answer.json()["items"]
                except httpx.HTTPError as error:
                    self.errors[type(error).__name__] += 1
                    self._stopped.wait(0.5)
                    continue
                for item in items:
                    self.read.append(change(item))
                    after = item["sequence"]
                if not items:
                    self._stopped.wait(0.3)
