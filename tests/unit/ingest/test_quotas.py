"""Quotas as one replica sees them: borrowed by the minute, spent from memory."""

import asyncio
from datetime import timedelta

import pytest

from interparty_ingest.quotas import PARTS, Quotas
from interparty_shared.errors import Unavailable
from interparty_shared.web.problems import Problem
from tests.support.desk import NOW


class Bank:
    """Gives out quotas as the database does."""

    def __init__(self) -> None:
        self.used: dict[tuple[str, int], int] = {}
        self.asked = 0
        self.broken: Exception | None = None

    async def lease(self, key: str, minute: int, wanted: int, quota: int) -> int:
        self.asked += 1
        await asyncio.sleep(0)
        if self.broken:
            raise self.broken
        used = self.used.get((key, minute), 0)
        granted = max(0, min(wanted, quota - used))
        self.used[key, minute] = used + granted
        return granted


async def spent(quotas: Quotas, count: int, quota: int, *, seconds: float = 0) -> bool:
    try:
        await quotas.spend("k", count, quota, now=NOW + timedelta(seconds=seconds))
    except Problem:
        return False
    return True


async def test_a_quota_is_spent_to_the_last_and_no_further() -> None:
    quotas = Quotas(Bank().lease)

    assert [await spent(quotas, 3, 10) for _ in range(4)] == [True, True, True, False]
    assert await spent(quotas, 1, 10)
    assert not await spent(quotas, 1, 10)


async def test_the_next_minute_begins_anew_and_the_answer_says_when() -> None:
    quotas = Quotas(Bank().lease)
    await quotas.spend("k", 5, 5, now=NOW)

    with pytest.raises(Problem) as refused:
        await quotas.spend("k", 1, 5, now=NOW)  # half past the minute

    assert refused.value.code == 429
    assert refused.value.headers["Retry-After"] == "30"
    assert await spent(quotas, 5, 5, seconds=30)


async def test_more_at_once_than_a_minute_has_can_never_pass() -> None:
    with pytest.raises(Problem) as refused:
        await Quotas(Bank().lease).spend("k", 11, 10, now=NOW)

    assert refused.value.code == 413


async def test_replicas_share_one_quota() -> None:
    bank = Bank()
    replicas = [Quotas(bank.lease) for _ in range(3)]

    outcomes = [await spent(replicas[i % 3], 1, 60) for i in range(90)]

    assert sum(outcomes) == 60


async def test_the_database_is_asked_for_parts_and_not_per_request() -> None:
    bank = Bank()
    quotas = Quotas(bank.lease)

    for _ in range(1_000):
        assert await spent(quotas, 1, 1_000)

    assert bank.asked == PARTS


async def test_requests_at_the_same_time_do_not_overspend() -> None:
    bank = Bank()
    quotas = Quotas(bank.lease)

    outcomes = await asyncio.gather(*(spent(quotas, 1, 50) for _ in range(200)))

    assert sum(outcomes) == 50


@pytest.mark.parametrize("broken", [Unavailable("down"), ValueError("no such table")])
async def test_without_the_database_the_replica_grants_the_quota_by_itself(
    broken: Exception,
) -> None:
    bank = Bank()
    quotas = Quotas(bank.lease)
    for _ in range(4):
        assert await spent(quotas, 1, 40)
    bank.broken = broken

    outcomes = [await spent(quotas, 1, 40) for _ in range(60)]

    assert sum(outcomes) == 36
    assert bank.asked == 3, "a database that is down is not asked again in this minute"


async def test_what_the_log_did_not_take_is_given_back() -> None:
    quotas = Quotas(Bank().lease)
    await quotas.spend("k", 5, 5, now=NOW)

    quotas.give_back("k", 5, now=NOW)
    quotas.give_back("unknown", 5, now=NOW)

    assert await spent(quotas, 5, 5)
    assert not await spent(quotas, 1, 5)


async def test_no_quota_is_no_limit_and_asks_nobody() -> None:
    bank = Bank()

    await Quotas(bank.lease).spend("k", 1_000_000, None, now=NOW)

    assert bank.asked == 0
