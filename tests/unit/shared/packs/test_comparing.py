"""What differs between two folders of packs."""

from pathlib import Path
from typing import Any

import pytest

from interparty_shared.errors import Misconfigured
from interparty_shared.packs.comparing import OWN, Change, Difference, compared, packs_of, rule_id
from tests.support.rulebook import PACK, pack, written

LIMIT = {"amount": "300", "currency": "GBP", "above": "exclusive"}
OWN_PARTY = {
    "id": "own_party",
    "when": "wholly_paid_by_own_party",
    "text": "The party paid for it.",
}
HOLDER = {"id": "holder", "when": "wholly_paid_by_holder", "text": "The agent paid for it."}


def between(folder: Path, before: str, after: str) -> Difference:
    """Return what differs between two packs' files."""
    one, other = written(folder / "a", before, None), written(folder / "b", after, None)
    return compared(packs_of(str(one)), packs_of(str(other)))


def changes(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return, in sentences, what has changed in the small pack."""
    (changed,) = between(folder, pack(**before), pack(**after)).changed
    return [str(one) for one in changed.changes]


def test_our_own_packs_do_not_differ_from_themselves() -> None:
    ours = packs_of(OWN)

    assert ("GB-MP-VISITS", "2023-02-10") in ours
    assert compared(ours, ours) == Difference((), (), ())


def test_rules_that_are_new_or_gone_are_named(tmp_path: Path) -> None:
    found = between(tmp_path, f"{PACK}---\n{pack(id='XX-GONE')}", f"{pack(id='XX-NEW')}---\n{PACK}")

    assert [rule_id(one) for one in found.added] == ["XX-NEW"]
    assert [rule_id(one) for one in found.removed] == ["XX-GONE"]
    assert found.changed == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {"threshold": LIMIT},
            {"threshold": {**LIMIT, "amount": "500"}},
            "threshold[always].amount: was 300, is 500",
        ),
        (
            {"channels": ["visit", "forum"]},
            {"channels": ["forum", "meeting"]},
            "channels: now without visit and with meeting",
        ),
        (
            {"channels": ["visit", "forum"]},
            {"channels": ["forum", "visit"]},
            "channels: now in another order",
        ),
        ({}, {"inside": ["GB"]}, "inside: now with GB"),
        ({"remunerated": True}, {}, "remunerated: was yes, is no"),
        (
            {},
            {"title": "Agents"},
            "title: was “Agents of foreign parties”, is Agents",
        ),
        (
            {},
            {"frequency": {"more_than": 3, "months": 2}},
            "frequency: is (more_than 3, months 2), and was not there",
        ),
        (
            {"exemptions": [OWN_PARTY, HOLDER]},
            {"exemptions": [HOLDER]},
            "exemptions[own_party]: was (id own_party, when wholly_paid_by_own_party, text “The party"
            " paid for it.”), and is not there",
        ),
        (
            {"exemptions": [OWN_PARTY, HOLDER]},
            {"exemptions": [{**HOLDER, "text": "The agent paid for all."}, OWN_PARTY]},
            "exemptions[holder].text: was “The agent paid for it.”, is “The agent paid for all.”",
        ),
        (
            {"threshold": [LIMIT, {**LIMIT, "since": "2024-01-01"}]},
            {"threshold": [LIMIT, {**LIMIT, "since": "2024-01-01", "amount": "400"}]},
            "threshold[2024-01-01].amount: was 300, is 400",
        ),
        (
            {"then": [{"amount": 30, "unit": "day", "start": "exclusive"}]},
            {"then": [{"amount": 60, "unit": "day", "start": "exclusive"}]},
            "then: now without (by amount, amount 30, unit day, start exclusive, direction after,"
            " rollover none) and with (by amount, amount 60, unit day, start exclusive, direction"
            " after, rollover none)",
        ),
    ],
)
def test_what_has_changed_is_said_key_by_key(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    assert changes(tmp_path, before, after) == [said]


def test_a_rule_in_another_version_has_changed(tmp_path: Path) -> None:
    (changed,) = between(tmp_path, PACK, pack(version="2027-01-01")).changed

    assert (changed.rule, changed.was, changed.now) == ("XX-AGENTS", "2026-01-01", "2027-01-01")
    assert changed.changes == (Change("version", "2026-01-01", "2027-01-01"),)


def test_a_further_version_is_added(tmp_path: Path) -> None:
    found = between(tmp_path, PACK, f"{PACK}---\n{pack(version='2027-01-01')}")

    assert [(rule_id(one), one.version) for one in found.added] == [("XX-AGENTS", "2027-01-01")]
    assert found.changed == ()


def test_a_folder_that_is_not_there_and_a_pack_that_is_wrong_are_refused(tmp_path: Path) -> None:
    wrong = written(tmp_path / "wrong", PACK.replace("2026-01-01", "soon"), None)

    with pytest.raises(Misconfigured, match="is no folder, and not `own`"):
        packs_of(str(tmp_path / "nowhere"))
    with pytest.raises(Misconfigured, match=r"agents\.yaml:2: version: "):
        packs_of(str(wrong))
