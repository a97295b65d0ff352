"""The files that the lint looks at: packs with their documents, fixtures with their cases."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from interparty_shared.domain.regimes import Regime
from interparty_shared.packs import fixtures, places, reading
from interparty_shared.packs.fixtures import Fixture
from interparty_shared.packs.lint.remarks import Check, Level, Remark, refused
from interparty_shared.packs.places import Refusal, Unreadable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing(Generic[T]):
    """A rule or a fixture that is valid, and where it stands."""

    file: str
    node: Any
    what: T

    def remark(self, level: Level, check: Check, key: str, text: str) -> Remark:
        """Return a remark at a key, or at the beginning where there is no such key."""
        place = tuple(int(part) if part.isdecimal() else part for part in key.split("."))
        line, _ = places.at(self.node, place)
        return Remark(self.file, line, level, check, key, text)


@dataclass(slots=True)
class File:
    """A pack file and the fixtures beside it, as far as they can be read."""

    name: str
    rules: list[Standing[Regime]] = field(default_factory=list)
    cases: list[Standing[Fixture]] = field(default_factory=list)
    nodes: list[tuple[str, Any]] = field(default_factory=list)
    """Every YAML document of both, with the name of its file."""
    remarks: list[Remark] = field(default_factory=list)
    whole: bool = True
    """All of it could be read: what is not there is not there."""


def read(folder: Path | None) -> list[File]:
    """Return the files of a folder, or our own.

    Raises:
        Misconfigured: the folder is not there.
    """
    beside = dict(reading.fixture_texts(folder))
    found = []
    for name, text in reading.texts(folder, own=folder is None):
        file = File(name)
        _read_packs(file, text)
        cases = name.removesuffix(".yaml") + reading.FIXTURES
        _read_fixtures(file, cases, beside.pop(cases, ""))
        found.append(file)
    for name, text in sorted(beside.items()):
        alone = File(name)
        _read_fixtures(alone, name, text)
        alone.remarks.append(
            Remark(name, 1, "error", "fixtures", "fixtures", "no pack lies beside these fixtures")
        )
        found.append(alone)
    return found


def ours() -> list[Standing[Regime]]:
    """Return the rules that come with Interparty."""
    found = []
    for name, text in reading.texts():
        file = File(name)
        _read_packs(file, text)
        found += file.rules
    return found


def _read_packs(file: File, text: str) -> None:
    try:
        documents = reading.documents(text, name=file.name)
    except Unreadable as error:
        _unreadable(file, file.name, error.refusal)
        return
    if not documents:
        file.remarks.append(
            Remark(file.name, 1, "error", "valid", "pack", "there is no rule in this file")
        )
    for one in documents:
        file.nodes.append((file.name, one.node))
        file.remarks += [refused(file.name, refusal) for refusal in one.refused]
        file.remarks += [refused(file.name, refusal) for refusal in places.repeated(one.node)]
        if one.rule is None:
            file.whole = False
        else:
            file.rules.append(Standing(file.name, one.node, one.rule))


def _read_fixtures(file: File, name: str, text: str) -> None:
    try:
        cases = fixtures.cases(text, name=name)
    except Unreadable as error:
        _unreadable(file, name, error.refusal)
        return
    for one in cases:
        file.nodes.append((name, one.node))
        file.remarks += [refused(name, refusal) for refusal in one.refused]
        file.remarks += [refused(name, refusal) for refusal in places.repeated(one.node)]
        if one.fixture is None:
            file.whole = False
        else:
            file.cases.append(Standing(name, one.node, one.fixture))


def _unreadable(file: File, name: str, refusal: Refusal) -> None:
    file.whole = False
    file.remarks.append(refused(name, refusal))
