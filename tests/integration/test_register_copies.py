"""A copy of a register, kept in step edition by edition, on both kinds of database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from interparty_ingest.handlers import syncing
from interparty_ingest.handlers.register_rows import LEASE
from interparty_ingest.sources.rows import BrokenFile
from interparty_ingest.store import registers as store
from interparty_shared.db.engine import Database
from interparty_shared.errors import Fenced, Invalid, NotFound, Unavailable
from tests.support.register_books import TOY, Books, Hurried, entry


@pytest.fixture
def books(ingest_database: Database, tmp_path: Path) -> Books:
    return Books(ingest_database, tmp_path)


async def test_a_first_edition_is_posted_whole_and_its_coverage_last(books: Books) -> None:
    report = await books.take(entry("1"), entry("2"))

    assert books.disclosures() == [("1", "2026-06-01", False), ("2", "2026-06-01", False)]
    assert books.covered() == [("2025-06-06", "2026-05-31")]
    assert books.events[-1]["type"].endswith("coverage.v1")
    assert (report.read, report.changes, report.accepted) == (2, {"new": 2}, 2)


async def test_the_edition_that_we_have_posts_nothing(books: Books) -> None:
    await books.take(entry("1"))
    before = list(books.events)

    report = await books.take(entry("1"), day=1)

    assert report.unchanged
    assert books.events == before


async def test_only_what_differs_is_posted_and_bears_the_moment_of_its_edition(
    books: Books,
) -> None:
    await books.take(entry("1"), entry("2"), entry("3"))

    report = await books.take(
        entry("1"), entry("2", purpose="rectified"), entry("3", note="respelt"), entry("4"), day=7
    )

    assert books.disclosures()[3:] == [("2", "2026-06-08", False), ("4", "2026-06-08", False)]
    assert report.changes == {"same": 1, "changed": 1, "restated": 1, "new": 1}


async def test_every_version_of_a_record_is_kept_byte_for_byte_under_the_digest_it_was_posted_with(
    books: Books,
) -> None:
    await books.take(entry("1", purpose="first"))
    await books.take(entry("1", purpose="second"), day=1)

    digests = [one["rawdigest"] for one in books.events if "rawdigest" in one]
    kept = [await syncing.evidence(books.database, digest) for digest in digests]

    assert [b"first" in kept[0].raw, b"second" in kept[1].raw] == [True, True]
    assert {one.key for one in kept} == {"1"}
    with pytest.raises(NotFound):
        await syncing.evidence(books.database, "0" * 64)


async def test_a_young_record_that_vanishes_is_withdrawn_an_old_one_has_expired(
    books: Books,
) -> None:
    others = [entry(str(number)) for number in range(10)]
    await books.take(*others, entry("young"), entry("old", filed="2025-06-03"))

    report = await books.take(*others, day=7)

    assert books.disclosures()[12:] == [("young", "2026-06-08", True)]
    assert report.gone == {"withdrawn": 1, "expired": 1}


async def test_a_record_that_comes_back_is_posted_as_not_withdrawn(books: Books) -> None:
    others = [entry(str(number)) for number in range(10)]
    await books.take(*others, entry("x"))
    await books.take(*others, day=1)

    report = await books.take(*others, entry("x"), day=2)

    assert books.disclosures()[11:] == [("x", "2026-06-02", True), ("x", "2026-06-03", False)]
    assert report.changes["returned"] == 1
    assert not (await books.take(*others, entry("x"), day=3)).changes["returned"]


async def test_nothing_is_withdrawn_where_a_register_is_not_whole(books: Books) -> None:
    some = books.changed(register=replace(TOY, whole=False))
    others = [entry(str(number)) for number in range(10)]
    await some.take(*others, entry("x"))

    await some.take(*others, day=1)

    assert not any(withdrawn for *_, withdrawn in some.disclosures())


async def test_of_a_register_that_is_not_whole_an_edition_may_have_fewer_records(
    books: Books,
) -> None:
    newest = books.changed(register=replace(TOY, whole=False, covered=lambda _day: None))
    await newest.take(*(entry(str(number)) for number in range(10)))

    report = await newest.take(entry("10"), day=1)

    assert (report.changes, report.gone, newest.covered()) == ({"new": 1}, {}, [])
    assert report.uncovered == "an edition of this register testifies to no absence"


async def test_a_record_of_those_that_stand_has_ended_on_the_day_of_the_edition_without_it(
    books: Books,
) -> None:
    standing = books.changed(register=replace(TOY, keeps=None, stands=True, ends=True))
    others = [entry(str(number)) for number in range(20)]
    left = [
        entry("open", occurred={"from": "2020-01-01"}),
        entry("ended", occurred={"from": "2020-01-01", "to": "2024-12-31"}),
        entry("ahead", occurred={"from": "2026-07-01"}),
        entry("undated"),
    ]
    await standing.take(*others, *left)

    report = await standing.take(*others, day=7)
    ended = {one["id"]: one["data"] for one in standing.events[25:] if "rawdigest" in one}
    again = await standing.take(*others, left[0], day=8)

    assert (report.gone, again.changes["returned"]) == ({"ended": 4}, 1)
    assert {key: data["occurred"] for key, data in ended.items()} == {
        "open": {"from": "2020-01-01", "to": "2026-06-08"},
        "ahead": {"from": "2026-07-01", "to": "2026-07-01"},
    }
    assert not any(withdrawn for *_, withdrawn in standing.disclosures())
    assert standing.events[-2]["data"]["occurred"] == {"from": "2020-01-01"}


async def test_entries_that_went_with_their_filer_are_not_withdrawn(books: Books) -> None:
    left = books.changed(register=replace(TOY, follows_filer=True))
    others = [entry(str(number)) for number in range(10)]
    await left.take(*others, entry("gone", by="Party B"), entry("taken out"))

    report = await left.take(*others, day=1)

    assert report.gone == {"left": 1, "withdrawn": 1}
    assert [key for key, _, withdrawn in left.disclosures() if withdrawn] == ["taken out"]


async def test_what_a_file_of_another_list_does_not_show_is_not_gone_and_nothing_is_covered(
    books: Books,
) -> None:
    await books.take(entry("visit", part="visits"))
    covered = books.covered()

    report = await books.take(entry("gift", part="gifts"), day=1)

    assert not report.gone
    assert books.covered() == covered
    assert report.uncovered == "not in this edition: visits"


async def test_of_a_broken_file_nothing_is_posted_and_the_failure_is_noted(books: Books) -> None:
    await books.take(entry("1"))
    before = list(books.events)

    # More than is read at a time, and then no end.
    entries = (orjson.dumps(entry(str(number))) + b"\n" for number in range(2, 1200))
    with pytest.raises(BrokenFile):
        await books.take_bytes(b"".join(entries), day=1)

    assert books.events == before
    standing = await books.standing()
    assert (standing.copy.failure, standing.copy.failures) == ("it does not end", 1)
    await books.take(entry("1"), entry("2"), day=2)
    assert (await books.standing()).copy.failures == 0


async def test_a_reader_that_did_not_foresee_a_row_says_so_and_harms_nothing(books: Books) -> None:
    with pytest.raises(BrokenFile, match="KeyError"):
        await books.take_bytes(b'{"no": "key"}\nEND\n')
    assert books.events == []


async def test_one_record_twice_is_a_broken_file(books: Books) -> None:
    with pytest.raises(BrokenFile, match="1 is there twice"):
        await books.take(entry("1"), entry("1"))
    assert books.events == []


async def test_half_a_file_is_not_believed_unless_somebody_says_so(books: Books) -> None:
    entries = [entry(str(number)) for number in range(10)]
    await books.take(*entries)
    before = list(books.events)

    with pytest.raises(BrokenFile, match="7 records where the edition before had 10"):
        await books.take(*entries[:7], day=1)
    assert books.events == before
    with pytest.raises(BrokenFile, match="without any record"):
        await books.take(day=1, fewer=True)

    report = await books.take(*entries[:7], day=1, fewer=True)
    assert report.gone == {"withdrawn": 3}


async def test_a_refused_record_leaves_the_day_of_its_filing_uncovered(books: Books) -> None:
    report = await books.take(entry("1"), entry("2", bad="no filer", filed="2026-03-10"))

    assert report.refused == {"no filer": 1}
    assert books.covered() == [("2025-06-06", "2026-03-09"), ("2026-03-11", "2026-05-31")]
    assert (await books.standing()).refused == 1
    # It is still there and still not read: an edition that says no more covers no more.
    await books.take(entry("1", note="x"), entry("2", bad="no filer", filed="2026-03-10"), day=1)
    assert ("2026-03-11", "2026-06-01") in books.covered()


async def test_a_refused_record_of_no_known_day_leaves_everything_uncovered(books: Books) -> None:
    report = await books.take(entry("1"), entry("2", bad="no filer", filed=""))

    assert books.covered() == []
    assert books.disclosures() == [("1", "2026-06-01", False)]
    assert report.uncovered == "records that could not be used: 1"


async def test_a_record_that_the_contract_refuses_is_tried_again_by_the_next_edition(
    books: Books,
) -> None:
    books.refuses = {"2": "/data/filed: lies too far ahead"}
    report = await books.take(entry("1"), entry("2", filed="2026-03-10"))
    assert report.refused == {"/data/filed: lies too far ahead": 1}
    assert len(books.covered()) == 2

    books.refuses = {}
    await books.take(entry("1"), entry("2", filed="2026-03-10"), entry("3"), day=1)

    assert [key for key, *_ in books.disclosures()] == ["1", "2", "3"]
    assert books.covered()[2:] == [("2025-06-07", "2026-06-01")]


async def test_what_was_accepted_stands_while_a_later_version_cannot_be_read(books: Books) -> None:
    await books.take(entry("1"), entry("2"))

    await books.take(entry("1"), entry("2", bad="garbled"), day=1)
    await books.take(entry("1"), entry("2"), day=2)

    assert not any(withdrawn for *_, withdrawn in books.disclosures())
    assert [key for key, *_ in books.disclosures()] == ["1", "2", "2"]


async def test_a_record_that_says_less_takes_back_what_it_no_longer_says(books: Books) -> None:
    await books.take(entry("1", twice=True))

    await books.take(entry("1"), day=1)

    assert ("1-b", "2026-06-02", True) in books.disclosures()
    assert ("1", "2026-06-02", True) not in books.disclosures()


async def test_records_that_are_no_disclosures_are_counted_and_leave_nothing_uncovered(
    books: Books,
) -> None:
    report = await books.take(entry("1"), entry("2", other=True))

    assert report.changes == {"new": 1, "other": 1}
    assert len(books.covered()) == 1


async def test_a_fragment_takes_nothing_out_and_covers_nothing(books: Books) -> None:
    await books.take(*(entry(str(number)) for number in range(10)))
    covered = books.covered()

    body = b'{"key": "3", "filed": "2026-05-01", "by": "Party A", "purpose": "new"}\nEND\n'
    report = await books.take_bytes(body, day=1, form="bit")

    assert (report.changes, report.gone) == ({"changed": 1}, {})
    assert books.covered() == covered


@pytest.mark.parametrize("batches", [0, 1, 2])
async def test_a_run_that_lost_an_answer_is_gone_on_with_and_ends_the_same(
    books: Books, batches: int
) -> None:
    entries = [entry(str(number)) for number in range(1200)]
    books.breaks_after = batches
    with pytest.raises(Unavailable):
        await books.take(*entries)
    assert books.covered() == []
    books.breaks_after = None

    report = await books.take(*entries)

    assert report.resumed
    said = {one["id"]: one for one in books.events}
    assert len(said) == 1201  # the coverage too
    assert all(one == said[one["id"]] for one in books.events), "one version, however often posted"
    assert (await books.standing()).records == 1200


async def test_an_older_edition_tells_nothing_new(books: Books) -> None:
    await books.take(entry("1", purpose="now"), day=7)

    with pytest.raises(Invalid, match="an older one tells nothing new"):
        await books.take(entry("1", purpose="then"), day=3)

    assert len(books.disclosures()) == 1


async def test_of_two_runs_at_once_one_is_refused(books: Books) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()
    slow = books.changed(holder="slow")
    post = slow.post

    async def held(batch: list[bytes]) -> object:
        entered.set()
        await go_on.wait()
        return await post(batch)

    slow.post = held  # type: ignore[assignment,method-assign]
    running = asyncio.ensure_future(slow.take(entry("1")))
    await entered.wait()

    with pytest.raises(syncing.Busy, match="slow keeps toy in step"):
        await books.take(entry("1"), day=1)

    go_on.set()
    await running
    assert (await books.take(entry("1"), entry("2"), day=1)).changes == {"same": 1, "new": 1}


async def test_who_was_taken_for_dead_saves_nothing_more(books: Books) -> None:
    slow = books.changed(holder="slow")
    post = slow.post

    async def overtaken(batch: list[bytes]) -> object:
        later = Hurried().now() + 2 * LEASE
        async with books.database.begin() as connection:
            other = await store.hold(
                connection, "toy", "quick", now=later, until=later + timedelta(hours=1)
            )
        assert other is None
        return await post(batch)

    slow.post = overtaken  # type: ignore[assignment,method-assign]
    with pytest.raises(Fenced):
        await slow.take(entry("1"))

    assert slow.covered() == []
    assert (await books.standing()).records == 0
