"""`interparty rules`."""

import json
from pathlib import Path

from tests.support.command import interparty
from tests.support.rulebook import CASES, FIXTURES, NAME, PACK, pack, written


def test_lint_says_nothing_of_packs_that_are_whole(tmp_path: Path) -> None:
    said = interparty("rules", "lint", written(tmp_path))

    assert (said.code, said.out, said.err) == (0, "", "0 errors, 0 warnings.\n")


def test_lint_says_each_place_in_a_line_and_ends_with_one(tmp_path: Path) -> None:
    folder = written(tmp_path, f"{PACK}colour: red\n")

    said = interparty("rules", "lint", folder)

    assert said.code == 1
    assert said.out == (f"{folder / NAME}:25: error: colour: Extra inputs are not permitted\n")
    assert said.err == "1 error, 0 warnings.\n"


def test_warnings_are_for_people_unless_they_are_to_count(tmp_path: Path) -> None:
    folder = written(tmp_path, pack(confidence="secondary"))

    assert interparty("rules", "lint", folder).code == 0
    assert interparty("rules", "lint", folder, "--strict").code == 1


def test_lint_speaks_to_scripts(tmp_path: Path) -> None:
    folder = written(tmp_path, pack(duty="An agent who failed to register is named here."))

    said = interparty("rules", "lint", folder, "--json")

    (one,) = json.loads(said.out)
    assert (said.code, said.err) == (1, "")
    assert (one["file"], one["level"], one["check"], one["key"]) == (
        str(folder / NAME),
        "error",
        "neutral",
        "duty",
    )


def test_fixtures_that_come_out_as_written_pass(tmp_path: Path) -> None:
    said = interparty("rules", "test", written(tmp_path))

    assert said.code == 0
    assert said.out == f"{tmp_path / NAME}: 3 of 3 as written.\n"
    assert said.err == "3 fixtures as written, 0 not.\n"


def test_a_fixture_that_comes_out_otherwise_is_told_in_sentences(tmp_path: Path) -> None:
    folder = written(tmp_path, cases=CASES.replace("due: 2026-02-15", "due: 2026-02-14"))

    said = interparty("rules", "test", folder)

    assert said.code == 1
    title, fault = said.out.splitlines()[1:]
    assert title == "  An agent of a foreign party registers where nobody can look"
    assert fault.startswith("    Agent A: due is 2026-02-15, expected 2026-02-14 (")
    assert said.err == "2 fixtures as written, 1 not.\n"


def test_the_packs_that_are_played_can_be_chosen_by_rule_or_regime(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "other.yaml").write_text(pack(id="XX-OTHER", rule="XX-OTHER-ONE"))

    one = interparty("rules", "test", folder, "--only", "XX-AGENTS", "--json")
    other = interparty("rules", "test", folder, "--only", "XX-OTHER")
    none = interparty("rules", "test", folder, "--only", "XX-NONE")

    assert json.loads(one.out) == [
        {"pack": str(folder / NAME), "rules": ["XX-AGENTS"], "passed": 3, "failed": []}
    ]
    assert other.out == f"{folder / 'other.yaml'}: no fixtures.\n"
    assert (none.code, none.err) == (2, "interparty: There is no rule XX-NONE.\n")


def test_packs_that_cannot_be_read_are_not_tested(tmp_path: Path) -> None:
    folder = written(tmp_path, cases=CASES.replace("as_of: 2026-06-01", "as_of: soon", 1))

    said = interparty("rules", "test", folder)

    assert said.code == 2
    assert said.err.startswith(f"interparty: {folder / FIXTURES}:3: as_of: ")


def test_our_own_fixtures_pass() -> None:
    assert interparty("rules", "test").code == 0


def test_a_rule_is_explained_with_the_dates_of_a_day() -> None:
    said = interparty("rules", "explain", "gb-mp-visits", "--event", "2026-09-01")

    assert said.code == 0
    assert said.out.startswith("GB-MP-VISITS, version 2023-02-10\nVisits outside the United")
    assert "\nUntil when\n  Within 28 days after the day of return.\n" in said.out
    assert (
        "\n  For 2026-09-01 the day of return is 2026-09-01: due 2026-09-29 (Tuesday).\n"
        in said.out
    )


def test_an_explanation_speaks_to_scripts_and_knows_an_operators_rules(tmp_path: Path) -> None:
    written(tmp_path, f"{pack(rule='XX-AGENTS-A')}---\n{pack(rule='XX-AGENTS-B')}", None)

    both = interparty("rules", "explain", "XX-AGENTS", "--json", rules=str(tmp_path))
    shown = interparty("rules", "explain", "XX-AGENTS", rules=str(tmp_path))

    found = json.loads(both.out)
    assert [one["rule"] for one in found] == ["XX-AGENTS-A", "XX-AGENTS-B"]
    assert found[0]["parts"][0]["heading"] == "The duty"
    assert "\n\nXX-AGENTS-B, version 2026-01-01\n" in shown.out


def test_a_rule_a_version_and_a_day_that_are_none_are_named() -> None:
    rule = interparty("rules", "explain", "XX-NONE")
    version = interparty("rules", "explain", "GB-MP-VISITS", "--version", "1999-01-01")
    day = interparty("rules", "explain", "GB-MP-VISITS", "--on", "soon")

    assert (rule.code, rule.err) == (1, "interparty: There is no rule XX-NONE.\n")
    assert version.err == "interparty: There is no rule GB-MP-VISITS in version 1999-01-01.\n"
    assert day.err == "interparty: --on wants a date, as 2026-09-01, not 'soon'.\n"


def test_two_folders_are_compared_rule_by_rule(tmp_path: Path) -> None:
    before = written(tmp_path / "a", f"{PACK}---\n{pack(id='XX-GONE')}", None)
    after = written(tmp_path / "b", f"{pack(publication_days=3)}---\n{pack(id='XX-NEW')}", None)

    said = interparty("rules", "diff", before, after)
    told = json.loads(interparty("rules", "diff", before, after, "--json").out)

    assert said.code == 0
    assert said.out.splitlines() == [
        "+ XX-NEW, 2026-01-01: Agents of foreign parties",
        "- XX-GONE, 2026-01-01: Agents of foreign parties",
        "~ XX-AGENTS, 2026-01-01",
        "    publication_days: was 0, is 3",
    ]
    assert [one["rule"] for one in told["added"]] == ["XX-NEW"]
    assert [one["rule"] for one in told["removed"]] == ["XX-GONE"]
    assert told["changed"] == [
        {
            "rule": "XX-AGENTS",
            "was": "2026-01-01",
            "now": "2026-01-01",
            "changes": [{"key": "publication_days", "was": 0, "now": 3}],
        }
    ]


def test_our_own_packs_are_called_own(tmp_path: Path) -> None:
    same = interparty("rules", "diff", "own", "own")
    nowhere = interparty("rules", "diff", "own", tmp_path / "none")

    assert (same.code, same.out) == (0, "The rules are the same.\n")
    assert (nowhere.code, nowhere.out) == (2, "")
    assert nowhere.err.endswith("none is no folder, and not `own`.\n")


def test_the_page_goes_to_a_file_or_to_stdout(tmp_path: Path) -> None:
    folder, out = written(tmp_path / "packs"), tmp_path / "page.md"

    shown = interparty("rules", "docs", folder)
    kept = interparty("rules", "docs", folder, "--out", out)
    not_kept = interparty("rules", "docs", folder, "--out", tmp_path / "none" / "page.md")

    assert shown.out.startswith("# Transparency regimes")
    assert "### XX-AGENTS, 2026-01-01" in shown.out
    assert out.read_text() == shown.out
    assert (kept.out, kept.err) == ("", f"{out} is written.\n")
    assert not_kept.code == 2
    assert "cannot be written: No such file or directory" in not_kept.err


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    for command in ("lint", "test", "docs"):
        said = interparty("rules", command, tmp_path / "none")
        assert said.code == 2
        assert "does not exist" in said.err
