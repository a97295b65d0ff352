"""The README and the code say the same."""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from interparty_alerts.context import Metrics as AlertsMetrics
from interparty_api.consumer import Metrics as ApiMetrics
from interparty_embedded.cli import COMMANDS
from interparty_embedded.verdicts import MEANINGS
from interparty_shared import packs
from interparty_shared.domain import words
from interparty_shared.observability import METRICS
from interparty_shared.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    """Return what stands under a heading, up to the next of its kind."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def table(header: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table as it should stand in the README."""
    lines = [header, re.sub(r"[^|]+", " --- ", header)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def settings_table() -> str:
    return table(
        "| variable | default | what it is |",
        [
            (
                f"`INTERPARTY_{name.upper()}`",
                _default(field.default),
                (field.description or "").replace("|", "\\|"),
            )
            for name, field in Settings.model_fields.items()
        ],
    )


def _default(value: Any) -> str:
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, SecretStr):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def metrics_table() -> str:
    shown = {
        (
            name + ("_total" if one.kind == "counter" and not name.endswith("_total") else "")
        ): one.help
        for name, one in METRICS.items()
    }
    registry = CollectorRegistry()
    AlertsMetrics(registry)
    ApiMetrics(registry)
    for family in registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        shown.setdefault(name, family.documentation)
    return table(
        "| metric | what it shows |",
        [(f"`{name}`", help_) for name, help_ in sorted(shown.items())],
    )


def verdicts_table() -> str:
    return table(
        "| verdict | what it says |", [(f"`{name}`", said) for name, said in MEANINGS.items()]
    )


@pytest.mark.parametrize("make", [settings_table, metrics_table, verdicts_table])
def test_tables_stand_in_the_readme_as_the_code_says(make: Any) -> None:
    assert make() in README


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
        module = import_module(f"interparty_embedded.commands.{name}")
        for command in module.app.registered_commands if hasattr(module, "app") else ():
            assert f"`{command.name}`" in listed or f"{name} {command.name}`" in listed, (
                command.name
            )


def test_every_rule_pack_is_in_the_readme_or_counted_there() -> None:
    limits = section("What it does not do yet")
    count = {3: "Three"}[len(packs.load())]

    assert f"**{count} rule packs**" in limits


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
