"""`interparty rules new`."""

from pathlib import Path

import pytest

from interparty_shared import packs
from tests.support.command import interparty


@pytest.mark.parametrize("id_", ["AT-MP-VISITS", "de-visits-2"])
def test_a_new_rule_is_whole_plays_as_written_and_is_off(tmp_path: Path, id_: str) -> None:
    folder = tmp_path / "rules"

    said = interparty("rules", "new", id_, folder)

    assert said.code == 0
    assert "What is in them is made up." in said.out
    linted = interparty("rules", "lint", folder)
    assert (linted.code, linted.out) == (0, "")
    played = interparty("rules", "test", folder)
    assert (played.code, played.err) == (0, "9 fixtures as written, 0 not.\n")
    (rule,) = [one for one in packs.load(folder) if one.id == id_.upper()]
    assert not rule.enabled


def test_a_rule_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    interparty("rules", "new", "AT-MP-VISITS", tmp_path)
    mine = (tmp_path / "at-mp-visits.yaml").read_text().replace("made up", "mine")
    (tmp_path / "at-mp-visits.yaml").write_text(mine)

    again = interparty("rules", "new", "AT-MP-VISITS", tmp_path)

    assert (again.code, again.out) == (2, "")
    assert f"{tmp_path / 'at-mp-visits.yaml'} is there already." in again.err
    assert (tmp_path / "at-mp-visits.yaml").read_text() == mine


@pytest.mark.parametrize("id_", ["QQ-VISITS", "visits", "GB-", "GB-../X"])
def test_what_is_no_id_of_a_rule_is_refused(tmp_path: Path, id_: str) -> None:
    said = interparty("rules", "new", id_, tmp_path)

    assert said.code == 2
    assert "is no id of a rule" in said.err
    assert not list(tmp_path.iterdir())
