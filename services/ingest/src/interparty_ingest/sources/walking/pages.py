"""Lists in pages, walked to their end and put together; one that moves meanwhile is walked again."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from interparty_ingest.sources.registers.register import Cursor, Pages
from interparty_ingest.sources.rows import BrokenFile
from interparty_ingest.sources.walking.asking import Asker
from interparty_ingest.sources.walking.spool import Spool, State

MOST_PAGE_BYTES: Final = 64 * 1024 * 1024
MOST_PAGES: Final = 20_000
MOST_WALKS: Final = 3
_PAGE: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Moved(Exception):
    """The list changed while it was walked."""


class Page:
    """One page of a list, as the register gave it."""

    def __init__(self, raw: bytes, walk: Pages | Cursor) -> None:
        try:
            members = _PAGE.decode(raw)
            self.items = _ITEMS.decode(members[walk.items])
            self.total = _read(members, walk.total, int) if walk.total else None
            self.next = _read(members, walk.next, str) if isinstance(walk, Cursor) else None
        except KeyError as error:
            raise BrokenFile(f"a page without {error}") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BrokenFile(f"a page that is not the JSON that is known: {error}") from None


async def walk_pages(
    asker: Asker, walk: Pages | Cursor, number: int, spool: Spool, state: State
) -> Path:
    """Return the file in which all items of a list stand as one JSON array.

    Raises:
        Unavailable: the register did not answer; what there is stays in the spool.
        BrokenFile: pages that are not what is known, or a list that moved each time it was walked.
    """
    why = ""
    for _ in range(MOST_WALKS):
        try:
            names = [name async for name in _walked(asker, walk, number, spool, state)]
            return _together([spool.path / name for name in names], walk, spool.path, number)
        except Moved as moved:
            why = str(moved)
            _forget(number, spool, state)
    raise BrokenFile(f"the list moved {MOST_WALKS} times while it was walked: {why}")


async def _walked(
    asker: Asker, walk: Pages | Cursor, number: int, spool: Spool, state: State
) -> AsyncIterator[str]:
    count, total, cursor = 0, None, ""
    for at in range(MOST_PAGES):
        name = f"walk{number}-page{at:05}.json"
        path = spool.path / name
        if name not in state.done:
            await _fetched(asker, _address(walk, at, count, cursor), path)
            state.done.append(name)
            spool.save(state)
        try:
            page = Page(path.read_bytes(), walk)
        except BrokenFile:
            state.done.remove(name)  # asked again by the next run
            spool.save(state)
            raise
        if at and page.total != total:
            raise Moved(f"it had {total} records, then {page.total}")
        total, count = page.total, count + len(page.items)
        yield name
        if isinstance(walk, Cursor):
            if not page.next:
                break
            if page.next == cursor:
                raise BrokenFile("a page that names itself as the next")
            cursor = page.next
        elif not page.items or count >= (total or 0):
            break
    else:
        raise BrokenFile(f"more than {MOST_PAGES} pages")
    if total is not None and count != total:
        raise Moved(f"it says {total} records and gave {count}")


async def _fetched(asker: Asker, url: str, path: Path) -> None:
    beside = path.with_suffix(".part")
    with beside.open("wb+") as file:
        answer = await asker.get(url, file, most=MOST_PAGE_BYTES)
    if answer.status != httpx.codes.OK:
        raise BrokenFile(f"{url}: answered {answer.status} to a question without condition")
    beside.replace(path)


def _address(walk: Pages | Cursor, at: int, count: int, cursor: str) -> str:
    url = httpx.URL(walk.url)
    if isinstance(walk, Cursor):
        return str(url.copy_merge_params({walk.parameter: cursor}) if cursor else url)
    skip = count if walk.by == "records" else at
    return str(url.copy_merge_params({walk.take: str(walk.size), walk.skip: str(skip)}))


def _together(paths: Sequence[Path], walk: Pages | Cursor, folder: Path, number: int) -> Path:
    whole = folder / f"walk{number}.{walk.form}"
    seen: set[bytes] = set()
    with whole.with_suffix(".part").open("wb") as file:
        file.write(b"[")
        for path in paths:
            for item in Page(path.read_bytes(), walk).items:
                raw = bytes(item)
                if raw in seen:
                    raise Moved("it gave the same record twice")
                file.write(b",\n" if seen else b"")
                seen.add(raw)
                file.write(raw)
        file.write(b"]\n")
    whole.with_suffix(".part").replace(whole)
    return whole


def _forget(number: int, spool: Spool, state: State) -> None:
    for name in [one for one in state.done if one.startswith(f"walk{number}-")]:
        (spool.path / name).unlink(missing_ok=True)
        state.done.remove(name)
    spool.save(state)


def _read(members: dict[str, msgspec.Raw], name: str, kind: type) -> Any:
    # A cursor's last page may leave the name out.
    raw = members.get(name)
    if raw is None and kind is int:
        raise KeyError(name)
    return None if raw is None else msgspec.json.decode(raw, type=kind | None)
