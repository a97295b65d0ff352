"""`interparty db` and `interparty topics` on real servers."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from interparty_embedded.migrations import MIGRATIONS
from interparty_shared.wire.topics import TOPICS
from tests.parts.kafka import Kafka
from tests.support.command import interparty


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
    url: str = request.getfixturevalue("postgres_url")
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def test_databases_are_brought_to_the_newest_shape_and_stay_there(database_url: str) -> None:
    before = interparty("db", "check", database_url=database_url)
    first = interparty("db", "upgrade", database_url=database_url)
    second = interparty("db", "upgrade", database_url=database_url)
    after = interparty("db", "check", database_url=database_url)
    listed = json.loads(interparty("db", "current", "--json", database_url=database_url).out)

    assert before.code == 1
    assert "at nothing" in before.out
    assert (first.code, second.code, after.code) == (0, 0, 0)
    assert all(f"{name}: from nothing to " in first.out for name in MIGRATIONS)
    assert all(f"{name}: at " in second.out for name in MIGRATIONS)
    assert {one["service"]: one["revision"] for one in listed} == {
        name: one.head for name, one in MIGRATIONS.items()
    }


def test_only_the_chosen_service_is_touched(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"

    said = interparty("db", "upgrade", "--service", "alerts", database_url=url)
    unknown = interparty("db", "upgrade", "--service", "nosuch", database_url=url)

    assert said.code == 0
    assert [path.name for path in tmp_path.glob("*.db")] == ["alerts.db"]
    assert (unknown.code, "no service nosuch" in unknown.err) == (2, True)


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("postgresql+asyncpg://me:secret@127.0.0.1:9/there", 1, "does not answer"),
        ("nonsense", 2, "is no database URL"),
        ("sqlite+aiosqlite:////proc/nowhere/{service}.db", 2, "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_had_is_said_in_a_sentence(
    url: str, code: int, words: str
) -> None:
    said = interparty("db", "upgrade", "--wait", 0, database_url=url)

    assert said.code == code
    assert words in said.err
    assert "secret" not in said.err
    assert "Traceback" not in said.err


def test_a_database_that_refuses_us_is_said_in_a_sentence(postgres_url: str) -> None:
    where = postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1)

    said = interparty("db", "upgrade", "--wait", 0, database_url=f"{where}_nosuch")

    assert said.code == 2
    assert "does not exist" in said.err


def test_topics_are_made_checked_and_listed(kafka: Kafka) -> None:
    url = f"kafka://{kafka.bootstrap}"

    made = interparty("topics", "create", "--replication", 1, bus_url=url)
    again = interparty("topics", "create", bus_url=url)
    checked = interparty("topics", "check", bus_url=url)
    listed = json.loads(interparty("topics", "list", "--json", bus_url=url).out)

    assert (made.code, again.code) == (0, 0)
    assert again.out == "All topics are there.\n"
    assert (checked.code, checked.out) == (0, "All topics are as they should be.\n")
    assert {one["topic"]: one["partitions"] for one in listed} == {
        topic.name: topic.partitions for topic in TOPICS
    }


def test_kafka_that_is_not_there_is_waited_for_and_then_told() -> None:
    said = interparty("topics", "create", "--wait", 1, bus_url="kafka://127.0.0.1:9")

    assert said.code == 1
    assert said.err.startswith("Waiting up to 1 s: Kafka at 127.0.0.1:9 is not available")
    assert said.err.splitlines()[-1].startswith("interparty: Kafka at 127.0.0.1:9")


def test_the_embedded_log_needs_no_topics_made() -> None:
    assert "makes its own topics" in interparty("topics", "create").out
    assert interparty("topics", "check").code == 0


def test_the_doctor_finds_nothing_wrong_with_servers_made_ready(
    kafka: Kafka, postgres_url: str, tmp_path: Path
) -> None:
    settings = {
        "bus_url": f"kafka://{kafka.bootstrap}",
        "database_url": postgres_url.replace("postgresql://", "postgresql+asyncpg://", 1),
        "api_key": "c1f3a9d27e5b48069ac2d4f871b35e60",
    }
    ill = interparty("doctor", **settings)
    interparty("topics", "create", **settings)
    interparty("db", "upgrade", **settings)

    levels = {
        finding["about"]: finding["level"]
        for finding in json.loads(interparty("doctor", "--json", **settings).out)
    }

    assert ill.code == 1
    assert "this code needs" in ill.out
    assert {about for about, level in levels.items() if level == "wrong"} <= {
        # Other tests of this run write to the same Kafka, and nobody reads it here.
        f"{service} reading"
        for service in ("ingest", "alerts", "api")
    }
    assert levels["service"] == "note"


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
    interparty("db", "upgrade", database_url=url)
    with closing(sqlite3.connect(tmp_path / "alerts.db")) as connection:
        connection.execute("UPDATE alembic_version_alerts SET version_num = 'from_the_future'")
        connection.commit()

    said = interparty("db", "upgrade", database_url=url)

    assert said.code == 2
    assert "a newer Interparty has used it" in said.err


def test_a_database_that_is_none_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "alerts.db").write_text("this is no database, but long enough to look at\n" * 50)

    said = interparty("up", "--data-dir", tmp_path, "--port", 0)

    assert said.code == 2
    assert "file is not a database" in said.err
    assert "Traceback" not in said.err
