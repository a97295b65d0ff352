"""The hub: every frame is made once and handed to all readers that want it."""

from collections.abc import Callable, Hashable

from interparty_api.stream.reader import Reader

Wanted = Callable[[Hashable], bool]


class Hub:
    """Hands frames on in order of their sequence. Nobody waits for a reader.

    `position` is the sequence up to which everything was handed on. A reader joins at its own place:
    at the position or beyond; what comes between is then neither missed nor handed on twice.
    """

    def __init__(self, most_readers: int) -> None:
        self.position = 0
        self.closed = False
        self._most = most_readers
        self._inside: set[Reader] = set()
        """All, those too that have yet to come up to the position."""
        self._live: dict[Hashable, set[Reader]] = {}

    @property
    def has_live(self) -> bool:
        """Whether anybody waits for what comes next."""
        return bool(self._live)

    @property
    def wants(self) -> list[Hashable]:
        """Return what the readers want that wait for what comes next."""
        return list(self._live)

    @property
    def has_room(self) -> bool:
        """Whether one more reader may enter."""
        return not self.closed and len(self._inside) < self._most

    def enter(self, reader: Reader) -> None:
        """Count a reader until it leaves."""
        self._inside.add(reader)

    def leave(self, reader: Reader) -> None:
        """Forget a reader."""
        self._inside.discard(reader)
        self._forget(reader)

    def join(self, reader: Reader, after: int) -> None:
        """Hand on to a reader whatever comes after a sequence that is not behind the position."""
        if after < self.position:
            raise ValueError(f"would miss what lies between {after} and {self.position}")
        reader.after = after
        if self.closed:
            reader.end("stopping")
            return
        self._live.setdefault(reader.wants, set()).add(reader)

    def skip_to(self, position: int) -> None:
        """Move on over what nobody waits for."""
        if not self._live:
            self.position = max(self.position, position)

    def publish(self, sequence: int, frame: bytes, wanted: Wanted) -> None:
        """Hand a frame to every reader that wants it; `wanted` is asked once for each want."""
        self.position = sequence
        slow = []
        for wants, readers in self._live.items():
            if not wanted(wants):
                continue
            for reader in readers:
                if sequence > reader.after:
                    reader.put(frame)
                    if reader.over.done():
                        slow.append(reader)
        for reader in slow:
            self._forget(reader)

    def beat(self) -> None:
        """Have every reader to whom nothing is on its way hear that the connection lives.

        It is told the position, too, so that one whose filter lets little through resumes there. A
        reader whose connection has taken nothing since the beat before is cut off.
        """
        frame = f": {self.position}\nid: {self.position}\n\n".encode()
        for reader in list(self._inside):
            if reader.is_stuck():
                reader.end("slow")
                self._forget(reader)
        for readers in self._live.values():
            for reader in readers:
                if reader.idle:
                    reader.put(frame if reader.after <= self.position else b":\n\n")

    def close(self) -> None:
        """End all readers, and let none in any more."""
        self.closed = True
        for reader in self._inside:
            reader.end("stopping")
        self._live.clear()

    def _forget(self, reader: Reader) -> None:
        readers = self._live.get(reader.wants)
        if readers is not None:
            readers.discard(reader)
            if not readers:
                del self._live[reader.wants]
