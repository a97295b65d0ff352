"""The records of a long XML file, one by one, with no more in memory than one of them.

Files that say they are XML 1.1 hold control characters as references (`&#x2;`), which XML 1.0, and
with it Python's reader, refuses: they are read as blanks. A file with a document type is none of a
register's (it is a page in HTML, or means to have entities expanded).
Sources: XML 1.0 (fifth edition), production 2 (characters); XML 1.1, section 1.3.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser, tostring

from interparty_ingest.sources.rows import BrokenFile

_CHUNK: Final = 1 << 16
_LONGEST_REFERENCE: Final = 12
_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
_REFERENCE: Final = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,9}));")
_CONTROLS: Final = bytes.maketrans(
    bytes(byte for byte in range(32) if byte not in b"\t\n\r"), b" " * 29
)
_SHOWN: Final = 60


def read(
    stream: BinaryIO, root: str | None, record: str, what: str
) -> Iterator[tuple[Element, bytes]]:
    """Return each element named `record` below the element `root`, and its text as UTF-8.

    None: below whatever root. Names are local ones, in whatever namespace. An element that was returned
    is taken out of the tree when the next one is asked for.

    Raises:
        BrokenFile: other text than XML, another root, no record at all, or half a file.
    """
    # Entities cannot be declared without a document type, which is refused.
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    within: list[Element] = []
    count = 0
    wanted = f"XML with the root {root}" if root else f"XML of elements {record}"
    try:
        for chunk in _cleaned(stream, wanted, what):
            parser.feed(chunk)
            for event, element in _events(parser):
                if event == "start":
                    if root and not within and local(element) != root:
                        raise BrokenFile(f"{what}: expected {wanted}; found: {local(element)!r}")
                    within.append(element)
                    continue
                within.pop()
                if local(element) == record and within:
                    count += 1
                    element.tail = None
                    yield element, tostring(element, encoding="unicode").encode()
                    within[-1].remove(element)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise BrokenFile(
            f"{what}: at line {line}, column {column}: no XML, or cut off: {error.msg.split(':')[0]}"
        ) from error
    except (LookupError, ValueError) as error:
        raise BrokenFile(f"{what}: expected UTF-8; found: {str(error)[:_SHOWN]}") from error
    except RecursionError as error:
        raise BrokenFile(f"{what}: elements lie deeper in one another than can be read") from error
    if not count:
        below = root or "the root"
        raise BrokenFile(f"{what}: expected elements {record} below {below}; found none")


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find(element: Element | None, *path: str) -> Element | None:
    """Return the first element at a path of local names; None: there is none."""
    for name in path:
        inner: list[Element] = list(element) if element is not None else []
        element = next((one for one in inner if local(one) == name), None)
    return element


def said(element: Element, *path: str) -> str:
    """Return the text of the element at a path of local names; "" where there is none."""
    found = find(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _events(parser: "XMLPullParser[Element]") -> Iterator[tuple[str, Element]]:
    for item in parser.read_events():
        if isinstance(element := item[-1], Element):
            yield item[0], element


def _cleaned(stream: BinaryIO, wanted: str, what: str) -> Iterator[bytes]:
    """Return the file in pieces, without what XML 1.0 does not take."""
    held, first, rooted = b"", True, False
    while chunk := stream.read(_CHUNK):
        piece = held + chunk
        if first and (found := _no_xml(piece)) is not None:
            raise BrokenFile(f"{what}: expected {wanted}; found: {found!r}")
        if not rooted:
            begun = _ELEMENT.search(piece)
            if b"<!DOCTYPE" in piece[: begun.start() if begun else None].upper():
                raise BrokenFile(f"{what}: expected {wanted}; found a document type")
            rooted = begun is not None
        first = False
        # A reference, or the mark of a document type, may be cut in two: its beginning waits.
        cut = max(piece.rfind(b"&"), piece.rfind(b"<"))
        cut = cut if cut >= len(piece) - _LONGEST_REFERENCE else len(piece)
        piece, held = piece[:cut], piece[cut:]
        yield _REFERENCE.sub(_blank, piece.translate(_CONTROLS))
    if first:
        raise BrokenFile(f"{what}: expected {wanted}; found an empty file")
    yield _REFERENCE.sub(_blank, held.translate(_CONTROLS))


def _no_xml(start: bytes) -> str | None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return None if text.startswith(b"<") else text[:_SHOWN].decode("utf-8", "replace")


def _blank(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    fine = (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return reference[0] if fine else b" "
