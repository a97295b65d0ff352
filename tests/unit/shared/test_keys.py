"""API keys: a file of hashes, read again on change, edited as a whole."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interparty_shared.errors import Invalid, Misconfigured, NotFound
from interparty_shared.settings import Settings
from interparty_shared.web.keys import KeyRing, create, listing, revoke

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keys.json"


def ring(path: Path | None, *, first: str | None = None) -> KeyRing:
    return KeyRing.open(Settings(api_key=first, keys_file=path))


def make(path: Path, name: str = "collector", *scopes: str) -> str:
    wanted = scopes or ("events:write",)
    return create(path, name=name, scopes=wanted, quota_per_minute=600, now=NOW)


def test_a_key_is_found_by_its_secret_and_the_file_does_not_hold_it(path: Path) -> None:
    token = make(path)

    key = ring(path).find(token)

    assert key is not None
    assert (key.name, key.quota_per_minute) == ("collector", 600)
    assert key.may("events:write")
    assert not key.may("alerts:read")
    assert token.startswith("ipk_")
    assert token not in path.read_text()


def test_a_wrong_secret_finds_nothing(path: Path) -> None:
    token = make(path)

    for wrong in ("", token[:-1], token + "x", "ipk_", "\udcff"):
        assert ring(path).find(wrong) is None


def test_the_first_key_has_every_scope() -> None:
    key = ring(None, first="secret").find("secret")

    assert key is not None
    assert key.name == "first"
    assert all(key.may(scope) for scope in ("events:write", "alerts:triage", "admin"))


def test_without_any_key_nobody_is_let_in() -> None:
    assert ring(None).find("") is None


def test_admin_implies_every_scope(path: Path) -> None:
    key = ring(path).find(make(path, "operator", "admin"))

    assert key is not None
    assert key.may("subscriptions:write")


def test_changes_are_seen_without_a_restart(path: Path) -> None:
    opened = ring(path)
    token = make(path)
    assert opened.find(token)

    revoke(path, "collector", now=NOW)

    assert opened.find(token) is None


def test_a_file_that_is_taken_away_takes_its_keys_along(path: Path) -> None:
    token = make(path)
    opened = ring(path)

    path.unlink()

    assert opened.find(token) is None


def test_a_file_that_is_spoilt_later_keeps_the_keys_read_before(path: Path) -> None:
    token = make(path)
    opened = ring(path)

    path.write_text("{")

    assert opened.find(token)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"keys": [{}]}', '{"keys": [{"name": "a", "sha256": "zz"}]}']
)
def test_a_spoilt_file_refuses_to_start(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(Misconfigured, match="KEYS_FILE"):
        ring(path)


def test_a_file_that_is_not_there_yet_is_no_fault(path: Path) -> None:
    assert ring(path).find("ipk_x") is None
    assert listing(path) == []


@pytest.mark.parametrize(
    ("name", "scopes", "pointer"),
    [
        ("collector", ["events:write"], "/name"),
        ("first", ["admin"], "/name"),
        ("", ["admin"], "/name"),
        ("a\nb", ["admin"], "/name"),
        ("other", ["events:read"], "/scopes"),
        ("other", [], "/scopes"),
    ],
)
def test_what_cannot_be_a_key_is_refused(
    path: Path, name: str, scopes: list[str], pointer: str
) -> None:
    make(path)

    with pytest.raises(Invalid) as refused:
        create(path, name=name, scopes=scopes, quota_per_minute=None, now=NOW)

    assert refused.value.pointer == pointer


def test_keys_are_listed_with_those_revoked(path: Path) -> None:
    make(path, "one")
    make(path, "two", "alerts:read", "alerts:triage")
    revoke(path, "one", now=NOW)
    revoke(path, "one", now=datetime(2027, 1, 1, tzinfo=UTC))

    one, two = listing(path)

    assert (one.name, one.created, one.revoked) == ("one", NOW, NOW)
    assert (two.name, two.revoked) == ("two", None)
    assert two.scopes == {"alerts:read", "alerts:triage"}


def test_a_key_that_is_not_there_cannot_be_revoked(path: Path) -> None:
    with pytest.raises(NotFound, match="collector"):
        revoke(path, "collector", now=NOW)


def test_editing_leaves_the_files_mode_and_no_litter(path: Path) -> None:
    make(path, "one")
    assert path.stat().st_mode & 0o007 == 0, "readable by others"
    path.chmod(0o600)

    make(path, "two")

    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in os.scandir(path.parent)) == [
        "keys.json",
        "keys.json.lock",
    ]
