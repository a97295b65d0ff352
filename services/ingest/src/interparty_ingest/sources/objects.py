"""A list of JSON objects (RFC 8259), one by one, however long the list is.

The list is the file itself, as pages are put together, or a member of the one object that the file
is, as a search answers. Each object comes with its text as it stands in the file.
"""

import codecs
import json
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, Final, NoReturn

from interparty_ingest.sources.rows import BrokenFile

Object = dict[str, Any]
_CHUNK: Final = 1 << 16
_SHOWN: Final = 60
_BLANK: Final = " \t\r\n"


def read(
    stream: BinaryIO, member: str, what: str, *, total: str | None = None
) -> Iterator[tuple[int, Object, bytes]]:
    """Return the number of each object of the list, from 1, the object, and its text as UTF-8.

    `total` is the member, beside the list, that says how many objects there are on all pages.

    Raises:
        BrokenFile: no JSON, JSON without the list, something else than an object in it, half a file,
            or one page of several.
    """
    text = _Text(stream, what)
    first = text.peek()
    if first not in ("[", "{"):
        text.broken(f"expected JSON with a list {member!r}", text.ahead() or "an empty file")
    if first == "[":
        yield from _list(text, what)
    else:
        yield from _member(text, member, what, total)
    if text.peek():
        text.broken("expected the end of the file", text.ahead())


def need(record: Object, members: Collection[str], where: str) -> None:
    """Check that an object has all these members, null or not.

    Raises:
        BrokenFile: one is gone: the source has changed its schema.
    """
    gone = [member for member in members if member not in record]
    if gone:
        found = ", ".join(record)[:_SHOWN] or "nothing"
        raise BrokenFile(f"{where}: expected the members {', '.join(gone)}; found: {found}")


def at(value: object, *path: str) -> Any:
    """Return what stands at a path of members; None where one of them is absent or no object."""
    for member in path:
        value = value.get(member) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Object]:
    """Return the objects of a list; of anything else, none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _list(text: "_Text", what: str) -> Iterator[tuple[int, Object, bytes]]:
    for number, _ in enumerate(text.parts("[", "]"), 1):
        value, said = text.value()
        if not isinstance(value, dict):
            raise BrokenFile(f"{what}: record {number} is no object: {said[:_SHOWN]!r}")
        yield number, value, said.encode()


def _member(
    text: "_Text", member: str, what: str, total: str | None
) -> Iterator[tuple[int, Object, bytes]]:
    others: list[str] = []
    found, count, whole = False, 0, None
    for _ in text.parts("{", "}"):
        name, _ = text.value()
        text.take(":")
        if name == member and text.peek() == "[" and not found:
            found = True
            for one in _list(text, what):
                count = one[0]
                yield one
        else:
            others.append(str(name))
            value, _ = text.value()
            whole = value if name == total else whole
    if not found:
        raise BrokenFile(
            f"{what}: expected JSON with a list {member!r}; found the members:"
            f" {', '.join(others)[:_SHOWN] or 'none'}"
        )
    if whole is not None and whole != count:
        raise BrokenFile(f"{what}: expected all {whole} records; found one page with {count}")


class _Text:
    """The file as text, of which no more is held than the value that is being read."""

    def __init__(self, stream: BinaryIO, what: str) -> None:
        self._chunks = codecs.iterdecode(iter(lambda: stream.read(_CHUNK), b""), "utf-8-sig")
        self._decoder = json.JSONDecoder(parse_constant=_no_number)
        self._held, self._at, self._gone, self._what = "", 0, 0, what

    def peek(self) -> str:
        """Return the next character that is not blank; "" at the end."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _BLANK:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return ""

    def ahead(self) -> str:
        return self._held[self._at : self._at + _SHOWN]

    def take(self, mark: str) -> None:
        if self.peek() != mark:
            self.broken(f"expected {mark!r}", self.ahead() or "the end: the file is cut off")
        self._at += 1

    def parts(self, first: str, last: str) -> Iterator[None]:
        """Go from part to part of what stands between two brackets, with commas in between."""
        self.take(first)
        if self.peek() != last:
            yield
            while self.peek() == ",":
                self.take(",")
                yield
        self.take(last)

    def value(self) -> tuple[Any, str]:
        """Return the next value, and its text."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if not self._more():
                    self.broken(f"{error.msg}; the file is no JSON, or is cut off", self.ahead())
            except (ValueError, RecursionError) as error:
                self.broken("expected JSON as registers write it", str(error)[:_SHOWN])
            else:
                # A number goes on as long as digits come: only what follows it ends it.
                if (
                    end < len(self._held)
                    or isinstance(value, str | list | dict)
                    or not self._more()
                ):
                    said = self._held[self._at : end]
                    self._at = end
                    return value, said

    def broken(self, expected: str, found: str) -> NoReturn:
        place = self._gone + self._at
        raise BrokenFile(
            f"{self._what}: at character {place}: {expected}; found: {found[:_SHOWN]!r}"
        )

    def _more(self) -> bool:
        """Read on, at least as much again as is held: a long value is not tried piece by piece."""
        rest = self._held[self._at :]
        self._gone, self._at = self._gone + self._at, 0
        pieces, size = [rest], 0
        try:
            for piece in self._chunks:
                pieces.append(piece)
                size += len(piece)
                if size >= max(1, len(rest)):
                    break
        except UnicodeDecodeError as error:
            self._held = rest
            self.broken(f"not UTF-8: {error.reason}", rest)
        self._held = "".join(pieces)
        return size > 0


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
