"""`interparty sync` as a process that is killed: the next run ends where this one would have."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from interparty_ingest.migrations import MIGRATIONS
from interparty_shared.db.engine import open_database
from interparty_shared.db.migrate import upgrade
from tests.support.register_server import RegisterServer, interest, principals, serving
from tests.support.up import environment

VISITS, PRINCIPALS = 25, 1200


async def started(
    server: RegisterServer, folder: Path, register: str
) -> asyncio.subprocess.Process:
    """Start a sync that asks this server for the register and posts to it too."""
    settings = {
        "INTERPARTY_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/ingest.db",
        "INTERPARTY_SYNC_FOLDER": str(folder / "spool"),
        "INTERPARTY_API_KEY": "first-key",
        "INTERPARTY_URL": server.url,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "interparty_embedded",
        "sync",
        register,
        "--mirror",
        server.url,
        env={**environment(), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def state(server: RegisterServer) -> dict[tuple[str, str], Any]:
    """Return what a reader of the log ends up with: the latest version of each thing."""
    latest: dict[tuple[str, str], Any] = {}
    for event in server.posted:
        there = latest.get((event["source"], event["id"]))
        if there is None or there["time"] <= event["time"]:
            latest[event["source"], event["id"]] = event
    return latest


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("register", "hang_at"),
    [("gb-commons", 1), ("us-fara", 2), ("us-fara", 4)],
)
async def test_a_sync_that_is_killed_is_gone_on_with(
    tmp_path: Path, register: str, hang_at: int
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/ingest.db"
    await upgrade(MIGRATIONS, url)
    visits = [interest(number) for number in range(1, VISITS + 1)]
    file = principals(*({"Foreign_principal": f"Party {one}"} for one in range(PRINCIPALS)))
    records = VISITS if register == "gb-commons" else PRINCIPALS
    async with serving(interests={"5": visits, "6": []}, page=20, file=file) as server:
        server.hang_at = hang_at
        process = await started(server, tmp_path, register)
        await asyncio.wait_for(server.hanging.wait(), 60)
        process.send_signal(signal.SIGKILL)
        await ended(process)
        server.hang_at = None
        await _lease_runs_out(url)

        code, out, said = await ended(await started(server, tmp_path, register))

        assert (code, f"{records:,} records read" in out) == (0, True), (out, said)
        posted = list(state(server).values())
        assert len([one for one in posted if "rawdigest" in one]) == records
        assert server.posted[-1]["type"].endswith("coverage.v1") or register == "gb-commons"
        versions = {orjson.dumps(one) for one in server.posted}
        assert len(versions) == len(posted), "nothing was ever posted in two versions"
        asked = [one for one in server.paths() if not one.startswith("events")]
        unanswered = 1 if register == "gb-commons" else 0
        assert len(asked) == len(set(asked)) + unanswered, "what was fetched is not asked for again"

        code, out, _ = await ended(await started(server, tmp_path, register))
        assert (code, "it is the one that we have" in out) == (0, True)


async def _lease_runs_out(url: str) -> None:
    database = open_database(url)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE ingest_register SET held_until = '2026-01-01'"))
    await database.close()
