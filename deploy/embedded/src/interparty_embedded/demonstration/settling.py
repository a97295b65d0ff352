"""Waiting until everything that was posted has been worked off and can be read."""

from interparty_alerts.handlers.look_again import next_wake
from interparty_embedded.reading import alerts_positions, api_positions, behind, waiting
from interparty_shared.errors import Unavailable
from interparty_shared.runtime import Resources
from interparty_shared.wire.topics import ALERTS, BACKFILL, EVENTS

POSTED = (EVENTS.name, BACKFILL.name)
PAUSE_S = 0.1


async def settled(resources: Resources, *, seconds: float) -> None:
    """Return once nothing is left to do with what was accepted before the call.

    Raises:
        Unavailable: that took longer than so many seconds.
    """
    paused = 0.0
    while not await is_settled(resources):
        if paused > seconds:
            raise Unavailable(f"What was posted was not worked off within {seconds:g} s.")
        await resources.clock.sleep(PAUSE_S)
        paused += PAUSE_S


async def is_settled(resources: Resources) -> bool:
    """Return whether the readers have come to the end, asked in the order in which things flow."""
    events = await resources.bus.ends(POSTED)
    alerts = resources.database("alerts")
    if behind("alerts", events, await alerts_positions(alerts)):
        return False
    due = await next_wake(alerts)
    if not (await waiting(alerts)).nothing or (due and due <= resources.clock.now()):
        return False
    published = await resources.bus.ends((ALERTS.name,))
    return not behind(
        "api", {**events, **published}, await api_positions(resources.database("api"))
    )
