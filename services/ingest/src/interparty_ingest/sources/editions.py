"""One edition of a register as it lies on the disk: its files read row by row, whole before any use."""

import asyncio
import hashlib
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from interparty_ingest.sources.archives import opened, parts
from interparty_ingest.sources.registers.register import Register
from interparty_ingest.sources.rows import BrokenFile, Reader, Row

BATCH: Final = 500
CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edition:
    """The files of one edition, and what is known of where they came from."""

    files: Sequence[tuple[Path, str]]
    """Each with a name that ends in its form ("visits.csv")."""
    moment: datetime
    """Of when the edition is: it orders the versions of a record."""
    synced: datetime
    """When the register showed it to us."""
    digest: str
    """SHA-256 of the files, one after the other."""
    etag: str | None = None
    last_modified: str | None = None


def digest_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of files, one after the other."""
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
    return found.hexdigest()


async def batches(register: Register, edition: Edition) -> AsyncIterator[list[Row]]:
    """Give the rows of an edition, BATCH at a time, read beside the event loop.

    Raises:
        BrokenFile: a file is not what the register publishes, or shows one record twice.
    """
    rows = _rows(register, edition)
    seen: set[str] = set()
    while batch := await asyncio.to_thread(lambda: list(islice(rows, BATCH))):
        for row in batch:
            if row.key in seen:
                raise BrokenFile(f"the record {row.key} is there twice")
            seen.add(row.key)
        yield batch


def _rows(register: Register, edition: Edition) -> Iterator[Row]:
    for path, name in edition.files:
        for part in parts(path, name, register.members):
            read = reader_of(register, part.name)
            with opened(part) as file:
                yield from _read(read, file, part.name)


def _read(read: Reader, file: BinaryIO, name: str) -> Iterator[Row]:
    try:
        yield from read(file)
    except (BrokenFile, OSError):
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BrokenFile(f"{name}: broken inside the zip: {error}") from None
    except Exception as error:
        raise BrokenFile(f"{name}: not what is known: {error!r}") from error


def is_fragment(register: Register, edition: Edition) -> bool:
    """Return whether an edition's form is one that never holds the whole register.

    Raises:
        BrokenFile: a zip that cannot be opened.
    """
    listed = [one for path, name in edition.files for one in parts(path, name, register.members)]
    return any(_form(one.name) in register.fragments for one in listed)


def reader_of(register: Register, name: str) -> Reader:
    """Return what reads a file of that name.

    Raises:
        BrokenFile: nothing does.
    """
    form = _form(name)
    if form not in register.readers:
        forms = ", ".join(sorted(register.readers))
        raise BrokenFile(f"{name}: no form of {register.id} that is known; its forms are {forms}")
    return register.readers[form]


def _form(name: str) -> str:
    return name.lower().rsplit(".", 1)[-1]
