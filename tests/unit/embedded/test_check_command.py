"""`interparty check`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import engagement, funder, member
from tests.support.command import interparty
from tests.support.rulebook import PACK, written

ACTING = {
    "channel": "representation",
    "occurred": {"from": "2027-03-01"},
    "participants": [
        {"name": "Agent A", "country": "GB", "role": "agent"},
        {"name": "Body B", "country": "FR", "role": "principal"},
    ],
}


def asked(folder: Path, value: Any) -> Path:
    """Write a question into a file, and return it."""
    path = folder / "asked.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_what_would_be_owed_stands_in_a_table_and_what_to_ask_below_it(tmp_path: Path) -> None:
    visit = engagement(first="2027-03-01", last="2027-03-04", value=None)["data"]

    said = interparty("check", asked(tmp_path, visit), "--as-of", "2026-11-22")

    assert (said.code, said.err) == (0, "")
    (line,) = [line for line in said.out.splitlines() if "GB-MP-VISITS " in line and "│" in line]
    cells = [cell.strip() for cell in line.split("│")[1:-1]]
    assert cells == ["Member M", "GB-MP-VISITS", "2027-04-01", "undetermined", "value"]
    assert "What to ask first:\n  value: " in said.out


def test_scripts_get_what_the_api_would_answer(tmp_path: Path) -> None:
    visit = engagement(first="2027-03-01", last="2027-03-04")["data"]

    said = interparty("check", asked(tmp_path, visit), "--as-of", "2026-11-22", "--json")

    told = json.loads(said.out)
    assert told["as_of"] == "2026-11-22"
    (owed,) = [one for one in told["items"] if one["regime"] == "GB-MP-VISITS"]
    assert (owed["verdict"], owed["due"]) == ("pending", "2027-04-01")
    assert "value" not in [one["fact"] for one in told["missing_facts"]]


def test_reference_data_in_the_file_and_an_operators_rules_are_used(tmp_path: Path) -> None:
    rules = written(tmp_path / "rules", PACK, None)
    party = {"id": "x:1", "kind": "party", "country": "FR", "names": [{"name": "Body B"}]}

    alone = interparty("check", asked(tmp_path, ACTING), "--json", rules=str(rules))
    file = asked(tmp_path, {"engagement": ACTING, "actors": [party]})
    known = interparty("check", file, "--json", rules=str(rules))

    verdicts = [
        {one["regime"]: one["verdict"] for one in json.loads(said.out)["items"]}["XX-AGENTS"]
        for said in (alone, known)
    ]
    assert verdicts == ["undetermined", "not_computable"]


def test_where_nothing_would_be_owed_it_says_under_how_many_rules(tmp_path: Path) -> None:
    at_home = engagement(first="1901-01-01", last=None, participants=[member(), funder()])["data"]

    said = interparty("check", asked(tmp_path, at_home))

    assert said.code == 0
    assert said.out.startswith("Nothing would be owed under the ")
    assert said.out.endswith(" in force on 1901-01-01.\n")


def test_a_file_a_place_in_it_and_a_day_that_are_wrong_are_named(tmp_path: Path) -> None:
    wrong = {**ACTING, "channel": "representation", "participants": [{"name": "Agent A"}]}

    said = interparty("check", asked(tmp_path, wrong))
    none = interparty("check", tmp_path / "none")
    day = interparty("check", asked(tmp_path, ACTING), "--as-of", "soon")

    assert said.code == none.code == day.code == 2
    assert said.err.startswith(f"interparty: {tmp_path / 'asked.json'}: /participants: ")
    assert none.err.endswith("none cannot be read: No such file or directory.\n")
    assert day.err == "interparty: --as-of wants a date, as 2026-09-01, not 'soon'.\n"


@pytest.mark.parametrize(("given", "code"), [(json.dumps(ACTING), 0), ("{", 2)])
def test_a_hyphen_reads_standard_input(given: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interparty_embedded", "check", "-"],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert ("standard input: all of it: not JSON" in done.stderr) is (code == 2)
