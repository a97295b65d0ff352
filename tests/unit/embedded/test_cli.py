"""The command itself: finding subcommands, and saying what is wrong in one sentence."""

from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from interparty_embedded.cli import COMMANDS, module_of
from tests.support.command import interparty


def test_without_arguments_it_lists_its_subcommands() -> None:
    said = interparty()

    for name, summary in COMMANDS.items():
        assert name in said.out
        assert summary in said.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_subcommand_has_help(name: str) -> None:
    said = interparty(name, "--help")

    assert said.code == 0
    assert f"interparty {name}" in said.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_subcommand_has_a_file(name: str) -> None:
    module = import_module(module_of(name))

    assert hasattr(module, "run") != hasattr(module, "app")


def test_it_says_its_version() -> None:
    assert interparty("version").out == f"interparty {version('interparty-embedded')}\n"


def test_an_unknown_subcommand_is_refused_without_a_traceback() -> None:
    said = interparty("nosuch")

    assert said.code == 2
    assert "No such command 'nosuch'" in said.err
    assert "Traceback" not in said.err


def test_an_impossible_setting_is_named(tmp_path: Path) -> None:
    said = interparty("up", "--data-dir", tmp_path, port="many")

    assert said.code == 2
    assert said.err.startswith("interparty: INTERPARTY_PORT: ")
    assert "Traceback" not in said.err


def test_settings_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    said = interparty("up", "--data-dir", tmp_path, kafka_security_protocol="SASL_SSL")

    assert said.code == 2
    assert "set INTERPARTY_KAFKA_SASL_MECHANISM too." in said.err


def test_up_refuses_another_log_than_its_own(tmp_path: Path) -> None:
    said = interparty("up", "--data-dir", tmp_path, bus_url="kafka://localhost:9092")

    assert said.code == 2
    assert "INTERPARTY_BUS_URL is set" in said.err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = interparty("keys", "list", "--data-dir", tmp_path / "file" / "data")

    assert said.code == 2
    assert "cannot be used: Not a directory" in said.err
