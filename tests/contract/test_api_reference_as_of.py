"""Reference data as of a moment: what had been received by then, in whatever order it came."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interparty_api.handlers.asked import known_about
from interparty_api.handlers.batches import claim
from interparty_api.handlers.take_in_events import take_in_events
from interparty_shared.bus.base import TopicPartition
from interparty_shared.db.engine import Database
from interparty_shared.domain import words
from interparty_shared.domain.actors import Known
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import engagement_of
from interparty_shared.wire.topics import EVENTS
from tests.fixtures.api import empty
from tests.support.builders import Event, at, engagement, event, funder, member, record

Arrived = tuple[Event, datetime]
POSTED = engagement_of(
    Ref("urn:test", "e1"),
    engagement(participants=[member("A"), funder("B", ids={"t": "1"})])["data"],
)
DAYS = [0, 1, 2]


def stated(id_: str, about: str, names: Sequence[str], version: int, country: str) -> Event:
    """Return a version of a reference record."""
    said = {"id": about, "kind": "party", "names": [{"name": name} for name in names]}
    data = {**said, "country": country}
    return event(words.EVENT_ACTOR, data, id_=id_, time=at(version))


# Two events may speak of one actor, and one event of another actor or of none later on.
events = st.one_of(
    st.builds(
        stated,
        st.sampled_from(["x", "y"]),
        st.sampled_from(["t:1", "t:2"]),
        st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=2),
        st.sampled_from(DAYS),
        st.sampled_from(["AT", "DE"]),
    ),
    st.builds(engagement, st.sampled_from(["x", "y"]), time=st.sampled_from([at(n) for n in DAYS])),
)
arrivals = st.lists(st.tuples(events, st.sampled_from([at(n) for n in DAYS])), max_size=8)


async def known(
    database: Database, arrived: Sequence[Arrived], moments: Sequence[datetime | None]
) -> list[list[Known]]:
    """Return what a database that took these in, one by one, knows of the actors as of moments."""
    await empty(database)
    await claim(database, frozenset([TopicPartition(EVENTS.name, 0)]), "reader")
    for offset, (posted, received) in enumerate(arrived):
        records = [record(posted, offset=offset, received=received)]
        await take_in_events(database, records, "reader")
    async with database.read() as connection:
        who = POSTED.participants
        return [
            sorted(await known_about(connection, who, at=moment), key=repr) for moment in moments
        ]


@pytest.mark.timeout(300)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arrived=arrivals)
async def test_as_of_a_moment_equals_what_a_database_would_know_that_received_nothing_since(
    database: Database, arrived: list[Arrived]
) -> None:
    moments = [at(-1), *map(at, DAYS)]
    *then, present = await known(database, arrived, [*moments, None])

    for moment, found in zip(moments, then, strict=True):
        by_then = [one for one in arrived if one[1] <= moment]
        assert [found] == await known(database, by_then, [None])
    assert then[-1] == present
