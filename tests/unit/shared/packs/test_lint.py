"""The lint of packs: each of its remarks, brought about by a small pack that deserves it."""

from pathlib import Path
from typing import Any

import pytest

from interparty_shared.errors import Misconfigured
from interparty_shared.packs.fixtures import suites
from interparty_shared.packs.lint import Remark, lint
from tests.support.rulebook import CASES, FIXTURES, NAME, PACK, cases, pack, written


def said(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return level, check, key and text of what is to be said against a folder."""
    return [(one.level, one.check, one.key, one.text) for one in lint(folder)]


def only(folder: Path) -> Remark:
    """Return the one thing that is to be said against a folder."""
    (one,) = lint(folder)
    return one


def test_a_pack_that_is_whole_gives_the_lint_nothing_to_say(tmp_path: Path) -> None:
    assert lint(written(tmp_path)) == []


def test_a_refusal_names_file_line_key_and_reason(tmp_path: Path) -> None:
    folder = written(tmp_path, PACK.replace("status: in_force", "status: somehow"))

    one = only(folder)

    assert str(one).startswith(f"{folder / NAME}:5: error: status: Input should be 'in_force'")
    assert one.check == "valid"


def test_every_refusal_of_every_document_is_said(tmp_path: Path) -> None:
    other = PACK.replace("shape: post_hoc", "shape: round").replace("amount: 14", "amount: -1")
    folder = written(tmp_path, f"{PACK}colour: red\n---\n{other}")

    found = [(one.line, one.key) for one in lint(folder)]

    assert found == [(25, "colour"), (33, "shape"), (47, "deadline.amount")]


def test_what_is_no_yaml_is_refused_where_it_stops_being_one(tmp_path: Path) -> None:
    folder = written(tmp_path, "id: X\nvalid: {\n", cases="- {\n")

    assert [(one.file, one.line, one.key) for one in lint(folder)] == [
        (str(folder / FIXTURES), 2, "not YAML"),
        (str(folder / NAME), 3, "not YAML"),
    ]


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, PACK.replace("from: 2026-01-01", "from: 2026-02-30"))

    assert "day is out of range" in only(folder).text


def test_a_file_without_a_rule_is_named(tmp_path: Path) -> None:
    assert said(written(tmp_path, "# nothing yet\n", None)) == [
        ("error", "valid", "pack", "there is no rule in this file")
    ]


def test_a_key_that_stands_twice_is_named_at_the_second(tmp_path: Path) -> None:
    folder = written(tmp_path, PACK + "title: Agents, again\n")

    one = only(folder)

    assert (one.line, one.key) == (25, "title")
    assert "only the last would count" in one.text


@pytest.mark.parametrize(
    ("key", "value"),
    [("duty", "An agent who failed to register is named."), ("title", "Secret agents")],
)
def test_a_pack_that_accuses_is_refused_at_its_line(tmp_path: Path, key: str, value: str) -> None:
    folder = written(tmp_path, pack(**{key: value}))

    one = only(folder)

    assert (one.level, one.check, one.key) == ("error", "neutral", key)
    assert (folder / NAME).read_text().splitlines()[one.line - 1].startswith(f"{key}:")


def test_a_fixture_that_accuses_is_refused_too(tmp_path: Path) -> None:
    text = CASES.replace("Somebody acts for", "Somebody evades the Act for")

    one = only(written(tmp_path, cases=text))

    assert (one.check, one.line, one.key) == ("neutral", 13, "title")
    assert one.text.startswith("says 'evad'")


def test_a_citation_by_which_nothing_can_be_looked_up_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, pack(citation="The law on agents"))

    assert said(folder)[0][:3] == ("error", "cited", "citation")


def test_an_address_that_stands_twice_is_noticed(tmp_path: Path) -> None:
    folder = written(tmp_path, pack(sources=["https://law.example/a"] * 2))

    assert said(folder) == [("warning", "cited", "sources", "one address stands here twice")]


def test_what_is_not_verified_says_what_was_not_seen(tmp_path: Path) -> None:
    silent = written(tmp_path / "silent", pack(confidence="secondary"))
    telling = written(
        tmp_path / "telling", pack(confidence="secondary", not_seen=["Section 4 on exemptions."])
    )

    assert said(silent)[0][:3] == ("warning", "sure", "confidence")
    assert lint(telling) == []


def test_a_rule_from_memory_may_be_switched_on_by_an_operator_who_is_told(tmp_path: Path) -> None:
    known = {"confidence": "recall", "not_seen": ["All of the text."]}
    off = written(tmp_path / "off", pack(**known))
    on = written(tmp_path / "on", pack(**known, enabled=True))

    assert lint(off) == []
    assert said(on)[0][:3] == ("warning", "sure", "enabled")


def test_two_versions_that_hold_on_the_same_days_are_named(tmp_path: Path) -> None:
    later = pack(version="2026-07-01", valid={"from": "2026-07-01"})
    folder = written(tmp_path, f"{PACK}---\n{later}")

    (overlap,) = [one for one in lint(folder) if one.check == "versions"]

    assert (overlap.level, overlap.key, overlap.line) == ("warning", "valid", 31)
    assert "versions 2026-01-01" in overlap.text
    assert "both hold from 2026-07-01 on" in overlap.text


def test_versions_that_follow_one_another_or_bind_nobody_yet_are_not(tmp_path: Path) -> None:
    ended = pack(valid={"from": "2026-01-01", "to": "2026-06-30"})
    later = pack(version="2026-07-01", valid={"from": "2026-07-01"})
    planned = pack(version="2027-01-01", valid={"from": "2027-01-01"}, status="proposed")
    folder = written(tmp_path, f"{ended}---\n{later}---\n{planned}")

    assert [one for one in lint(folder) if one.check == "versions"] == []


def test_one_version_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "later.yaml").write_text(PACK)

    (twice,) = [one for one in lint(folder) if one.check == "versions"]

    assert (twice.level, twice.key) == ("error", "version")
    assert twice.text == f"XX-AGENTS 2026-01-01 is in {folder / NAME} already"


def test_a_folders_version_is_held_against_ours(tmp_path: Path) -> None:
    ours = next(one for suite in suites() for one in suite.rules if one.id == "GB-MP-VISITS")
    folder = written(tmp_path / "other", pack(id=ours.id, version="2026-01-01"), None)
    replaced = written(tmp_path / "replaced", pack(id=ours.id, version=ours.version), None)

    (overlap,) = [one for one in lint(folder) if one.check == "versions"]
    named = f"{ours.id}: versions {ours.version} (gb-mp-visits.yaml) and 2026-01-01"
    assert overlap.text.startswith(named)
    assert [one for one in lint(replaced) if one.check == "versions"] == []


def test_a_register_that_two_rules_describe_differently_is_named(tmp_path: Path) -> None:
    other = pack(id="XX-OTHER").replace("name: Agents\n", "name: Register of agents\n")
    folder = written(tmp_path, f"{PACK}---\n{other}")

    (told,) = [one for one in lint(folder) if one.check == "registers"]

    assert (told.level, told.key) == ("warning", "register.name")
    assert told.text.startswith("xx-agents has another name under XX-AGENTS")


@pytest.mark.parametrize(
    ("specified", "why"),
    [
        ([{"name": "Party P", "country": "UK"}], "'UK' is no ISO 3166-1 alpha-2 code"),
        (
            [{"name": "Party P", "from": "2026-02-01", "to": "2026-01-01"}],
            "Party P: 'to' is before 'from'",
        ),
        ([{"name": "Party P"}, {"name": "Party P"}], "Party P is named twice"),
    ],
)
def test_whom_a_limb_specifies_must_make_sense(tmp_path: Path, specified: Any, why: str) -> None:
    limb = {"id": "s.3(a)", "text": "a party that is named", "specified": specified}
    counterpart = {"origin": "foreign", "limbs": [limb]}

    found = [
        one for one in said(written(tmp_path, pack(counterpart=counterpart))) if one[1] == "known"
    ]

    (one,) = found
    assert one[0] == "error"
    assert one[2].startswith("counterpart.limbs.0.specified.")
    assert one[3] == why


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("holder", "Agent Z"),
        ("rule", "XX-OTHER"),
        ("limb", "s.9"),
        ("exemption", "small_agent"),
        ("record", "77"),
    ],
)
def test_what_a_fixture_refers_to_must_be_there(tmp_path: Path, field: str, value: str) -> None:
    folder = written(tmp_path, cases=cases(lambda raw: raw[0]["expect"][0].update({field: value})))

    one = only(folder)

    assert (one.check, one.key) == ("known", f"expect.0.{field}")
    assert one.text.startswith(f"there is no {field} {value!r}")


def test_a_limb_names_those_of_regimes_that_are_there(tmp_path: Path) -> None:
    limb = {
        "id": "z",
        "text": "named elsewhere",
        "specified": [{"name": "P"}],
        "specified_under": "XX-NOWHERE",
    }
    counterpart = {"origin": "foreign", "but_not": [limb]}

    found = lint(written(tmp_path, pack(counterpart=counterpart), None))

    assert [(one.key, one.text) for one in found if one.check == "known"] == [
        ("counterpart.but_not.0.specified_under", "there is no regime 'XX-NOWHERE'")
    ]


def test_several_exemptions_may_be_expected_as_one(tmp_path: Path) -> None:
    paid = {"id": "a", "when": "wholly_paid_by_holder", "text": "The agent paid for it."}
    text = cases(lambda raw: raw[0]["expect"][0].update(exemption="a+b"))
    folder = written(tmp_path, pack(exemptions=[paid, {**paid, "id": "b"}]), text)

    assert [one for one in lint(folder) if one.check == "known"] == []


def test_reference_data_specifies_under_regimes_that_are_there(tmp_path: Path) -> None:
    def specified(raw: Any) -> None:
        known = [{"regime": "XX-AGENTS"}, {"regime": "GB-MP-VISITS"}, {"regime": "XX-NOWHERE"}]
        named = [{"name": "Party P"}]
        raw[0]["actors"] = [{"id": "x:1", "kind": "party", "names": named, "specified": known}]

    one = only(written(tmp_path, cases=cases(specified)))

    assert (one.key, one.text) == (
        "actors.0.specified.2.regime",
        "there is no regime 'XX-NOWHERE'",
    )


def test_an_event_that_could_not_be_posted_is_refused_where_it_stands(tmp_path: Path) -> None:
    text = CASES.replace("Body B, country: FR", "Body B, country: UK")

    one = only(written(tmp_path, cases=text))

    assert (one.check, one.key, one.line) == ("valid", "engagement.participants.1.country", 21)


def test_fixtures_that_are_no_list_and_fixtures_beside_no_pack_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, cases="title: one\n")
    (folder / "lost.fixtures.yaml").write_text(CASES)

    assert [(one.check, one.text) for one in lint(folder)][:2] == [
        ("valid", "a list of cases was expected"),
        ("fixtures", "no pack lies beside these fixtures"),
    ]


def test_nothing_expected_says_what_it_shows_and_something_expected_does_not(
    tmp_path: Path,
) -> None:
    silent = written(tmp_path / "a", cases=cases(lambda raw: raw[2].pop("shows")))
    both = written(tmp_path / "b", cases=cases(lambda raw: raw[0].update(shows="no_duty")))

    assert ("error", "fixtures", "shows") in [one[:3] for one in said(silent)]
    assert said(both)[0][:3] == ("error", "fixtures", "shows")


def test_two_fixtures_of_one_title_are_noticed(tmp_path: Path) -> None:
    folder = written(tmp_path, cases=cases(lambda raw: raw.append(raw[0])))

    assert said(folder) == [("warning", "fixtures", "title", "another fixture has this title")]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        lint(tmp_path / "nowhere")


def test_nothing_is_wrong_with_our_own_packs() -> None:
    assert [str(one) for one in lint() if one.level == "error"] == []
