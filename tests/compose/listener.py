"""A reader of the live stream: resumes by the last id that it has, however often it is cut off."""

import threading
from collections import Counter
from typing import Any, Final

import httpx

from tests.compose import account
from tests.support.streaming import Heard

PATH: Final = "/v1/alerts/stream"
SILENCE_S: Final = 20.0
"""The stream says every 15 seconds that it lives."""


class Listener:
    """Listens from the first revision on, as a browser would (HTML Standard, 9.2)."""

    def __init__(self, api: str, key: str) -> None:
        """Nothing is heard yet."""
        self.heard = Heard(last_id="0")
        self.connections = 0
        self.errors: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(api, key), name="listener")

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; it notices with the next that it hears."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(2 * SILENCE_S)

    def _listen(self, api: str, key: str) -> None:
        with account.reader(api, key) as client:
            while not self._stopped.is_set():
                try:
                    self._once(client)
                except httpx.HTTPError as error:
                    self.errors[type(error).__name__] += 1
                self._stopped.wait(0.5)

    def _once(self, client: httpx.Client) -> None:
        headers = {"Last-Event-ID": self.heard.last_id}
        with client.stream("GET", PATH, headers=headers, timeout=SILENCE_S) as answer:
            if answer.status_code != 200:
                self.errors[str(answer.status_code)] += 1
                return
            self.connections += 1
            kept = ""
            for text in answer.iter_text():
                kept += text
                while "\n\n" in kept:
                    block, _, kept = kept.partition("\n\n")
                    self.heard.take(block)
                if self._stopped.is_set():
                    return


def heard_after(client: httpx.Client, last: int, count: int) -> list[tuple[int, Any]]:
    """Return sequence and document of the first so many events after a `Last-Event-ID`."""
    heard, kept = Heard(last_id=str(last)), ""
    headers = {"Last-Event-ID": str(last)}
    with client.stream("GET", PATH, headers=headers, timeout=SILENCE_S) as answer:
        answer.raise_for_status()
        for text in answer.iter_text():
            kept += text
            while "\n\n" in kept:
                block, _, kept = kept.partition("\n\n")
                heard.take(block)
            if len(heard.events) >= count:
                break
    return [(int(one.id), one.data) for one in heard.events]
