"""One reader of the live stream: what waits to be sent to it, within bounds."""

import asyncio
from collections import deque
from collections.abc import Hashable
from typing import Final, Literal

Why = Literal["slow", "stopping"]

MOST_FRAMES: Final = 256
MOST_BYTES: Final = 1024 * 1024
CHUNK: Final = 64 * 1024
"""So much is sent at once: what is on its way to one reader is a copy, what waits is shared."""


class Reader:
    """Takes frames as they come, and gives them in chunks as fast as its connection takes them."""

    def __init__(self, wants: Hashable) -> None:
        """Be a reader of what `wants` stands for; readers that want the same are asked once."""
        self.wants = wants
        self.after = 0
        self.over: asyncio.Future[Why] = asyncio.get_running_loop().create_future()
        """Done when the connection is to end, and why."""
        self.begun = 0
        self.sent = 0
        """Chunks that were begun to be sent, and those that the connection has taken."""
        self._seen = 0
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._woken = asyncio.Event()

    def put(self, frame: bytes) -> None:
        """Have a frame wait for its turn; with too much waiting, the reader is over."""
        if self.over.done():
            return
        full = len(self._waiting) >= MOST_FRAMES or self._bytes + len(frame) > MOST_BYTES
        if full and self._waiting:
            self.end("slow")
            return
        self._waiting.append(frame)
        self._bytes += len(frame)
        self._woken.set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def end(self, why: Why) -> None:
        """End it: after what waits where it is only asked to, at once where it is too slow."""
        if not self.over.done():
            self.over.set_result(why)
            if why == "slow":
                self._waiting.clear()
        self._woken.set()

    def is_stuck(self) -> bool:
        """Return whether the same chunk is being sent as when this was asked last."""
        stuck = self.begun != self.sent and self.begun == self._seen
        self._seen = self.begun
        return stuck

    async def take(self) -> bytes:
        """Wait for frames and return some; nothing when it is over."""
        while not self._waiting:
            if self.over.done():
                return b""
            self._woken.clear()
            await self._woken.wait()
        taken = [self._waiting.popleft()]
        size = len(taken[0])
        while self._waiting and size + len(self._waiting[0]) <= CHUNK:
            size += len(self._waiting[0])
            taken.append(self._waiting.popleft())
        self._bytes -= size
        return b"".join(taken)
