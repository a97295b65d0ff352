"""`interparty demo`: what a stranger sees first is what its own notes say must come out."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.command import interparty
from tests.support.up import environment, wait_until

pytestmark = pytest.mark.timeout(180)
EXPECTED: dict[str, dict[str, dict[str, Any]]] = json.loads(
    files("interparty_embedded").joinpath("demo/expected.json").read_text("utf-8")
)
ALERTING = {"late", "missing"}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, str]]:
    """The address of a demonstration that stays, and what it printed."""
    out = tmp_path_factory.mktemp("demo") / "out"
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "interparty_embedded", "demo", "--stay"],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment(),
        )

    def is_shown() -> bool:
        assert process.poll() is None, out.read_text("utf-8")
        return "Ctrl-C ends" in out.read_text("utf-8")

    try:
        wait_until(is_shown, what="the demonstration is shown")
        said = out.read_text("utf-8")
        found = re.search(r"Interparty listens on (http://\S+)", said)
        assert found is not None
        yield found[1], said
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        folder = re.search(r"Data lies in (\S+)\. ", said)
        assert folder is not None
        assert not Path(folder[1]).exists()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def items(url: str, path: str) -> list[dict[str, Any]]:
    page = httpx.get(f"{url}{path}", params={"limit": 500}, trust_env=False).json()
    assert page["next"] is None
    found: list[dict[str, Any]] = page["items"]
    return found


def test_alerts_are_those_that_its_notes_expect(demonstration: tuple[str, str]) -> None:
    url, _ = demonstration
    expected = {
        (engagement, member, row["regime"], row["verdict"], row["due"])
        for engagement, members in EXPECTED.items()
        for member, row in members.items()
        if row["verdict"] in ALERTING
    }

    told = {
        (
            alert["evidence"]["engagements"][0]["id"],
            alert["subject"]["domestic"]["name"],
            alert["regime"],
            alert["verdict"],
            alert["due"],
        )
        for alert in items(url, "/v1/alerts")
    }

    assert told == expected


def test_verdicts_are_those_that_its_notes_expect(demonstration: tuple[str, str]) -> None:
    url, _ = demonstration
    expected = {
        (engagement, member): row["verdict"]
        for engagement, members in EXPECTED.items()
        for member, row in members.items()
        if row["regime"]
    }

    said = {
        (one["engagement"]["id"], one["domestic"]["name"]): one["verdict"]
        for one in items(url, "/v1/obligations")
    }

    assert {name: said.get(name) for name in expected} == expected


def test_what_is_printed_names_everyone_with_rule_verdict_and_dates(
    demonstration: tuple[str, str],
) -> None:
    url, said = demonstration

    for alert in items(url, "/v1/alerts"):
        assert alert["subject"]["domestic"]["name"] in said
        assert f"{alert['verdict']} ({alert['severity']})" in said
        assert f"due {alert['due']}" in said
    assert f"{len(items(url, '/v1/alerts'))} alerts" in said
    assert f"curl '{url}/v1/alerts?verdict=missing'" in said


def test_away_from_a_terminal_it_ends_by_itself(tmp_path: Path) -> None:
    said = interparty("demo")

    assert (said.code, said.err) == (0, "")
    assert "interparty demo --stay" in said.out


def test_a_history_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    said = interparty("demo", "--data", tmp_path)

    assert (said.code, said.out) == (2, "")
    assert "There is no visits_history.jsonl" in said.err


def test_a_history_is_loaded_and_counted(tmp_path: Path) -> None:
    donor = {"name": "Donor D", "private_individual": "True", "value_gbp": "900.00"}
    version = {
        "first_seen": "2025-04-01",
        "member": "Ann Member",
        "mnis_id": "1",
        "start": "2025-02-01",
        "end": "2025-02-04",
        "registered": "2025-03-20",
        "locations": [{"country": "Norway", "place": "Oslo"}],
        "donors": [donor],
    }
    line = json.dumps({"id": "1", "versions": [version]})
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "visits_history.jsonl").write_text(f"{line}\n")

    said = interparty("demo", "--data", tmp_path)

    assert said.code == 0, said.err
    assert re.search(r"records read\W+1\b", said.out)
    assert re.search(r"verdicts\W+1\W+late 1", said.out)
    assert re.search(r"open alerts\W+1\W+late 1", said.out)
