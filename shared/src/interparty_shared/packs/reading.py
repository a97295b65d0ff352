"""Packs from text and folders, and the places in them at which they are refused."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import making, schema

FIXTURES = ".fixtures.yaml"
"""How the file is called that holds a pack's fixtures, beside it: its stem, and this."""
_MISPLACED = "Value error, "


def parse(text: str, *, name: str) -> Regime:
    """Return the rule that a text with one pack describes.

    Raises:
        Misconfigured: it is no valid pack, or holds several; the message names the file and the line.
    """
    found = parse_all(text, name=name)
    if len(found) != 1:
        raise Misconfigured(f"{name}: {len(found)} packs where one was expected")
    return found[0]


def parse_all(text: str, *, name: str) -> list[Regime]:
    """Return the rules that a text describes: one a YAML document, several of one regime in a file.

    Raises:
        Misconfigured: one is no valid pack; the message names the file, the line and the key.
    """
    try:
        nodes = list(yaml.compose_all(text, yaml.SafeLoader))
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        raise Misconfigured(f"{name}: not YAML: {error}") from error
    found = []
    for raw, node in zip(documents, nodes, strict=True):
        try:
            found.append(making.regime(schema.Pack.model_validate(raw)))
        except ValidationError as error:
            said = "; ".join(_said(name, node, *one) for one in schema.places(error))
            raise Misconfigured(said) from error
        except ValueError as error:
            raise Misconfigured(f"{name}:{_found(node, ())[0]}: {error}") from error
    return found


def _said(name: str, node: Any, place: tuple[str | int, ...], fault: str) -> str:
    line, where = _found(node, place)
    return f"{name}:{line}: {where}: {fault.removeprefix(_MISPLACED)}"


def _found(node: Any, place: tuple[str | int, ...]) -> tuple[int, str]:
    """Return the line, from 1, of the deepest part of a place that is there, and the place in words."""
    line, path = (node.start_mark.line + 1 if node is not None else 1), []
    for part in place:
        if isinstance(node, yaml.MappingNode):
            if isinstance(part, int):
                continue  # one that stands for a list of one
            following = next((two for two in node.value if two[0].value == part), None)
            if following is not None:
                line = following[0].start_mark.line + 1
            node = following[1] if following else None
        elif isinstance(node, yaml.SequenceNode) and part in range(len(node.value)):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
        else:
            node = None
        path.append(str(part))
    return line, ".".join(path) or "pack"


def texts(folder: Path | None = None, *, own: bool = True) -> Iterator[tuple[str, str]]:
    """Return the name and text of every pack file: our own, if asked for, then those of a folder.

    Raises:
        Misconfigured: the folder is not there.
    """
    ours = resources.files("interparty_shared.rulepacks").iterdir() if own else ()
    for entry in sorted(ours, key=lambda one: one.name):
        if _is_pack(entry.name):
            yield entry.name, entry.read_text(encoding="utf-8")
    if folder is not None:
        if not folder.is_dir():
            raise Misconfigured(f"INTERPARTY_RULES: {folder} is no folder")
        for path in sorted(folder.rglob("*.yaml")):
            if _is_pack(path.name):
                yield str(path), path.read_text(encoding="utf-8")


def fixture_texts(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Return the name and text of every file of fixtures: ours, or those of a folder alone."""
    if folder is None:
        own = resources.files("interparty_shared.rulepacks")
        for entry in sorted(own.iterdir(), key=lambda one: one.name):
            if entry.name.endswith(FIXTURES):
                yield entry.name, entry.read_text(encoding="utf-8")
    else:
        for path in sorted(folder.rglob(f"*{FIXTURES}")):
            yield str(path), path.read_text(encoding="utf-8")


def _is_pack(name: str) -> bool:
    return name.endswith(".yaml") and not name.endswith(FIXTURES)


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> tuple[Regime, ...]:
    """Return our own packs and those of an operator's folder, by rule and version.

    Raises:
        Misconfigured: a pack is not valid, two files of one origin hold the same rule in the same
            version, or the folder is not there.
    """
    found: dict[tuple[str, str], Regime] = {}
    origins: dict[tuple[str, str], str] = {}
    for name, text in texts(folder):
        for regime in parse_all(text, name=name):
            key = regime.rule_id, regime.version
            if key in origins and ("/" in origins[key]) is ("/" in name):
                raise Misconfigured(f"{name}: {key[0]} {key[1]} is in {origins[key]} already")
            found[key], origins[key] = regime, name
    return tuple(found[key] for key in sorted(found))
