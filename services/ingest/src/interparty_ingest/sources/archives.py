"""What a file holds: itself, or the files of a zip, streamed and never unpacked beyond reason."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple, cast

from interparty_ingest.sources.rows import BrokenFile

MOST_BYTES: Final = 2 * 1024**3
"""Of one file, unpacked: the largest register that we know has a tenth of it."""
MOST_RATIO: Final = 200
"""Tables shrink to a tenth, repeated ones to a fiftieth; a bomb goes on to a thousandth."""
RATIO_FROM: Final = 16 * 1024 * 1024
MOST_MEMBERS: Final = 1000
MAGIC: Final = b"PK\x03\x04"
EMPTY_MAGIC: Final = b"PK\x05\x06"


class Part(NamedTuple):
    """One file to read: its name, which says its form, and where it is."""

    name: str
    path: Path
    member: str | None


def parts(path: Path, name: str, members: str) -> list[Part]:
    """Return the files in a file: those of a zip whose names match, or itself.

    Raises:
        BrokenFile: a zip that was cut off, is a bomb, or holds nothing of the kind.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == EMPTY_MAGIC:
        raise BrokenFile("an empty zip")
    if start != MAGIC:
        return [Part(name, path, None)]
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BrokenFile(f"not a zip, or cut off: {error}") from None
    if len(infos) > MOST_MEMBERS:
        raise BrokenFile(f"a zip of {len(infos)} files")
    wanted = [one for one in infos if fnmatch(one.filename.rsplit("/", 1)[-1], members)]
    if not wanted:
        raise BrokenFile(f"no file in the zip is called {members}")
    for one in wanted:
        _check(one)
    return [Part(one.filename, path, one.filename) for one in sorted(wanted, key=_name)]


@contextmanager
def opened(part: Part) -> Iterator[BinaryIO]:
    """Hold a part open for reading.

    Raises:
        BrokenFile: while it is read: cut off, broken inside, or longer than the zip says.
    """
    try:
        if part.member is None:
            with part.path.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(part.path) as archive, archive.open(part.member) as inside:
            yield cast(BinaryIO, _Bounded(inside))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BrokenFile(f"{part.name}: broken inside the zip: {error}") from None


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename


def _check(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 1:
        raise BrokenFile(f"{info.filename} is encrypted")
    _bounds(info.filename, info.file_size, info.compress_size)


def _bounds(name: str, made: int, read: int) -> None:
    if made > MOST_BYTES:
        raise BrokenFile(f"{name} unpacks to more than {MOST_BYTES} bytes")
    if made > RATIO_FROM and made > MOST_RATIO * max(read, 1):
        raise BrokenFile(f"{name} unpacks to more than {MOST_RATIO} times its size")


class _Bounded:
    """A member of a zip whose header may lie about its size."""

    def __init__(self, inside: IO[bytes]) -> None:
        self._inside = inside
        self._made = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._inside.read(size)
        self._made += len(chunk)
        if self._made > MOST_BYTES:
            raise BrokenFile(f"unpacks to more than {MOST_BYTES} bytes")
        return chunk
