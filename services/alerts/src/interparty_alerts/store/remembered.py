"""A memory of bounded size: what was put in first is forgotten first."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key, as many as there is room for.

    For what follows from its key alone: it may be forgotten at any time, and need never be taken
    back. Not by how recently it was used: to note that would cost as much as it saves.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return what is remembered under a key, if anything is."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Remember a value, in the place of the oldest where there is no room."""
        if len(self._values) >= self._most and key not in self._values:
            del self._values[next(iter(self._values))]
        self._values[key] = value

    def forget(self) -> None:
        """Forget everything."""
        self._values.clear()
