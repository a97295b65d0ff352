"""How many messages each subscription may be sent now: pure, with the time as an argument.

An endpoint that hangs holds its own few slots and no others; one that answers is not sent more in a
second than it can be asked to take, however many wait after an outage.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

IN_FLIGHT: Final = 64
PER_SUBSCRIPTION: Final = 4
PER_SECOND: Final = 50.0
"""Messages that one process sends to one subscription in a second, on average."""


@dataclass(slots=True)
class Slots:
    """What is in flight, who has something to be sent, and whose turn it is. `at`: seconds."""

    in_flight: int = IN_FLIGHT
    per_subscription: int = PER_SUBSCRIPTION
    per_second: float = PER_SECOND
    _flying: dict[str, int] = field(default_factory=dict)
    _paid: dict[str, float] = field(default_factory=dict)
    """Until when the rate of a subscription is used up (GCRA: its theoretical arrival time)."""
    _ready: OrderedDict[str, None] = field(default_factory=OrderedDict)

    @property
    def flying(self) -> int:
        """How many messages are in flight."""
        return sum(self._flying.values())

    @property
    def room(self) -> int:
        """How many more may be."""
        return self.in_flight - self.flying

    def ready(self, *subscriptions: str) -> None:
        """Have subscriptions stand in line that may have a message which is due."""
        for one in subscriptions:
            self._ready.setdefault(one)

    def free(self, subscription: str, at: float) -> int:
        """Return how many messages a subscription may be sent now."""
        slots = self.per_subscription - self._flying.get(subscription, 0)
        ahead = max(0.0, self._paid.get(subscription, 0.0) - at) * self.per_second
        return max(0, min(slots, int(self.per_subscription - ahead + 1e-6)))

    def turn(self, at: float) -> dict[str, int]:
        """Return whose turn it is, and for how many messages; they leave the line.

        Each in its turn gets at most its free slots, so that all go round in a circle. Who has none
        keeps its place.
        """
        room, found = self.room, {}
        for one in list(self._ready):
            if room <= 0:
                break
            count = min(room, self.free(one, at))
            if count > 0:
                found[one] = count
                room -= count
                del self._ready[one]
        return found

    def wait(self, at: float) -> float | None:
        """Return after how many seconds the rate lets the next one in line go on; None: no such."""
        if self.room <= 0:
            return None
        waits = [
            self._paid[one] - at - (self.per_subscription - 1) / self.per_second
            for one in self._ready
            if one in self._paid and self._flying.get(one, 0) < self.per_subscription
        ]
        return max(0.001, min(waits)) if waits else None

    def took(self, subscription: str, at: float, count: int = 1) -> None:
        """Count messages that are in flight from now on."""
        self._flying[subscription] = self._flying.get(subscription, 0) + count
        paid = max(self._paid.get(subscription, at), at)
        self._paid[subscription] = paid + count / self.per_second

    def gave(self, subscription: str, at: float, count: int = 1) -> None:
        """Count messages that are no longer in flight."""
        left = self._flying[subscription] - count
        if left:
            self._flying[subscription] = left
            return
        del self._flying[subscription]
        if self._paid.get(subscription, at) <= at:
            self._paid.pop(subscription, None)

    def forget(self, at: float) -> None:
        """Forget rates that bound nobody any more."""
        for one in [one for one, until in self._paid.items() if until <= at]:
            del self._paid[one]
