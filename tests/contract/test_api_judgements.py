"""What people said of alerts, and what was corrected, on both databases."""

import asyncio
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import text

from interparty_api.handlers import judgements
from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_api.handlers.corrections import Correction, list_corrections
from interparty_api.handlers.exports import export_alerts
from interparty_api.handlers.feeds import feed_page
from interparty_api.handlers.judgements import answer, triage, with_judgements
from interparty_api.handlers.projection import revision_of
from interparty_api.store import alerts, watermark
from interparty_api.store import judgements as stored
from interparty_api.store.judgements import Answered, Triaged
from interparty_shared.db.engine import Database
from interparty_shared.web.problems import Problem
from interparty_shared.wire.published import Published
from tests.support.published import after, an_alert, parsed

TRIAGED = Triaged("tr_1", "al_1", "dismiss", "It is there.", "desk", after(1))
ANSWERED = Answered("an_1", "al_1", "Member M", None, "I paid.", None, "desk", after(2))


async def keep(database: Database, *said: Published) -> None:
    async with database.begin() as connection:
        await alerts.save(connection, [revision_of(one) for one in said])
        await watermark.advance(connection)


async def test_documents_and_texts_are_given_the_same_judgements(database: Database) -> None:
    await keep(database, an_alert(1), an_alert(2, id_='al"2'))
    first = parsed(await triage(database, TRIAGED))
    both = parsed(await answer(database, ANSWERED))
    await answer(database, replace(ANSWERED, id="an_2", alert='al"2', at=after(3)))
    await answer(database, replace(ANSWERED, id="an_3", capacity="for all", at=after(1)))

    texts = (await list_alerts(database, AlertQuery(sort="opened"))).items
    plain = [dict(an_alert(1).document), dict(an_alert(2, id_='al"2').document)]
    async with database.read() as connection:
        documents = await with_judgements(connection, plain)
        earlier = await with_judgements(connection, plain, at=after(2))

    assert first["triage"]["state"] == "dismissed"
    assert [one["id"] for one in both["answers"]] == ["an_1"]
    for document, shown in zip(documents, texts, strict=True):
        assert document["triage"] == parsed(shown)["triage"]
        assert document["answers"] == parsed(shown)["answers"]
    assert [one["id"] for one in documents[0]["answers"]] == ["an_1", "an_3"]
    assert [one["id"] for one in documents[1]["answers"]] == ["an_2"]
    assert documents[0]["triage"]["log"] == [
        {"action": "dismiss", "by": "desk", "note": "It is there.", "at": "2026-03-01T09:00:00Z"}
    ]
    assert earlier[1]["answers"] == []


async def test_of_many_who_triage_at_once_each_is_kept_and_one_is_the_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgements, "MOST_TRIAGE", 6)
    await keep(database, an_alert(1))

    done = await asyncio.gather(
        *(triage(database, replace(TRIAGED, id=f"tr_{n}")) for n in range(9)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Problem) for one in done) == 3
    async with database.read() as connection:
        kept, _ = await stored.of_alerts(connection, ["al_1"])
    assert len({one.at for one in kept}) == len(kept) == 6


async def test_a_feed_knows_when_anything_was_said_last(database: Database) -> None:
    empty = await feed_page(database, AlertQuery())
    await keep(database, an_alert(1))
    opened = await feed_page(database, AlertQuery())
    await answer(database, ANSWERED)
    answered = await feed_page(database, AlertQuery(regime=("none",)))

    assert (empty.newest, opened.newest, answered.newest) == (None, after(0), after(2))
    assert answered.told == []


async def test_corrections_are_paged_by_sequence_and_each_tells_from_what_to_what(
    database: Database,
) -> None:
    def revision(number: int) -> Published:
        status, due = "open" if number < 8 else "withdrawn", f"2026-01-{number:02}"
        at = after(number)
        return an_alert(number, revision=number, due=due, updated=at, status=status)

    await keep(database, *map(revision, range(1, 9)))
    found: list[Correction] = []
    before: int | None = None
    while True:
        page, before = await list_corrections(database, before=before, limit=3)
        found += page
        if before is None:
            break

    assert [one.sequence for one in found] == list(range(8, 1, -1))
    assert [one.changes[0] for one in found] == [
        {"field": "due", "before": f"2026-01-{n - 1:02}", "now": f"2026-01-{n:02}"}
        for n in range(8, 1, -1)
    ]
    assert found[0].sentence == "Withdrawn: the due date was 2026-01-07 and is 2026-01-08."


async def test_an_export_pages_through_everything_once(database: Database) -> None:
    await keep(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 24)))
    pages = [
        [orjson.loads(one)["id"] for one in page]
        async for page in export_alerts(database, AlertQuery(), now=after(1), page=5)
    ]

    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    assert sorted(sum(pages, [])) == sorted(f"al_{n}" for n in range(1, 24))  # noqa: RUF017


async def test_corrections_are_found_by_their_index(database: Database) -> None:
    await keep(database, *(an_alert(n, id_=f"al_{n}") for n in range(1, 4)))
    explain = "EXPLAIN" if database.is_postgres else "EXPLAIN QUERY PLAN"
    asked = "SELECT key FROM api_alert WHERE type = 'alert.revised' ORDER BY key DESC LIMIT 5"
    async with database.read() as connection:
        if database.is_postgres:
            # Of a table of three rows it would rather read all.
            for way in ("seqscan", "bitmapscan", "sort"):
                await connection.execute(text(f"SET LOCAL enable_{way} = off"))
        rows = (await connection.execute(text(f"{explain} {asked}"))).all()

    assert "api_alert_type" in str(rows)
    assert "TEMP B-TREE" not in str(rows)
    assert "Sort" not in str(rows)
