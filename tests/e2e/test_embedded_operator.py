"""`interparty db` and `interparty topics` on real servers."""

import json
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
