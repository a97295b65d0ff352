"""The README and the code say the same."""

import re
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from interparty_embedded.cli import COMMANDS, module_of
from interparty_embedded.verdicts import MEANINGS
from interparty_ingest.sources.registers.known import REGISTERS
from interparty_shared import packs
from interparty_shared.domain import words
from tests.support import readme

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    """Return what stands under a heading, up to the next of its kind."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


@pytest.mark.parametrize("made", readme.tables(), ids=lambda made: made.split("|")[1].strip())
def test_tables_stand_in_the_readme_as_the_code_says(made: str) -> None:
    assert made in README, "run: .venv/bin/python -m tests.support.readme"


def test_the_table_of_registers_says_what_the_readers_do() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", README, re.MULTILINE
    )
    told = {row[0]: row[1:] for row in rows if row[0] in REGISTERS}

    assert told.keys() == REGISTERS.keys()
    for register in REGISTERS.values():
        _, fetched, testifies, gone = told[register.id]
        assert (fetched == "cannot be") == (not register.walks)
        assert (testifies == "none") == (register.covered(date(2026, 6, 1)) is None)
        assert (gone == "may be there all the same") == (not register.whole)
        assert (gone == "stood until that day") == register.ends


def test_every_verdict_has_its_meaning() -> None:
    assert set(MEANINGS) == words.VERDICTS


def test_every_function_on_the_way_of_an_event_is_there() -> None:
    names = re.findall(r"`(interparty_[a-z_.]+\.[A-Za-z_.]+)`", README)

    assert len(names) >= 14
    for name in names:
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            try:
                found: Any = import_module(".".join(parts[:length]))
            except ImportError:
                continue
            for part in parts[length:]:
                found = getattr(found, part)
            break
        else:
            pytest.fail(f"{name} does not exist")


def test_every_file_that_the_readme_names_is_there() -> None:
    paths = re.findall(r"`([A-Za-z_./-]+\.(?:py|md|yml|yaml)|[a-z_/]+/)`", README)
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert len(paths) > 10
    for path in [*paths, *links]:
        if "/" in path or path.endswith(".md"):
            known = [ROOT / path, ROOT / "services/alerts/src/interparty_alerts" / path]
            assert any(one.exists() for one in known), path


def test_every_subcommand_is_in_the_readme() -> None:
    listed = section("The command")

    for name in COMMANDS:
        assert f"`interparty {name}" in listed, name
        module = import_module(module_of(name))
        for command in module.app.registered_commands if hasattr(module, "app") else ():
            assert f"`{command.name}`" in listed or f"{name} {command.name}`" in listed, (
                command.name
            )


def test_every_rule_pack_is_in_the_readme_or_counted_there() -> None:
    limits = section("What it does not do yet")
    regimes = {one.id for one in packs.load()}
    on = {one.id for one in packs.load() if one.enabled}

    assert f"{len(regimes)} regimes" in limits
    assert f"{len(on)} of them are on" in limits


def test_the_compose_commands_are_those_of_its_own_page() -> None:
    theirs = (ROOT / "deploy" / "README.md").read_text("utf-8")
    (block,) = re.findall(
        r"```sh\n(.*?)```", section("On servers: Kafka and PostgreSQL"), re.DOTALL
    )

    for line in block.strip().splitlines():
        assert line in theirs, line


def test_what_make_can_do_is_what_the_readme_says() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")

    for target in re.findall(r"(?:^|`)make ([a-z-]+)(?:`|\s+#)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_changelog_speaks_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = re.search(
        r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )

    assert version is not None
    assert f"## [{version[1]}]" in changelog
