"""`interparty backtest` on files, with one set of rule packs and with two."""

import gzip
import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.support import builders
from tests.support.builders import Event
from tests.support.command import Said, interparty

AS_OF = "2026-06-01"
GB = files("interparty_shared.rulepacks") / "gb-mp-visits.yaml"


def visit(id_: str, name: str, **more: Any) -> Event:
    return builders.engagement(id_, participants=[builders.member(name), builders.funder()], **more)


def record(id_: str, name: str, filed: str) -> Event:
    return builders.disclosure(id_, filer={"name": name, "country": "GB"}, filed=filed)


# The visits ended on 4 February, so they were to be registered by 4 March.
FACTS = [
    visit("e1", "Member Alpha"),
    record("1", "Member Alpha", "2026-02-24"),
    visit("e2", "Member Beta"),
    visit("e3", "Member Gamma"),
    record("3", "Member Gamma", "2026-03-24"),
    visit("e4", "Member Delta", value="320.00"),
    builders.coverage("2026-01-01", "2026-05-20"),
]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return ndjson(tmp_path / "facts.ndjson", FACTS)


def ndjson(path: Path, events: list[Event]) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in events))
    return path


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """A folder in which the deadline is 14 days instead of 28, the threshold £400 instead of £300."""
    folder = tmp_path / "shorter"
    folder.mkdir()
    pack = GB.read_text("utf-8")
    pack = pack.replace("deadline: {amount: 28,", "deadline: {amount: 14,")
    (folder / "gb.yaml").write_text(pack.replace('amount: "300"', 'amount: "400"'))
    return folder


def backtest(*arguments: object) -> Said:
    return interparty("backtest", *arguments, "--as-of", AS_OF)


def rows(said: Said) -> set[tuple[str, ...]]:
    """Return the rows of all tables."""
    lines = [line for line in said.out.splitlines() if line.startswith("│")]
    return {tuple(cell.strip() for cell in line.strip("│").split("│")) for line in lines}


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_it_counts_verdicts_and_open_alerts_by_regime(facts: Path) -> None:
    said = backtest(facts)

    assert (said.code, said.err) == (0, "")
    assert "7 events read: 4 engagements (0 more taken back), 2 records of registers" in said.out
    assert f"As of {AS_OF}, by our own packs: 4 obligations for 4 engagements, 3 open" in said.out
    found = {row[:3] for row in rows(said)} | rows(said)
    assert ("GB-MP-VISITS", "disclosed", "1") in found
    assert ("GB-MP-VISITS", "missing", "2") in found
    assert ("GB-MP-VISITS", "missing", "high", "2") in found
    assert ("GB-MP-VISITS", "late", "low", "1") in found


def test_the_day_decides(facts: Path) -> None:
    said = interparty("backtest", facts, "--as-of", "2026-02-20")

    assert ("GB-MP-VISITS", "pending", "2") in {row[:3] for row in rows(said)}


def test_several_files_packed_or_not_are_read_as_one(facts: Path, tmp_path: Path) -> None:
    packed = tmp_path / "more.ndjson.gz"
    more = [visit("e5", "Member Eta"), *FACTS]
    packed.write_bytes(gzip.compress("\n".join(map(json.dumps, more)).encode()))

    said = backtest(facts, packed)

    assert said.code == 0
    assert "15 events read: 5 engagements" in said.out
    assert "Said again: 7; versions with a later one: 0; two contents" in said.out


def test_a_line_that_is_refused_is_shown_and_the_exit_code_says_so(tmp_path: Path) -> None:
    path = ndjson(tmp_path / "facts.ndjson", FACTS)
    with path.open("a") as file:
        file.write('\n{"specversion": "1.0"}\n')
    out = tmp_path / "out.ndjson"

    said = backtest(path, "--json", out)

    assert said.code == 1
    assert "7 events read" in said.out
    assert "1 line refused:" in said.out
    assert f"{path}, line 9: " in said.out
    (refused,) = (one["refused"] for one in written(out) if "refused" in one)
    assert (refused["file"], refused["line"]) == (str(path), 9)


def test_of_many_refused_lines_the_first_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "facts.ndjson"
    path.write_text("{}\n" * 25)

    said = backtest(path)

    assert said.code == 1
    assert "25 lines refused:" in said.out
    assert f"{path}, line 20: " in said.out
    assert f"{path}, line 21: " not in said.out
    assert said.out.endswith("… and 5 more.\n")


def test_all_of_it_can_be_written_one_document_to_a_line(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"

    said = backtest(facts, "--json", out)

    assert said.code == 0
    counts = Counter(key for one in written(out) for key in one)
    assert counts == {"obligation": 4, "alert": 3}
    (late,) = (
        one["alert"] for one in written(out) if one.get("alert", {}).get("verdict") == "late"
    )
    assert (late["severity"], late["status"], late["due"]) == ("low", "open", "2026-03-04")
    assert late["evidence"]["engagements"][0]["id"] == "e3"


def test_two_sets_of_packs_are_compared_alert_by_alert(facts: Path, shorter: Path) -> None:
    said = backtest(facts, "--packs", "own", "--packs", shorter)

    assert said.code == 0
    assert (
        f"As of {AS_OF}, by {shorter} instead of our own packs: 1 alert would appear," in said.out
    )
    assert "1 disappear, 2 change; 0 would be worded otherwise, 0 stay as they are." in said.out
    found = rows(said)
    assert ("GB-MP-VISITS", "missing", "2", "1") in found
    assert ("GB-MP-VISITS", "not_required", "0", "1") in found
    regime, steps = "GB-MP-VISITS", "threshold, deadline, match"
    assert (regime, "appears", "disclosed", "late, low", steps, "1") in found
    assert (regime, "changes", "late, low", "late, low", steps, "1") in found
    assert any(row[:4] == (regime, "disappears", "missing, high", "not_required") for row in found)


def test_details_tell_in_the_words_of_the_reasons_what_differs(facts: Path, shorter: Path) -> None:
    said = backtest(facts, "--packs", "own", "--packs", shorter, "--details", 1)

    assert "appears: Member Alpha, visit with Foundation F, 2026-02-01 to 2026-02-04" in said.out
    assert "changes (due 2026-03-04 → 2026-02-18, alert date): Member Gamma" in said.out
    assert re.search(r"deadline: Within 14 days .*: due 2026-02-18;", said.out)
    assert "filed 2026-02-24, 20 days after 2026-02-04: 6 days after 2026-02-18." in said.out


def test_without_details_there_are_the_tables_alone(facts: Path, shorter: Path) -> None:
    said = backtest(facts, "--packs", "own", "--packs", shorter, "--details", 0)

    assert said.out.splitlines()[-1].startswith("└")


def test_each_change_is_written_with_both_sides_and_why(
    facts: Path, shorter: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.ndjson"

    backtest(facts, "--packs", "own", "--packs", shorter, "--json", out)

    changes = {one["change"]["engagement"]["id"]: one["change"] for one in written(out)}
    assert {id_: one["kind"] for id_, one in changes.items()} == {
        "e1": "appears",
        "e2": "changes",
        "e3": "changes",
        "e4": "disappears",
    }
    assert changes["e1"]["before"]["obligation"]["verdict"] == "disclosed"
    assert changes["e1"]["after"]["alert"]["verdict"] == "late"
    assert changes["e2"]["differs"] == ["due", "alert date"]
    assert changes["e4"]["why"][-1]["step"] == "deadline"
    assert changes["e4"]["after"]["obligation"]["verdict"] == "not_required"


def test_a_pack_that_is_switched_off_takes_its_alerts_away_and_says_so(
    facts: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "off.yaml"
    pack.write_text(
        GB.read_text("utf-8").replace("shape: post_hoc", "shape: post_hoc\nenabled: false")
    )

    said = backtest(facts, "--packs", "own", "--packs", pack)

    assert "0 alerts would appear, 3 disappear, 0 change" in said.out
    assert "regime: GB-MP-VISITS is switched off (secondary)." in said.out


def test_packs_that_say_the_same_in_other_words_are_told_apart_from_changes(
    facts: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "cited.yaml"
    pack.write_text(
        GB.read_text("utf-8").replace("HC 1083, 10 February", "HC 1083, of 10 February")
    )

    said = backtest(facts, "--packs", "own", "--packs", pack)

    assert "0 alerts would appear, 0 disappear, 0 change; 3 would be worded otherwise" in said.out


def test_packs_that_say_the_same_change_nothing(facts: Path, tmp_path: Path) -> None:
    pack = tmp_path / "same.yaml"
    pack.write_text(GB.read_text("utf-8"))

    said = backtest(facts, "--packs", pack, "--packs", "own")

    assert "0 would be worded otherwise, 3 stay as they are." in said.out
    assert "│" not in said.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["none.ndjson"], "none.ndjson cannot be read: No such file or directory."),
        (["{facts}", "--packs", "none"], "--packs none is no folder and no file that can be read."),
        (["{facts}", "--packs", "{facts}"], "facts.ndjson:2: not YAML"),
        (["{facts}", "--packs=own", "--packs=own", "--packs=own"], "give --packs once or twice."),
        (["{facts}", "--as-of", "tomorrow"], "Invalid value for '--as-of'"),
        (["{facts}", "--details", "-1"], "Invalid value for '--details'"),
        ([], "Missing argument"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(
    facts: Path, arguments: list[str], complaint: str
) -> None:
    said = interparty("backtest", *(one.replace("{facts}", str(facts)) for one in arguments))

    assert said.code == 2
    assert complaint in said.err
    assert "Traceback" not in said.err
