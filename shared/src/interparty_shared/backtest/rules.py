"""Which regimes need be asked about an engagement."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from interparty_shared.domain import holders, regimes
from interparty_shared.domain.facts import Engagement
from interparty_shared.domain.holders import Present
from interparty_shared.domain.regimes import Regime

_MOST_KNOWN: Final = 20_000
"""Companies of people for which it is remembered which regimes may bind."""


class Rules:
    """Rule packs, with what follows from them for every day, channel and company of people.

    What is equal in `like` is taken from there, so that what two sets of packs share is one object.
    """

    def __init__(self, packs: Iterable[Regime], *, like: "Rules | None" = None) -> None:
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
        return known.binding(holders.present(engagement)) if known.regimes else ()

    def _in_force(self, day: date, channel: str) -> "_Together":
        found = regimes.in_force(self.packs, day)
        speaking = tuple(regime for regime in found if channel in regime.channels)
        key: tuple[str | int, ...] = (channel, *map(id, speaking))
        return self._together.setdefault(key, _Together(speaking, channel))


class _Together:
    """Regimes that apply on the same days and channels; of all companies, which of them may bind."""

    def __init__(self, found: tuple[Regime, ...], channel: str) -> None:
        self.regimes = found
        self._channel = channel
        self._known: dict[Present, tuple[Regime, ...]] = {}

    def binding(self, who: Present) -> tuple[Regime, ...]:
        known = self._known.get(who)
        if known is None:
            known = tuple(
                regime for regime in self.regimes if holders.could_bind(regime, who, self._channel)
            )
            if len(self._known) < _MOST_KNOWN:
                self._known[who] = known
        return known
