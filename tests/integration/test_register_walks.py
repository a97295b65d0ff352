"""Registers asked over real HTTP, with everything that goes wrong there."""

import asyncio
import gzip
import io
import zipfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from interparty_ingest.handlers import syncing
from interparty_ingest.sources.registers.gb_commons import GB_COMMONS
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.registers.us_fara import US_FARA
from interparty_ingest.sources.report import Report
from interparty_ingest.sources.rows import BrokenFile
from interparty_ingest.sources.walking.fetching import mirrored
from interparty_shared.db.engine import Database
from interparty_shared.errors import Unavailable
from tests.support.register_books import Books, Hurried
from tests.support.register_server import (
    RegisterServer,
    Said,
    html,
    interest,
    principals,
    serving,
)

SIX = [interest(number) for number in range(1, 7)]
PAGES = ["Interests 5 0", "Interests 5 3", "Interests 6 0"]


@pytest.fixture
async def server() -> AsyncGenerator[RegisterServer]:
    async with serving() as served:
        served.interests = {"5": list(SIX), "6": [interest(900, category="6")]}
        served.file = principals({})
        yield served


class Sync:
    """Syncs from the server, again and again."""

    def __init__(self, database: Database, folder: Path, server: RegisterServer) -> None:
        self.books = Books(database, folder)
        self.clock = Hurried()
        self._spool = folder / "spool"
        self._server = server

    async def __call__(self, register: Register = GB_COMMONS, **how: Any) -> Report:
        self.books.register = register
        asked = mirrored(replace(register, seconds_between=0.0), self._server.url)
        how = {"contact": "mailto:desk@watchdog.example", **how}
        return await syncing.sync(self.books.desk, asked, self._spool, self.clock, **how)


@pytest.fixture
def sync(ingest_database: Database, tmp_path: Path, server: RegisterServer) -> Sync:
    return Sync(ingest_database, tmp_path, server)


async def test_pages_are_walked_to_their_end_and_make_one_edition(
    sync: Sync, server: RegisterServer
) -> None:
    report = await sync()

    assert report.changes == {"new": 7}
    assert server.paths() == PAGES
    assert "Interparty" in server.asked[0].headers["user-agent"]
    assert "mailto:desk@watchdog.example" in server.asked[0].headers["user-agent"]
    first = sync.books.events[0]
    assert first["data"]["occurred"] == {"from": "2026-04-17", "to": "2026-04-19"}
    evidence = await syncing.evidence(sync.books.database, first["rawdigest"])
    assert orjson.loads(evidence.raw) == SIX[0]


async def test_what_was_rectified_vanished_and_came_back_is_said_edition_by_edition(
    sync: Sync, server: RegisterServer
) -> None:
    server.interests["5"] = [interest(number) for number in range(1, 21)]
    await sync()
    server.interests["5"][1] = interest(2, rectified=True, registrationDate="2026-04-30")
    gone = server.interests["5"].pop(4)
    await sync()
    server.interests["5"].insert(4, gone)
    await sync()

    said = [(one[0], one[2]) for one in sync.books.disclosures()[21:]]
    assert said == [("2", False), ("5", True), ("5", False)]


@pytest.mark.parametrize(
    ("faults", "pauses"),
    [
        ([html()], 1),
        ([Said(b"oops", 500), Said(b"oops", 503)], 2),
        ([Said(b"slowly", 429, {"Retry-After": "7"})], 1),
        ([Said(orjson.dumps({"items": []}), cut=5)], 1),
    ],
    ids=["HTML in place of JSON", "500 and 503", "429", "a cut connection"],
)
async def test_faults_that_pass_are_waited_out(
    sync: Sync, server: RegisterServer, faults: list[Said | None], pauses: int
) -> None:
    server.faults = [None, *faults]

    report = await sync()

    assert report.changes == {"new": 7}
    assert len(server.asked) == len(PAGES) + pauses
    waits = [one for one in sync.clock.slept if one]
    assert len(waits) == pauses
    if faults[0] and faults[0].status == 429:
        assert waits[0] >= 7


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (html(), BrokenFile, "an HTML page in place of data"),
        (Said(b"down", 500), Unavailable, "answered 500"),
        (Said(b"gone", 404), Unavailable, "answered 404"),
        (Said(b"", 429, {"Retry-After": "90000"}), Unavailable, "answered 429"),
        (Said(b'{"items": [{"id"'), BrokenFile, "not the JSON that is known"),
        (Said(b'{"results": []}'), BrokenFile, "without 'items'"),
        (Said(b"[]", headers={"Content-Encoding": "br"}), BrokenFile, "packed as br"),
        (
            Said(gzip.compress(b'{"items": []}')[:-9], headers={"Content-Encoding": "gzip"}),
            BrokenFile,
            "cut off",
        ),
    ],
)
async def test_faults_that_do_not_pass_are_failures_that_are_noted_and_post_nothing(
    sync: Sync, server: RegisterServer, fault: Said, kind: type[Exception], says: str
) -> None:
    server.faults = [fault] * 20

    with pytest.raises(kind, match=says):
        await sync()

    assert sync.books.events == []
    assert says in ((await sync.books.standing()).copy.failure or "")


async def test_pages_come_packed_although_nobody_asked(sync: Sync, server: RegisterServer) -> None:
    page = orjson.dumps({"totalResults": 6, "items": SIX})
    server.faults = [Said(gzip.compress(page), headers={"Content-Encoding": "gzip"})]

    assert (await sync()).changes == {"new": 7}


async def test_a_list_that_moves_while_it_is_walked_is_walked_again(
    sync: Sync, server: RegisterServer
) -> None:
    def move(_asked: object) -> None:
        if len(server.asked) == 2:
            server.interests["5"].insert(0, interest(100))  # all others move on by one

    server.before = move

    report = await sync()

    assert report.changes == {"new": 8}
    assert [key for key, *_ in sync.books.disclosures()].count("3") == 1


async def test_a_list_that_moves_and_keeps_its_length_is_walked_again(
    sync: Sync, server: RegisterServer
) -> None:
    def move(_asked: object) -> None:
        if len(server.asked) == 2:
            server.interests["5"].insert(0, server.interests["5"].pop())

    server.before = move

    assert (await sync()).changes == {"new": 7}
    assert server.paths() == ["Interests 5 0", "Interests 5 3", *PAGES]


async def test_a_list_that_never_stands_still_is_a_failure(
    sync: Sync, server: RegisterServer
) -> None:
    server.before = lambda _asked: server.interests["5"].append(interest(len(server.asked) + 500))

    with pytest.raises(BrokenFile, match="moved 3 times"):
        await sync()
    assert sync.books.events == []


async def test_a_walk_that_broke_off_is_gone_on_with_where_it_was(
    sync: Sync, server: RegisterServer
) -> None:
    server.faults = [None, None, *[Said(b"down", 500)] * 6]
    with pytest.raises(Unavailable):
        await sync()
    server.asked.clear()

    report = await sync()

    assert server.paths() == ["Interests 6 0"]
    assert report.changes == {"new": 7}


async def test_a_file_that_has_not_changed_is_not_sent_again(
    sync: Sync, server: RegisterServer
) -> None:
    server.file_headers = {"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2026 04:00:00 GMT"}
    first = await sync(US_FARA)
    posted = len(sync.books.events)

    second = await sync(US_FARA)

    assert (first.changes, second.unchanged) == ({"new": 1}, True)
    assert server.asked[1].headers["if-none-match"] == '"1"'
    assert len(sync.books.events) == posted
    assert sync.books.events[0]["time"] == "2026-06-01T04:00:00Z"
    assert sync.books.covered() == [("1942-01-01", "2026-05-31")]
    assert sync.books.events[0]["data"]["counterparts"] == [{"name": "Party A", "country": "CI"}]


async def test_a_wrong_etag_neither_hides_a_change_nor_makes_one(
    sync: Sync, server: RegisterServer
) -> None:
    server.file_headers = {"ETag": '"1"', "Last-Modified": "Mon, 01 Jun 2026 04:00:00 GMT"}
    server.conditional = False
    await sync(US_FARA)
    assert (await sync(US_FARA)).unchanged, "the same file, sent again"

    server.file = principals({"FP_termination_date": "05/01/2026"})
    report = await sync(US_FARA)  # another file under the same ETag and the same Last-Modified

    assert report.changes == {"changed": 1}
    before, after = sync.books.events[0], sync.books.events[2]
    assert after["time"] > before["time"], "the later version must win"


async def test_not_modified_without_a_condition_is_a_failure(
    sync: Sync, server: RegisterServer
) -> None:
    server.faults = [Said(status=304)]
    with pytest.raises(BrokenFile, match="304"):
        await sync(US_FARA)


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FARA_All_ForeignPrincipals.xml", b" " * 40_000_000)
    return made.getvalue()


def _garbled() -> bytes:
    whole = bytearray(principals({}))
    whole[70] ^= 0xFF
    return bytes(whole)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (principals({})[:-30], "cut off"),
        (_garbled(), "broken inside the zip"),
        (_bomb(), "times its size"),
        (b"<ROWSET><ROW><Other>1</Other></ROW></ROWSET>", "a row without number, principal"),
        (b"<ROWSET><ROW><Foreign_principal>A</Foreign_pr", "cut off"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><ROWSET>&a;</ROWSET>', "found a document type"),
    ],
    ids=["half a zip", "bits that flipped", "a bomb", "other columns", "half an XML", "entities"],
)
async def test_a_file_that_is_not_the_register_is_a_failure(
    sync: Sync, server: RegisterServer, body: bytes, says: str
) -> None:
    server.file_headers = {"ETag": '"1"'}
    await sync(US_FARA)
    posted = list(sync.books.events)
    server.file, server.file_headers = body, {"ETag": '"2"'}

    with pytest.raises(BrokenFile, match=says):
        await sync(US_FARA)

    assert sync.books.events == posted
    server.file = principals({}, {"Foreign_principal": "Party B"})
    assert (await sync(US_FARA)).changes == {"same": 1, "new": 1}


async def test_cancelled_while_it_walks_it_lets_go_and_goes_on_later(
    sync: Sync, server: RegisterServer
) -> None:
    server.hang_at = 1
    running = asyncio.ensure_future(sync())
    await server.hanging.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    server.hang_at = None
    assert (await sync()).changes == {"new": 7}
    assert server.paths() == ["Interests 5 0", "Interests 5 3", "Interests 5 3", "Interests 6 0"]
