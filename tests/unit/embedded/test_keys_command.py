"""`interparty keys`."""

import json
from pathlib import Path

from interparty_shared.settings import Settings
from interparty_shared.web.keys import KeyRing
from tests.support.command import interparty


def test_a_key_is_shown_once_and_opens(tmp_path: Path) -> None:
    said = interparty(
        "keys", "create", "mine", "--scope", "events:write", "--quota", 5, "--data-dir", tmp_path
    )

    secret = said.out.strip()
    key = KeyRing.open(Settings(keys_file=tmp_path / "keys.json")).find(secret)
    assert key is not None
    assert (key.name, key.scopes, key.quota_per_minute) == ("mine", frozenset({"events:write"}), 5)
    assert secret not in (tmp_path / "keys.json").read_text()
    assert secret not in said.err


def test_only_their_owner_reads_the_keys_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new"

    interparty("keys", "create", "mine", "--scope", "admin", "--data-dir", folder)
    interparty("keys", "create", "other", "--scope", "admin", "--data-dir", folder)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_revoked_key_opens_nothing_and_stays_listed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    secret = interparty("keys", "create", "mine", "--scope", "admin", keys_file=str(path)).out

    said = interparty("keys", "revoke", "mine", keys_file=str(path))

    assert said.code == 0
    assert KeyRing.open(Settings(keys_file=path)).find(secret.strip()) is None
    (listed,) = json.loads(interparty("keys", "list", "--json", keys_file=str(path)).out)
    assert listed["name"] == "mine"
    assert listed["revoked"] is not None
    assert "mine" in interparty("keys", "list", keys_file=str(path)).out


def test_a_name_that_is_taken_and_an_unknown_scope_are_refused(tmp_path: Path) -> None:
    interparty("keys", "create", "mine", "--scope", "admin", "--data-dir", tmp_path)

    again = interparty("keys", "create", "mine", "--scope", "admin", "--data-dir", tmp_path)
    unknown = interparty("keys", "create", "two", "--scope", "all", "--data-dir", tmp_path)
    nobody = interparty("keys", "revoke", "nobody", "--data-dir", tmp_path)

    assert (again.code, again.err) == (2, "interparty: there is a key named 'mine' already\n")
    assert (unknown.code, unknown.err) == (2, "interparty: no such scope: all\n")
    assert (nobody.code, nobody.err) == (1, "interparty: no key named 'nobody'\n")


def test_no_keys_yet_says_how_to_make_one(tmp_path: Path) -> None:
    assert "interparty keys create" in interparty("keys", "list", "--data-dir", tmp_path).out
