"""Where in a YAML file something stands: the line and the key, for those who have to mend it."""

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from interparty_shared.errors import Misconfigured

_MISPLACED = "Value error, "
# The one in C, where it was built, is ten times as quick; marks and values are the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refusal(NamedTuple):
    """What is wrong at one place in a file."""

    line: int
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.line}: {self.key}: {self.why}"


class Unreadable(Misconfigured):
    """A file that is no YAML, or none of the form that was expected."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(f"{name}:{refusal}")
        self.refusal = refusal


def composed(text: str, *, name: str) -> list[tuple[Any, Any]]:
    """Return the documents of a YAML file: each as a tree that knows its lines, and as a value.

    Raises:
        Unreadable: it is not YAML.
    """
    try:
        nodes = list(yaml.compose_all(text, _LOADER))
        values = list(yaml.load_all(text, _LOADER))
        return list(zip(nodes, values, strict=True))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(name, Refusal(line, "not YAML", str(error.problem))) from error
    except (yaml.YAMLError, ValueError) as error:
        # A date that is none (2023-02-31) is a ValueError of the reader.
        raise Unreadable(name, Refusal(1, "not YAML", str(error))) from error


class Text(NamedTuple):
    """One text in a file."""

    line: int
    key: str
    text: str


def refusals(
    node: Any,
    error: ValidationError,
    *,
    within: str = "pack",
    below: tuple[str | int, ...] = (),
) -> list[Refusal]:
    """Return, of a validation error, where in a YAML document each fault is and what it is.

    `within` is what the document as a whole is called; `below` is where in it the value stands that
    was validated.
    """
    found = []
    for one in error.errors():
        # What the validator puts into a place for the branch of a union is none of the file.
        inner = tuple(part for part in one["loc"] if "[" not in str(part))
        line, key = at(node, below + inner)
        found.append(Refusal(line, key or within, one["msg"].removeprefix(_MISPLACED)))
    return found


def at(node: Any, place: tuple[str | int, ...]) -> tuple[int, str]:
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
    return line, ".".join(path)


def strings(node: Any, key: str = "") -> Iterator[Text]:
    """Return every value that is text, with its line and key."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from strings(value, f"{key}.{name.value}" if key else str(name.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from strings(value, f"{key}.{number}" if key else str(number))
    elif isinstance(node, yaml.ScalarNode):
        yield Text(node.start_mark.line + 1, key, str(node.value))


def repeated(node: Any) -> Iterator[Refusal]:
    """Return the keys that stand twice in one place: YAML would take the last, and say nothing."""
    if isinstance(node, yaml.MappingNode):
        known: set[Hashable] = set()
        for name, value in node.value:
            if name.value in known:
                why = "stands here twice, and only the last would count"
                yield Refusal(name.start_mark.line + 1, str(name.value), why)
            known.add(name.value)
            yield from repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from repeated(value)
