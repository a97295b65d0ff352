"""`interparty backtest --patterns`: what rules of patterns find in files, and what others would find."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.support import builders
from tests.support.builders import Event
from tests.support.command import Said, interparty

AS_OF = "2026-04-20"
OURS = files("interparty_shared.rulepacks") / "patterns" / "dual-track.yaml"
GOVERNING: list[Event] = [{"from": "2021-12-08", "to": None}]


def met(id_: str, party: str, day: str, **more: Any) -> Event:
    department = {"name": "Department X", "kind": "party_organ", "country": "CN", "role": "guest"}
    host = {"name": party, "kind": "party", "country": "DE", "role": "host"}
    return builders.engagement(
        id_,
        first=day,
        last=None,
        participants=[department, host],
        value=None,
        place=None,
        channel="meeting",
        **more,
    )


WORLD = [
    *(
        builders.actor(
            f"test:{name}",
            kind="party",
            country="DE",
            names=[{"name": f"Party {name.upper()}"}],
            governing=spans,
        )
        for name, spans in (("a", GOVERNING), ("b", []))
    ),
    met("g1", "Party A", "2026-02-03"),
    met("g2", "Party A", "2026-02-17"),
    met("o1", "Party B", "2026-03-03"),
    met("o2", "Party B", "2026-03-24"),
]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.ndjson"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in WORLD))
    return path


def changed(folder: Path, *pairs: tuple[str, str]) -> Path:
    """Return a file with our rule of dual tracks, changed."""
    text = OURS.read_text("utf-8")
    for was, becomes in pairs:
        assert was in text
        text = text.replace(was, becomes)
    path = folder / "mine.yaml"
    path.write_text(text)
    return path


def backtest(*arguments: object) -> Said:
    return interparty("backtest", *arguments, "--as-of", AS_OF, "--patterns")


def documents(path: Path, key: str) -> list[Any]:
    return [one[key] for one in map(json.loads, path.read_text().splitlines()) if key in one]


def test_it_tells_what_each_rule_finds_and_the_gravest_findings_in_words(facts: Path) -> None:
    said = backtest(facts)

    assert (said.code, said.err) == (0, "")
    assert "Patterns: 4 contacts between bodies of two countries in 4 engagements" in said.out
    (row,) = [line for line in said.out.splitlines() if line.startswith("│ DUAL-TRACK")]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    # Found in one week of the eleven from the first contact's to the last that was over.
    assert cells == ["DUAL-TRACK", "shadow", "1", "1", "0.091", "0", "1 info"]
    assert "1. DUAL-TRACK, info, 2026-W13 to 2026-W13: Department X dealt with parties" in said.out


def test_without_being_asked_no_pattern_is_looked_for(facts: Path) -> None:
    assert "Patterns" not in interparty("backtest", facts, "--as-of", AS_OF).out


def test_no_more_findings_are_told_than_asked_for_and_all_are_written(
    facts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.ndjson"

    said = backtest(facts, "--top", 0, "--json", out)

    assert "dealt with parties" not in said.out
    (alert,) = documents(out, "pattern")
    assert alert["rule"]["id"] == "DUAL-TRACK"
    assert alert["evidence"]["total"] == 4
    assert [one["id"] for one in alert["evidence"]["engagements"]] == ["o2", "o1", "g2", "g1"]
    (counts,) = documents(out, "patterns")
    assert counts["weeks"] == 11
    assert counts["rules"]["DUAL-TRACK"] == {
        "mode": "shadow",
        "subject_weeks": 1,
        "alerts": 1,
        "by_severity": {"info": 1},
        "folded": 0,
        "alerts_a_week": 0.0909,
    }


def test_under_a_stricter_version_of_a_rule_an_alert_disappears(
    facts: Path, tmp_path: Path
) -> None:
    stricter = changed(tmp_path, ("each: 2", "each: 3"))
    out = tmp_path / "out.ndjson"

    gone = backtest(facts, "--packs", "own", "--packs", stricter, "--json", out)
    back = backtest(facts, "--packs", stricter, "--packs", "own")

    assert "0 alerts would appear, 1 disappear, 0 change; 0 would be worded" in gone.out
    assert "disappears: DUAL-TRACK: Department X dealt with" in gone.out
    assert "1 alert would appear, 0 disappear, 0 change;" in back.out
    (change,) = documents(out, "pattern_change")
    assert (change["kind"], change["rule"], change["after"]) == ("disappears", "DUAL-TRACK", None)
    assert change["before"]["severity"] == "info"


def test_an_alert_that_begins_in_another_week_is_the_same_and_changes(
    facts: Path, tmp_path: Path
) -> None:
    sooner = changed(tmp_path, ("each: 2", "each: 1"))
    out = tmp_path / "out.ndjson"

    said = backtest(facts, "--packs", "own", "--packs", sooner, "--json", out)

    assert "0 alerts would appear, 0 disappear, 1 change;" in said.out
    (change,) = documents(out, "pattern_change")
    assert change["differs"] == ["first week"]
    assert change["before"]["id"] != change["after"]["id"]


def test_another_title_alone_words_an_alert_otherwise(facts: Path, tmp_path: Path) -> None:
    other = changed(tmp_path, ("title: One foreign body", "title: One and the same foreign body"))

    said = backtest(facts, "--packs", "own", "--packs", other)

    assert "0 change; 1 would be worded otherwise, 0 stay as they are" in said.out


def test_the_same_rules_leave_all_as_it_is(facts: Path) -> None:
    said = backtest(facts, "--packs", "own", "--packs", "own")

    assert "0 change; 0 would be worded otherwise, 1 stay as they are" in said.out


def test_the_order_of_lines_is_nothing(facts: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.ndjson"
    turned.write_text("\n".join(reversed(facts.read_text().splitlines())))

    assert backtest(turned).out == backtest(facts).out


def test_what_differs_between_rules_of_patterns_is_said_key_by_key(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    (before / "mine.yaml").write_text(OURS.read_text("utf-8"))
    changed(after, ("each: 2", "each: 3"), ("mode: shadow", "mode: live"))

    said = interparty("rules", "diff", before, after)

    assert said.code == 0
    assert "~ DUAL-TRACK, 2026-12-01" in said.out
    assert "parameters.each: was 2, is 3" in said.out
    assert "mode: was shadow, is live" in said.out
