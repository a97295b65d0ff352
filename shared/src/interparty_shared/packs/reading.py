"""Packs from text and folders, and the places in them at which they are refused."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from interparty_shared.domain.regimes import Regime
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import making, places, schema
from interparty_shared.packs.places import Refusal

FIXTURES = ".fixtures.yaml"
"""How the file is called that holds a pack's fixtures, beside it: its stem, and this."""
_PATTERN = re.compile("^pattern:", re.MULTILINE)
"""What tells a rule of a pattern (`packs.patterns`) from a regime's, in an operator's folder."""


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
    return [rule for _, rule in checked(text, name=name)]


def checked(text: str, *, name: str) -> list[tuple[schema.Pack, Regime]]:
    """Return the packs of a text as they are written, each with the rule that it describes.

    Raises:
        Misconfigured: as `parse_all` does.
    """
    found = []
    for one in documents(text, name=name):
        if one.pack is None or one.rule is None:
            raise Misconfigured("; ".join(f"{name}:{refusal}" for refusal in one.refused))
        found.append((one.pack, one.rule))
    return found


class Document(NamedTuple):
    """One YAML document of a pack file, and the rule that it describes, or why it describes none."""

    node: Any
    pack: schema.Pack | None
    rule: Regime | None
    refused: list[Refusal]


def documents(text: str, *, name: str) -> list[Document]:
    """Return the documents of a pack file, those that are refused too.

    Raises:
        Unreadable: it is not YAML.
    """
    return [_document(node, raw) for node, raw in places.composed(text, name=name)]


def _document(node: Any, raw: Any) -> Document:
    pack = None
    try:
        pack = schema.Pack.model_validate(raw)
        return Document(node, pack, making.regime(pack), [])
    except ValidationError as error:
        return Document(node, None, None, places.refusals(node, error))
    except ValueError as error:
        return Document(node, pack, None, [Refusal(places.at(node, ())[0], "pack", str(error))])


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
                text = path.read_text(encoding="utf-8")
                if not is_pattern(text):
                    yield str(path), text


def is_pattern(text: str) -> bool:
    """Return whether the text of a pack file is a rule of a pattern, and none of a regime."""
    return _PATTERN.search(text) is not None


def fixture_texts(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Return the name and text of every file of fixtures: ours, or those of a folder alone."""
    if folder is None:
        own = resources.files("interparty_shared.rulepacks")
        for entry in sorted(own.iterdir(), key=lambda one: one.name):
            if entry.name.endswith(FIXTURES):
                yield entry.name, entry.read_text(encoding="utf-8")
    else:
        for path in sorted(folder.rglob(f"*{FIXTURES}")):
            pack = path.with_name(path.name.removesuffix(FIXTURES) + ".yaml")
            if not (pack.is_file() and is_pattern(pack.read_text(encoding="utf-8"))):
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
