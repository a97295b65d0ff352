"""Who is looked at again when engagements contend for a record, and that the others are not."""

import pytest

from interparty_alerts.store import rechecks
from interparty_shared.domain.blocking import Search
from tests.support.builders import (
    Event,
    actor,
    at,
    coverage,
    disclosure,
    engagement,
    funder,
    member,
    retraction,
)
from tests.support.worker import Worker

FIRST = engagement("first", first="2026-02-01", last="2026-02-04")
SECOND = engagement("second", first="2026-02-06", last="2026-02-08")
OF_SECOND = disclosure("2", first="2026-02-06", last="2026-02-08", place={"country": "DE"})
COPY = coverage(last="2026-05-30")


async def verdicts(worker: Worker) -> dict[str, str]:
    await worker.settle()
    held = (await worker.obligations()).values()
    return {one["engagement"]["id"]: one["verdict"] for one in held}


async def asked(worker: Worker) -> list[str]:
    """Return the engagements that are asked for, and where contested ones are looked for."""
    found = []
    async with worker.database.begin() as connection:
        while request := await rechecks.claim(connection, unread=False):
            found += [ref.id for ref in request.refs]
            found += [key for key in request.keys if Search.of(key).contested]
            await rechecks.done(connection, request.number)
    return found


async def test_a_visit_that_comes_later_takes_the_record_away_and_raises_no_alert(
    worker: Worker,
) -> None:
    await worker.feed([FIRST, OF_SECOND, COPY])
    assert await verdicts(worker) == {"first": "disclosed"}

    await worker.feed([SECOND])

    assert await verdicts(worker) == {"first": "ambiguous", "second": "disclosed"}
    assert await worker.revisions() == []


@pytest.mark.parametrize(
    "gone",
    [
        retraction("second", time=at(1)),
        engagement("second", first="2026-03-16", last="2026-03-18", time=at(1)),
        engagement("second", first="2026-02-06", last="2026-02-08", channel="loan", time=at(1)),
        engagement(
            "second",
            first="2026-02-06",
            last="2026-02-08",
            participants=[member("Member Q"), funder()],
            time=at(1),
        ),
    ],
    ids=["taken back", "on other days", "another channel", "somebody else"],
)
async def test_a_visit_that_is_gone_gives_the_record_back(worker: Worker, gone: Event) -> None:
    await worker.feed([FIRST, SECOND, OF_SECOND, COPY])
    assert (await verdicts(worker))["first"] == "ambiguous"

    await worker.feed([gone])

    assert (await verdicts(worker))["first"] == "disclosed"


async def test_a_visit_of_whose_guest_more_becomes_known_takes_the_record_away(
    worker: Worker,
) -> None:
    unplaced = {key: value for key, value in member().items() if key != "country"}
    by_unplaced = engagement(
        "second", first="2026-02-06", last="2026-02-08", participants=[unplaced, funder()]
    )
    await worker.feed([FIRST, by_unplaced, OF_SECOND, COPY])
    assert (await verdicts(worker))["first"] == "disclosed"

    await worker.feed([actor("test:m", name="Member M", kind="politician", country="GB")])

    assert (await verdicts(worker))["first"] == "ambiguous"


async def test_a_record_of_another_visit_two_steps_away_gives_the_first_one_back(
    worker: Worker,
) -> None:
    third = engagement("third", first="2026-02-11", last="2026-02-12")
    of_third = disclosure("3", first="2026-02-11", last="2026-02-11", place={"country": "DE"})
    await worker.feed([FIRST, SECOND, third, OF_SECOND, of_third, COPY])
    assert (await verdicts(worker))["first"] == "ambiguous"

    await worker.feed(
        [disclosure("4", first="2026-02-12", last="2026-02-14", place={"country": "DE"})]
    )

    assert set((await verdicts(worker)).values()) == {"disclosed"}


async def test_most_engagements_have_nobody_looked_at_again(worker: Worker) -> None:
    own = disclosure("1", first="2026-02-01", last="2026-02-04", place={"country": "DE"})
    await worker.feed([FIRST, own, COPY])
    await worker.settle()

    await worker.feed([SECOND, OF_SECOND])
    await worker.feed([engagement("later", first="2026-02-07", last="2026-02-09")])
    await worker.feed([engagement("other", first="2026-02-20", last="2026-02-21")])

    assert await asked(worker) == []


async def test_those_alone_are_looked_at_again_who_may_get_or_lose_a_record(
    worker: Worker,
) -> None:
    another = [member("Member Q"), funder()]
    elsewhere = engagement("elsewhere", first="2026-02-01", last="2026-02-04", participants=another)
    far = engagement("far", first="2026-02-18", last="2026-02-19")
    await worker.feed([FIRST, elsewhere, far, OF_SECOND, COPY])
    await worker.settle()

    await worker.feed([SECOND])

    assert await asked(worker) == ["first"]
