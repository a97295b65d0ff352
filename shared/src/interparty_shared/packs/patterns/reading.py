"""Rules of patterns from text and folders, and the places in them at which they are refused."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import places, reading
from interparty_shared.packs.patterns import schema
from interparty_shared.packs.places import Refusal


class Document(NamedTuple):
    """One YAML document of a file, and the rule that it describes, or why it describes none."""

    node: Any
    rule: Rule | None
    refused: list[Refusal]


def documents(text: str, *, name: str) -> list[Document]:
    """Return the documents of a file, those that are refused too.

    Raises:
        Unreadable: it is not YAML.
    """
    return [_document(node, raw) for node, raw in places.composed(text, name=name)]


def _document(node: Any, raw: Any) -> Document:
    within: tuple[str | int, ...] = ()
    try:
        pack = schema.Pack.model_validate(raw)
        within = ("parameters",)
        return Document(node, schema.rule(pack), [])
    except ValidationError as error:
        return Document(node, None, places.refusals(node, error, below=within))
    except ValueError as error:
        return Document(node, None, [Refusal(places.at(node, within)[0], "parameters", str(error))])


def parse(text: str, *, name: str) -> list[Rule]:
    """Return the rules that a text describes, one a YAML document.

    Raises:
        Misconfigured: one is not valid; the message names the file, the line and the key.
    """
    found = []
    for one in documents(text, name=name):
        if one.rule is None:
            raise Misconfigured("; ".join(f"{name}:{refusal}" for refusal in one.refused))
        found.append(one.rule)
    return found


def texts(folder: Path | None = None, *, own: bool = True) -> Iterator[tuple[str, str]]:
    """Return the name and text of every file: our own, if asked for, then those of a folder.

    Raises:
        Misconfigured: the folder is not there.
    """
    ours = resources.files("interparty_shared.rulepacks") / "patterns"
    for entry in sorted(ours.iterdir(), key=lambda one: one.name) if own else ():
        if entry.name.endswith(".yaml") and not entry.name.endswith(reading.FIXTURES):
            yield entry.name, entry.read_text(encoding="utf-8")
    if folder is not None:
        if not folder.is_dir():
            raise Misconfigured(f"INTERPARTY_RULES: {folder} is no folder")
        for path in sorted(folder.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if not path.name.endswith(reading.FIXTURES) and reading.is_pattern(text):
                yield str(path), text


def fixture_texts(folder: Path | None = None) -> dict[str, str]:
    """Return the text of every file of fixtures, by name: of ours, or of a folder alone."""
    if folder is not None:
        return {
            str(path): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob(f"*{reading.FIXTURES}"))
        }
    ours = resources.files("interparty_shared.rulepacks") / "patterns"
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(ours.iterdir(), key=lambda one: one.name)
        if entry.name.endswith(reading.FIXTURES)
    }


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return our own rules of patterns and those of an operator's folder, by id.

    One of the folder replaces ours of the same id.

    Raises:
        Misconfigured: a rule is not valid, two files of one origin hold the same id, or the folder is
            not there.
    """
    found: dict[str, Rule] = {}
    origins: dict[str, str] = {}
    for name, text in texts(folder):
        for one in parse(text, name=name):
            if one.id in origins and ("/" in origins[one.id]) is ("/" in name):
                raise Misconfigured(f"{name}: {one.id} is in {origins[one.id]} already")
            found[one.id], origins[one.id] = one, name
    return tuple(found[id_] for id_ in sorted(found))
