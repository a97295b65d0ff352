"""Which other reports may tell of the same engagement: found by who took part, and when.

By names and identifiers as they were posted, and as reference data completes them: a name that is spelt
otherwise in both is found by the alerts service, which compares sounds, and not here. What the alerts say
goes before what is found here (`reported.lead`).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers import terms
from interparty_api.handlers.asked import about, everybody
from interparty_api.handlers.projection import ENGAGEMENTS, in_listing, standing
from interparty_api.store import arrivals, events, facts, listing
from interparty_api.store.asks import Ask
from interparty_shared.domain import actors, words
from interparty_shared.domain.corroboration.grouping import STEPS, Report
from interparty_shared.domain.corroboration.occurrence import LONG, TOLERANCE, same_occurrence
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.posted import engagement_of

MOST: Final = 100
"""Reports that are compared with one, the latest first: a party may have had more contacts on a day."""


class Near(NamedTuple):
    """A report among those near it."""

    report: Report
    others: tuple[Report, ...]
    """Of other sources, of those days, with somebody who took part in it, too."""
    reach: tuple[Report, ...]
    """All that may decide who leads: those, and those near the ones that are alike."""
    more: bool
    """There are more than were compared."""


async def near(connection: AsyncConnection, engagement: Engagement) -> Near:
    """Return the reports near one that was completed by reference data."""
    (report,) = await _reports(connection, [engagement])
    known: dict[Ref, Report] = {report.ref: report}
    others: dict[Ref, Report] = {}
    more, latest = False, [report]
    for step in range(STEPS):
        alike: list[Report] = []
        for one in latest:
            found, cut = await _beside(connection, one.engagement)
            more |= cut
            alike += [
                other
                for other in found
                if other.ref not in known and same_occurrence(one.engagement, other.engagement)
            ]
            if step == 0:
                others = {other.ref: other for other in found}
        known |= {one.ref: one for one in alike}
        latest = alike
    return Near(report, tuple(others.values()), tuple(known.values()), more)


async def _beside(
    connection: AsyncConnection, engagement: Engagement
) -> tuple[Sequence[Report], bool]:
    wanted = {
        term
        for actor in engagement.participants
        for term in (
            *(terms.name(name) for name in actor.names),
            *(terms.identifier(scheme, value) for scheme, value in actor.ids),
        )
    }
    days = timedelta(days=TOLERANCE)
    ask = Ask(
        order="day",
        descending=True,
        limit=MOST + 1,
        terms=(tuple(sorted(in_listing(ENGAGEMENTS, wanted))),),
        # What lasts longer is one only with what begins with it.
        low=max(engagement.occurred.start, date.min + LONG + days) - LONG - days,
        high=min(engagement.occurred.end, date.max - 2 * days) + 2 * days,
    )
    places = await listing.page(connection, facts.LISTING, ask)
    stored = await events.by_thing(connection, [key for _, key in places[:MOST]])
    posted = []
    for some in stored.values():
        speaking = standing(some)
        if speaking is None or speaking[1] is not None:
            continue
        event = speaking[0]
        if event.type == words.EVENT_ENGAGEMENT and event.ref.source != engagement.ref.source:
            posted.append(engagement_of(event.ref, event.data, lane=event.lane))
    reference = await about(connection, everybody(posted))
    completed = [actors.completed_engagement(one, reference) for one in posted]
    return await _reports(connection, completed), len(places) > MOST


async def _reports(connection: AsyncConnection, some: Sequence[Engagement]) -> list[Report]:
    since = await arrivals.since(connection, [events.ref_key(one.ref) for one in some])
    found = [Report(since[events.ref_key(one.ref)], one) for one in some]
    return sorted(found, key=lambda one: one.order)
