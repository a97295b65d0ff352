"""The lists of pinned packages are complete, have a hash for each, and name no machine."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.txt"
IMAGE = ROOT / "deploy/requirements.txt"
BOOTSTRAP = ROOT / "deploy/bootstrap.txt"
LISTS = pytest.mark.parametrize(
    "path", [LOCK, IMAGE, BOOTSTRAP], ids=lambda path: str(path.relative_to(ROOT))
)
MEMBERS = ["shared", "services/ingest", "services/alerts", "services/api", "deploy/embedded"]


def _pinned(path: Path) -> dict[str, Version]:
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", path.read_text(), re.MULTILINE
    )
    return {canonicalize_name(name): Version(version) for name, version in pins}


def _declared() -> list[Requirement]:
    root = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*root["dependency-groups"]["dev"]]
    for member in MEMBERS:
        wanted += tomllib.loads((ROOT / member / "pyproject.toml").read_text())["project"][
            "dependencies"
        ]
    return [Requirement(text) for text in wanted]


def test_the_workspace_has_the_members_that_the_tools_name() -> None:
    root = tomllib.loads((ROOT / "pyproject.toml").read_text())
    makefile = (ROOT / "Makefile").read_text()
    lock_script = (ROOT / "deploy/lock.sh").read_text()

    assert root["tool"]["uv"]["workspace"]["members"] == MEMBERS
    assert f"MEMBERS := {' '.join(MEMBERS)}\n" in makefile
    assert f'members="{" ".join(MEMBERS)}"\n' in lock_script


def test_every_declared_package_is_pinned_to_a_version_that_fits() -> None:
    pinned = _pinned(LOCK)

    unfit = [
        str(requirement)
        for requirement in _declared()
        if not requirement.name.startswith("interparty-")
        and not (
            (version := pinned.get(canonicalize_name(requirement.name)))
            and requirement.specifier.contains(version, prereleases=True)
        )
    ]

    assert unfit == [], "run `make lock`"


@LISTS
def test_every_pin_has_a_hash_and_nothing_else_stands_beside_it(path: Path) -> None:
    logical_lines = [
        line
        for line in path.read_text().replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    pin = re.compile(r"[A-Za-z0-9._\[\]-]+==\S+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")

    assert [line[:80] for line in logical_lines if not pin.fullmatch(line)] == []


@LISTS
def test_the_lock_names_no_address_and_no_folder(path: Path) -> None:
    text = path.read_text()

    assert "://" not in text
    assert "--index" not in text
    assert "-e " not in text
    assert not re.search(r"(^|\s)[.~]?/\w", text)
    assert "interparty" not in text


def test_no_lock_that_records_addresses_is_kept() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text().splitlines()
