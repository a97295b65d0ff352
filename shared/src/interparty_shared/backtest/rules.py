"""Which regimes need be asked about an engagement."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from interparty_shared.domain import holders, regimes
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.regimes import Regime

MOST_KNOWN: Final = 20_000
"""Engagements come person by person, so that few need be remembered long."""


class Rules:
    """Rule packs, with what follows from them for every day, channel and person.

    What is equal in `like` is taken from there, so that what two sets of packs share is one object.
    `most` is of how many people of a day and channel it is remembered which regimes may bind them.
    """

    def __init__(
        self,
        packs: Iterable[Regime],
        *,
        like: "Rules | None" = None,
        most: int = MOST_KNOWN,
    ) -> None:
        self._most = most
        same = {regime: regime for regime in like.packs} if like else {}
        self.packs: Sequence[Regime] = tuple(same.get(regime, regime) for regime in packs)
        self._together: dict[tuple[str | int, ...], _Together] = {}
        self._on: dict[tuple[date, str], _Together] = {}

    def applying(self, engagement: Engagement) -> tuple[Regime, ...]:
        """Return the regimes in force that speak of its channel and may bind somebody in it."""
        day, channel = engagement.occurred.end, engagement.channel
        known = self._on.get((day, channel))
        if known is None:
            known = self._on[day, channel] = self._in_force(day, channel)
        return known.binding(engagement.participants) if known.regimes else ()

    def _in_force(self, day: date, channel: str) -> "_Together":
        found = regimes.in_force(self.packs, day)
        speaking = tuple(regime for regime in found if channel in regime.channels)
        key: tuple[str | int, ...] = (channel, *map(id, speaking))
        return self._together.setdefault(key, _Together(speaking, channel, self._most))


class _Together:
    """Regimes that apply on the same days and channels, and who may be bound by which of them.

    Most regimes bind none of those who took part; which do is asked once of each person, not of each
    engagement. Sets of regimes are numbers, a bit for each.
    """

    def __init__(self, found: tuple[Regime, ...], channel: str, most: int) -> None:
        self.regimes = found
        self._most = most
        self._channel = channel
        self._of: dict[int, tuple[Actor, int]] = {}
        """By the identity of an actor, who is kept with it, so that it stays his."""
        self._sets: dict[int, tuple[Regime, ...]] = {0: ()}

    def binding(self, people: Iterable[Actor]) -> tuple[Regime, ...]:
        """Return those that bind, or may bind, any of these, in their order."""
        bits = 0
        for actor in people:
            known = self._of.get(id(actor))
            bits |= known[1] if known is not None else self._asked(actor)
        found = self._sets.get(bits)
        if found is None:
            found = tuple(one for at, one in enumerate(self.regimes) if bits >> at & 1)
            self._sets[bits] = found
        return found

    def _asked(self, actor: Actor) -> int:
        bits = 0
        for at, regime in enumerate(self.regimes):
            if holders.bound(actor, regime, self._channel) is not False:
                bits |= 1 << at
        if len(self._of) >= self._most:
            self._of.clear()
        self._of[id(actor)] = actor, bits
        return bits
