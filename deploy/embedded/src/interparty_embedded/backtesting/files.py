"""NDJSON from files, gzip and stdin, line by line, and a file that is there only when it is whole."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from interparty_shared.errors import Misconfigured

STDIN: Final = "-"
BOM: Final = b"\xef\xbb\xbf"
_SPACE: Final = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from."""

    name: str
    stream: IO[bytes]
    position: Callable[[], int]
    """How many bytes of the file were read so far."""


def size_of(name: str) -> int | None:
    """Return the size of a file in bytes, where it is known.

    Raises:
        Misconfigured: there is no such file.
    """
    if name == STDIN:
        return None
    try:
        return Path(name).stat().st_size or None
    except OSError as error:
        raise _unreadable(name, error) from error


@contextmanager
def opened(name: str) -> Generator[Source]:
    """Hold a file (`.gz` says that it is packed) or stdin open.

    Raises:
        Misconfigured: it cannot be read.
    """
    with ExitStack() as stack:
        if name == STDIN:
            yield Source("stdin", sys.stdin.buffer, lambda: 0)
            return
        try:
            raw = stack.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise _unreadable(name, error) from error
        packed = name.endswith(".gz")
        stream = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
        yield Source(name, stream, raw.tell)


def lines(source: Source, longest: int) -> Iterator[tuple[int, bytes]]:
    """Give the lines that are not blank, each with its number from 1.

    Of one that has more than `longest` bytes, there is one byte more and no other.

    Raises:
        Misconfigured: the file cannot be read on.
    """
    number = 0
    try:
        while raw := source.stream.readline(longest + 2):
            number += 1
            if len(raw) > longest and not raw.endswith(b"\n"):
                _skip(source.stream)
            text = (raw.removeprefix(BOM) if number == 1 else raw).strip(_SPACE)
            if text:
                yield number, text[: longest + 1]
    except (OSError, EOFError, zlib.error) as error:
        raise Misconfigured(
            f"{source.name} cannot be read beyond line {number}: {error}"
        ) from error


def _skip(stream: IO[bytes]) -> None:
    while (rest := stream.readline(1 << 16)) and not rest.endswith(b"\n"):
        pass


@contextmanager
def written(path: Path) -> Generator[IO[bytes]]:
    """Hold a file open for writing; it has its name only once all went well.

    Raises:
        Misconfigured: it cannot be written.
    """
    is_other = path.exists() and not path.is_file()  # a pipe, say: it is written to as it is
    part = path if is_other else path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        if not is_other:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _unreadable(name: str, error: OSError) -> Misconfigured:
    return Misconfigured(f"{name} cannot be read: {error.strerror}.")
