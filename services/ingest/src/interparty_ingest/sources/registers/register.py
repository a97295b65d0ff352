"""What is to be known of a register to keep a copy of it: where it is, how it is read, what it keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from interparty_ingest.sources.rows import Covered, Reader


@dataclass(frozen=True, slots=True)
class Download:
    """One file that holds the whole register; asked for only if it changed (ETag, Last-Modified)."""

    url: str
    form: str


@dataclass(frozen=True, slots=True)
class Pages:
    """A list in pages: `skip` counts records (`by="records"`) or pages, until `total` are there.

    `items` and `total` are names of members of each page's JSON object.
    """

    url: str
    form: str
    take: str
    skip: str
    size: int
    items: str
    total: str
    by: Literal["records", "pages"] = "records"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A list in pages, each of which names the next (`next`, null or absent at the end)."""

    url: str
    form: str
    parameter: str
    items: str
    next: str
    total: str | None = None


Walk = Download | Pages | Cursor
"""How the register is asked. Pages are put together as one JSON array before they are read."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register as a source.

    `whole`: an edition shows everything that the register keeps, so that what is gone from the next
    was taken out; `keeps` is for how long an entry stays, from its filing: what goes after that has
    expired and was not withdrawn. `covered` says of an edition of a day which filings are in it;
    None: it can testify to no absence. Without a `walk` there is nothing to fetch: files are
    downloaded by hand, and imported.
    `least` is the share of the records of the edition before that a new one must still have, below
    which it is taken for half a file. `stands`: a record answers for what comes after its filing, so
    that one which cannot be read leaves every day from its own on in doubt. `ends`: it shows who is
    registered now, and a record stands as long as it is shown: one that is gone was true until then,
    and nothing was taken out. `follows_filer`: the entries
    of somebody who leaves go with him or her, at whatever age, so that nothing is known complete of
    the time before our first edition. `members` says which files of a zip are read (as of `fnmatch`).
    """

    id: str
    source: str
    title: str
    licence: str
    readers: Mapping[str, Reader]
    walk: Walk | None
    whole: bool
    keeps: timedelta | None
    covered: Callable[[date], Covered | None]
    every: timedelta
    seconds_between: float
    """Seconds between two requests: the register's own limit, or what is polite."""
    least: float = 0.8
    further: tuple[Walk, ...] = ()
    """Asked after `walk`, in the same form; all that they give is one edition."""
    stands: bool = False
    ends: bool = False
    follows_filer: bool = False
    members: str = "*"
    fragments: frozenset[str] = frozenset()
    """Forms of which a file never holds the whole register: by them nothing is gone, nothing covered."""

    @property
    def walks(self) -> tuple[Walk, ...]:
        """All that is asked for one edition; empty: it can only be imported."""
        return (self.walk, *self.further) if self.walk is not None else ()
