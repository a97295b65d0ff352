"""What this service keeps, on both kinds of database."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from interparty_ingest.outcomes import Place, Wanted
from interparty_ingest.store import dead as store
from interparty_ingest.store.quotas import lease_from
from interparty_shared.db.engine import Database
from interparty_shared.wire.dead import DeadLetter
from tests.support.desk import NOW


def letter(number: int, *, producer: str = "first") -> DeadLetter:
    return DeadLetter(
        at=NOW + timedelta(seconds=number // 2),  # two at each moment
        by="ingest",
        producer=producer,
        step="parse",
        reason="a\x00reason",
        problem={"detail": "a\x00detail"},
        raw=b"\x00\xff",
        origin="http",
    )


async def test_letters_come_back_as_they_went_page_by_page(ingest_database: Database) -> None:
    letters = [(Place(number % 3, number), letter(number)) for number in range(30)]
    async with ingest_database.begin() as connection:
        assert len(await store.save_letters(connection, letters)) == 30
        assert await store.save_letters(connection, letters[:5]) == set()
        assert await store.save_letters(connection, []) == set()

    found, before = [], None
    async with ingest_database.read() as connection:
        while page := await store.list_letters(connection, Wanted(), before=before, limit=7):
            found += page
            before = (page[-1].letter.at, page[-1].place)

    assert len(found) == 30
    assert [(one.letter.at, one.place) for one in found] == sorted(
        ((one.letter.at, one.place) for one in found), reverse=True
    )
    assert found[0].letter.reason == "a\ufffdreason"
    assert found[0].letter.problem == {"detail": "a\x00detail"}
    assert (found[0].letter.raw, found[0].letter.at.tzinfo is not None) == (b"\x00\xff", True)


async def test_positions_only_grow(ingest_database: Database) -> None:
    for ends in ({0: 5, 1: 7}, {0: 3, 1: 8}, {}):
        async with ingest_database.begin() as connection:
            await store.save_positions(connection, ends)

    async with ingest_database.read() as connection:
        assert await store.positions(connection) == {0: 5, 1: 8}


async def test_old_letters_go_and_young_ones_stay(ingest_database: Database) -> None:
    letters = [(Place(0, number), letter(number)) for number in range(10)]
    async with ingest_database.begin() as connection:
        await store.save_letters(connection, letters)

    async with ingest_database.begin() as connection:
        gone = await store.forget_letters(connection, before=NOW + timedelta(seconds=3))

    assert gone == 6
    async with ingest_database.read() as connection:
        assert await store.find_letter(connection, Place(0, 5)) is None
        assert await store.find_letter(connection, Place(0, 6)) is not None


async def test_replicas_that_borrow_at_the_same_time_get_no_more_than_there_is(
    ingest_database: Database,
) -> None:
    lease = lease_from(ingest_database)

    granted = await asyncio.gather(*(lease("key", 7, 9, 100) for _ in range(20)))

    assert sum(granted) == 100
    assert sorted(set(granted), reverse=True) == [9, 1, 0]


async def test_keys_and_minutes_have_quotas_of_their_own(ingest_database: Database) -> None:
    lease = lease_from(ingest_database)

    assert await lease("key", 7, 5, 5) == 5
    assert await lease("key", 8, 6, 5) == 5
    assert await lease("other", 7, 1, 5) == 1


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 100)), max_size=12))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_what_is_granted_never_exceeds_the_quota_even_if_that_changes(
    ingest_database: Database, asked: list[tuple[int, int]]
) -> None:
    async with ingest_database.begin() as connection:
        await connection.execute(text("DELETE FROM ingest_quota"))
    lease = lease_from(ingest_database)

    total = 0
    for wanted, quota in asked:
        granted = await lease("key", 1, wanted, quota)
        assert 0 <= granted <= wanted
        assert granted == max(0, min(wanted, quota - total))
        total += granted
