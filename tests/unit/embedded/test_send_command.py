"""`interparty send` where nothing can be sent."""

from pathlib import Path

import pytest

from tests.support.command import interparty

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.ndjson"
    path.write_text('{"id": "1"}\n{"id": "2"}\n')
    return path


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    said = interparty("send", tmp_path / "none", "--key", "ipk_x")

    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("none cannot be read: No such file or directory.\n")


def test_without_a_key_it_says_where_one_comes_from(file: Path) -> None:
    said = interparty("send", file)

    assert said.code == 2
    assert "INTERPARTY_API_KEY; `interparty keys create` makes one" in said.err


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://there", " "])
def test_an_address_that_is_none_is_said(file: Path, url: str) -> None:
    said = interparty("send", file, "--url", url, "--key", "ipk_x")

    assert said.code == 2
    assert "URL" in said.err
    assert "Traceback" not in said.err


def test_where_nobody_answers_it_says_how_far_it_came_and_what_to_do(file: Path) -> None:
    said = interparty("send", file, "--patience", 0, url=f"{NOWHERE} {NOWHERE}", api_key="ipk_x")

    assert said.code == 1
    assert f"{NOWHERE} does not answer" in said.err
    assert "Up to line 0: 0 accepted, 0 rejected. Run the same command again" in said.err


def test_dead_letters_cannot_be_asked_for_where_nobody_answers() -> None:
    said = interparty("dead", "list", url=NOWHERE, api_key="ipk_x")

    assert said.code == 1
    assert f"{NOWHERE} does not answer" in said.err


@pytest.mark.parametrize("arguments", [(), ("0-1", "--all")])
def test_a_replay_of_dead_letters_needs_to_know_which(arguments: tuple[str, ...]) -> None:
    said = interparty("dead", "replay", *arguments, url=NOWHERE, api_key="ipk_x")

    assert said.code == 2
    assert "Name ids, or say --all" in said.err
