"""The lint of packs: what no fixture shows, and which verdicts a rule can give at all."""

from pathlib import Path
from typing import Any

import pytest

from interparty_shared.domain import words
from interparty_shared.packs import parse
from interparty_shared.packs.fixtures import suites
from interparty_shared.packs.lint import Remark, lint
from interparty_shared.packs.lint.covered import CAN_GIVE, verdicts
from tests.support.rulebook import CASES, PACK, cases, pack, written


def only(folder: Path) -> Remark:
    """Return the one thing that is to be said against a folder."""
    (one,) = lint(folder)
    return one


def test_a_verdict_that_no_fixture_shows_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, cases=cases(lambda raw: raw.pop(1)))

    one = only(folder)

    assert (one.check, one.key, one.line) == ("covered", "XX-AGENTS", 1)
    assert one.text == "no fixture gives undetermined"


def test_a_rule_without_fixtures_is_named_with_all_that_they_would_show(tmp_path: Path) -> None:
    assert [one.text for one in lint(written(tmp_path, cases=None))] == [
        "no fixture gives not_computable, undetermined",
        "no fixture shows the time before 2026-01-01 (shows: before_in_force) with facts that would"
        " give a duty from then on",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop(2),
        lambda raw: raw[2].update(shows="no_duty"),
        lambda raw: raw[2]["engagement"].update(channel="meeting"),
        lambda raw: raw[2]["engagement"]["participants"][1].update(country="GB"),
    ],
    ids=["none", "shows something else", "another channel", "nobody foreign"],
)
def test_the_time_before_is_shown_by_what_would_be_owed_afterwards(
    tmp_path: Path, change: Any
) -> None:
    one = only(written(tmp_path, cases=cases(change)))

    assert one.text.startswith("no fixture shows the time before 2026-01-01")


def test_a_version_that_no_fixture_plays_is_named(tmp_path: Path) -> None:
    first = pack(valid={"from": "2025-06-01", "to": "2025-12-31"}, version="2025-06-01")
    text = f"{first}---\n{PACK}"
    moved = cases(lambda raw: raw[2]["engagement"]["occurred"].update({"from": "2025-05-31"}))

    assert [one.text for one in lint(written(tmp_path, text, moved))] == [
        "no fixture plays the version 2025-06-01"
    ]


def test_a_law_that_is_not_in_force_is_shown_by_what_it_would_say(tmp_path: Path) -> None:
    def supposed(raw: Any) -> None:
        for one in raw[:2]:
            one["as_if_in_force"] = True

    folder = written(tmp_path, pack(status="proposed"), cases(supposed))

    assert lint(folder) == []


def test_what_cannot_be_read_is_not_said_to_lack_fixtures(tmp_path: Path) -> None:
    folder = written(tmp_path, cases=CASES.replace("as_of: 2026-06-01", "as_of: soon", 1))

    assert [one.key for one in lint(folder)] == ["as_of"]


def test_the_table_of_verdicts_knows_them_all() -> None:
    assert set(CAN_GIVE) == words.VERDICTS


PUBLIC = {
    "public": True,
    "shows_filing_date": True,
    "id": "xx-agents",
    "name": "L",
    "shows_amount": True,
}
LIMIT = {"amount": "100", "currency": "GBP", "above": "exclusive"}
PAID = {"id": "own", "when": "wholly_paid_by_holder", "text": "The agent paid for it."}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "not_computable undetermined"),
        ({"threshold": LIMIT}, "not_required not_computable undetermined"),
        ({"remunerated": True}, "not_required not_computable undetermined"),
        ({"frequency": {"more_than": 2, "months": 3}}, "not_computable undetermined"),
        ({"exemptions": [PAID]}, "exempt not_computable undetermined"),
        (
            {"exemptions": [{**PAID, "when": "not_recorded"}]},
            "not_computable undetermined",
        ),
        ({"shape": "prior"}, "permission_unknown undetermined"),
        (
            {"shape": "prohibition", "trigger": None, "deadline": None},
            "prohibited undetermined",
        ),
        (
            {"register": PUBLIC},
            "disclosed late missing pending not_assessable undetermined ambiguous",
        ),
        (
            {"register": {**PUBLIC, "shows_filing_date": False}},
            "disclosed missing pending not_assessable undetermined ambiguous",
        ),
        (
            {"register": {**PUBLIC, "absence": "Entries are put in anew."}},
            "disclosed late pending not_assessable undetermined ambiguous",
        ),
        (
            {
                "counterpart": {
                    "origin": "any",
                    "limbs": [{"id": "a", "text": "named", "specified": [{"name": "P"}]}],
                },
                "channels": ["meeting"],
            },
            "not_computable",
        ),
    ],
)
def test_the_verdicts_that_a_rule_can_give_follow_from_what_it_says(
    changes: dict[str, Any], expected: str
) -> None:
    rule = parse(pack(**changes), name="x")

    assert set(verdicts(rule)) == set(expected.split())


def test_every_verdict_that_a_fixture_of_ours_expects_is_one_that_its_rule_can_give() -> None:
    for suite in suites():
        can_give = {verdict for rule in suite.rules for verdict in verdicts(rule)}
        expected = {one.verdict for fixture in suite.fixtures for one in fixture.expect}
        assert expected <= can_give, suite.name
