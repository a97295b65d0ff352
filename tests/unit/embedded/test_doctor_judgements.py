"""What the doctor says of each thing, from values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from interparty_embedded.doctor import configuration, listening, progress
from interparty_embedded.doctor.findings import Finding
from interparty_embedded.reading import Waiting
from interparty_shared.bus.base import TopicPartition
from interparty_shared.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IDLE = Waiting(outbox=0, oldest=None, syncs=(), rechecks=0)
EVENTS = TopicPartition("events.v1", 0)
ALERTS = TopicPartition("alerts.v1", 0)


def levels(findings: list[Finding]) -> list[str]:
    return [finding.level for finding in findings]


def settings(**given: object) -> Settings:
    return Settings(**{"keys_file": Path("keys.json"), **given})  # type: ignore[arg-type]


def test_settings_that_agree_are_fine() -> None:
    assert levels(configuration.contradictions(settings())) == ["fine"]


@pytest.mark.parametrize(
    ("given", "level", "word"),
    [
        ({"keys_file": None}, "wrong", "nobody can post"),
        ({"database_url": "sqlite+aiosqlite:///one.db"}, "wrong", "{service}"),
        ({"max_event_bytes": 2 * 1024 * 1024}, "wrong", "INTERPARTY_MAX_EVENT_BYTES"),
        ({"bus_url": "kafka://there:9092"}, "note", "SQLite"),
    ],
)
def test_settings_that_contradict_each_other_are_told(
    given: dict[str, object], level: str, word: str
) -> None:
    (found,) = configuration.contradictions(settings(**given))

    assert found.level == level
    assert word in found.text + found.advice


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("changeme-changeme-changeme-changeme", "wrong"),
        ("short", "wrong"),
        ("a" * 64, "wrong"),
        ("c1f3a9d27e5b48069ac2d4f871b35e60", "fine"),
    ],
)
def test_a_first_key_that_can_be_guessed_is_wrong(key: str, level: str) -> None:
    assert levels(configuration.first_key(key)) == [level]


def test_no_first_key_is_nothing_to_judge() -> None:
    assert configuration.first_key(None) == []


def test_a_keys_file_is_judged_by_what_is_in_it_and_who_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert levels(configuration.keys_file(path)) == ["note"]

    path.write_text('{"keys": []}')
    path.chmod(0o640)
    assert levels(configuration.keys_file(path)) == ["fine"]

    path.chmod(0o644)
    assert levels(configuration.keys_file(path)) == ["wrong"]

    path.write_text("{")
    assert levels(configuration.keys_file(path)) == ["wrong"]


def test_a_rule_pack_that_is_not_valid_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: MINE\n")

    (found,) = configuration.rule_packs(tmp_path)

    assert found.level == "wrong"
    assert "mine.yaml" in found.text
    assert levels(configuration.rule_packs(None))[0] == "fine"


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [(50, 100, "fine"), (1, 10, "wrong"), (4, 1000, "wrong")],
)
def test_little_space_is_wrong(free: int, total: int, level: str) -> None:
    found = configuration.disk(Path("data"), free=free * 1024**3, total=total * 1024**3)

    assert levels(found) == [level]


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [(10, 10, "fine"), (2, 5, "note"), (2, 2, "wrong"), (12, 12, "fine")],
)
def test_a_service_that_does_not_read_on_is_wrong(before: int, after: int, level: str) -> None:
    found = progress.lag("alerts", {EVENTS: 10}, {EVENTS: before}, {EVENTS: after})

    assert levels(found) == [level]


def test_what_a_service_does_not_read_is_not_held_against_it() -> None:
    assert levels(progress.lag("alerts", {ALERTS: 10}, {}, {})) == ["fine"]
    assert levels(progress.lag("api", {ALERTS: 10}, {}, {})) == ["wrong"]


def test_an_outbox_is_stuck_when_its_oldest_row_stays() -> None:
    old = Waiting(3, NOW - timedelta(hours=2), (), 0)
    new = Waiting(3, NOW - timedelta(seconds=1), (), 0)

    assert levels(progress.outbox(IDLE, IDLE, now=NOW)) == ["fine"]
    assert levels(progress.outbox(old, old, now=NOW)) == ["wrong"]
    assert levels(progress.outbox(old, new, now=NOW)) == ["note"]


def test_coverage_that_waits_for_no_record_is_wrong() -> None:
    stuck = Waiting(0, None, ("gb-commons",), 0)

    assert levels(progress.coverage(IDLE, stuck, is_behind=False)) == ["fine"]
    assert levels(progress.coverage(stuck, stuck, is_behind=True)) == ["note"]
    (found,) = progress.coverage(stuck, stuck, is_behind=False)
    assert found.level == "wrong"
    assert "gb-commons" in found.text


def test_judging_again_is_told_and_is_nothing_wrong() -> None:
    assert levels(progress.rejudging(IDLE)) == ["fine"]
    assert levels(progress.rejudging(replace(IDLE, rejudging=True))) == ["note"]
    assert not replace(IDLE, rejudging=True).nothing


def test_dead_letters_are_wrong_only_where_our_code_failed() -> None:
    assert levels(progress.dead_letters({})) == ["fine"]
    found = progress.dead_letters({("ingest", "validate"): 3, ("alerts", "process"): 1})

    assert {finding.text.split()[0]: finding.level for finding in found} == {
        "ingest": "note",
        "alerts": "wrong",
    }


def test_a_service_that_is_not_ready_says_which_part() -> None:
    url = "http://there"

    assert levels(listening.readiness(url, 200, {"checks": {"log": "ok"}})) == ["fine"]
    (found,) = listening.readiness(url, 503, {"checks": {"log": "no answer", "database": "ok"}})
    assert (found.level, found.text) == ("wrong", "http://there: log: no answer.")
    assert levels(listening.readiness(url, 404, None)) == ["wrong"]
    assert levels(listening.readiness(url, 200, ["ok"])) == ["wrong"]


@pytest.mark.parametrize(
    ("off", "word"),
    [(0, None), (4, None), (-4, None), (90, "ahead of"), (-90, "behind")],
)
def test_a_clock_that_is_off_is_told(off: int, word: str | None) -> None:
    date = format_datetime(NOW + timedelta(seconds=off), usegmt=True)

    found = listening.skew("http://there", date, asked=NOW, answered=NOW)

    assert bool(found) is bool(word)
    if word:
        assert word in found[0].text


def test_no_date_is_nothing_to_judge() -> None:
    assert listening.skew("http://there", None, asked=NOW, answered=NOW) == []
    assert listening.skew("http://there", "soon", asked=NOW, answered=NOW) == []
