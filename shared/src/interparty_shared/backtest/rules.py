"""Which regimes need be asked about an engagement."""

from collections.abc import Iterable, Sequence
from datetime import date

from interparty_shared.domain import regimes
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.regimes import Regime

_Origin = tuple[str | None, tuple[str, ...]]
"""What of somebody decides which regimes may bind: the country, and by whose ids he is known."""


class Rules:
    """Rule packs, with what follows from them for every day, channel and company of people.

    What is equal in `like` is taken from there, so that what two sets of packs share is one object.
    """

    def __init__(self, packs: Iterable[Regime], *, like: "Rules | None" = None) -> None:
        same = {regime: regime for regime in like.packs} if like else {}
        self.packs: Sequence[Regime] = tuple(same.get(regime, regime) for regime in packs)
        self._schemes = frozenset[str]().union(*(one.binds.id_schemes for one in self.packs))
        self._together: dict[tuple[int, ...], _Together] = {}
        self._on: dict[tuple[date, str], _Together] = {}

    def applying(self, engagement: Engagement) -> tuple[Regime, ...]:
        """Return the regimes in force that speak of its channel and may bind somebody in it."""
        day, channel = engagement.occurred.end, engagement.channel
        known = self._on.get((day, channel))
        if known is None:
            known = self._on[day, channel] = self._in_force(day, channel)
        if not known.regimes:
            return ()
        return known.binding(frozenset(map(self._origin, engagement.participants)))

    def _in_force(self, day: date, channel: str) -> "_Together":
        found = regimes.in_force(self.packs, day)
        speaking = tuple(regime for regime in found if channel in regime.channels)
        return self._together.setdefault(tuple(map(id, speaking)), _Together(speaking))

    def _origin(self, actor: Actor) -> _Origin:
        if not actor.ids:
            return actor.country, ()
        return actor.country, tuple(one for one, _ in actor.ids if one in self._schemes)


class _Together:
    """Regimes that apply on the same days and channels; of all companies, which of them may bind."""

    def __init__(self, found: tuple[Regime, ...]) -> None:
        self.regimes = found
        self._known: dict[frozenset[_Origin], tuple[Regime, ...]] = {}

    def binding(self, origins: frozenset[_Origin]) -> tuple[Regime, ...]:
        known = self._known.get(origins)
        if known is None:
            known = tuple(
                regime for regime in self.regimes if any(_may_bind(regime, *one) for one in origins)
            )
            self._known[origins] = known
        return known


def _may_bind(regime: Regime, country: str | None, schemes: tuple[str, ...]) -> bool:
    """Return whether the regime may bind somebody of this country: see `holders`, which decides it.

    What this lets through is asked by the domain; what it does not would be refused there, for its
    country, one participant after the other.
    """
    binds = regime.binds
    if binds.countries is None or country in binds.countries:
        return True
    return not binds.id_schemes.isdisjoint(schemes)
