"""An edition of a register over HTTP: everything that its walks give, in the spool."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx

from interparty_ingest.sources.archives import MOST_BYTES
from interparty_ingest.sources.editions import Edition, digest_of
from interparty_ingest.sources.registers.register import Download, Register, Walk
from interparty_ingest.sources.rows import BrokenFile
from interparty_ingest.sources.walking.asking import TIMEOUT, Asker, moment_of
from interparty_ingest.sources.walking.pages import walk_pages
from interparty_ingest.sources.walking.spool import Spool, State
from interparty_shared.clock import Clock

AGENT: Final = "Interparty/0.1 (keeps copies of public registers)"

Validators = tuple[str | None, str | None]
"""ETag and Last-Modified of the edition that we have."""


async def fetch(
    register: Register,
    spool: Spool,
    clock: Clock,
    *,
    validators: Validators = (None, None),
    contact: str = "",
    told: Callable[[str, float], None] = lambda _why, _pause: None,
) -> Edition | None:
    """Return a register's present edition; None where it says that ours is the present one.

    What was fetched by a run that was killed is not asked for again. The edition's moment is its
    Last-Modified where all of it is one file that has one, else when the walk began.

    Raises:
        Unavailable: the register did not answer; what there is stays in the spool.
        BrokenFile: it answered with what is not its edition; the spool is cleared.
    """
    walks = register.walks
    state = spool.open(repr(walks), now=clock.now())
    agent = f"{AGENT} {contact}".strip()
    headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
    try:
        async with httpx.AsyncClient(
            headers=headers, timeout=TIMEOUT, follow_redirects=True, max_redirects=5
        ) as client:
            asker = Asker(client, register.seconds_between, clock.sleep, clock.now, told=told)
            only = len(walks) == 1
            files = []
            for number, walk in enumerate(walks):
                path = await _walk(
                    asker, walk, number, spool, state, validators if only else (None, None)
                )
                if path is None:
                    spool.clear()
                    return None
                files.append((path, path.name))
    except BrokenFile:
        spool.clear()
        raise
    return _edition(files, state, now=clock.now())


def mirrored(register: Register, mirror: str) -> Register:
    """Return a register that is asked at a mirror, which has the same paths."""
    if register.walk is None:
        return register

    def there(walk: Walk) -> Walk:
        at = httpx.URL(mirror)
        url = httpx.URL(walk.url).copy_with(scheme=at.scheme, host=at.host, port=at.port)
        return replace(walk, url=str(url))

    further = tuple(there(walk) for walk in register.further)
    return replace(register, walk=there(register.walk), further=further)


async def _walk(
    asker: Asker,
    walk: Walk,
    number: int,
    spool: Spool,
    state: State,
    validators: Validators,
) -> Path | None:
    if not isinstance(walk, Download):
        return await walk_pages(asker, walk, number, spool, state)
    name = f"walk{number}.{walk.form}"
    path = spool.path / name
    if name in state.done:
        return path
    asked = dict(zip(("If-None-Match", "If-Modified-Since"), validators, strict=True))
    conditions = {header: value for header, value in asked.items() if value}
    beside = path.with_suffix(".part")
    with beside.open("wb+") as file:
        answer = await asker.get(walk.url, file, most=MOST_BYTES, headers=conditions)
    if answer.status == httpx.codes.NOT_MODIFIED:
        if not conditions:
            raise BrokenFile(f"{walk.url}: answered 304 to a question without condition")
        return None
    beside.replace(path)
    state.done.append(name)
    for header in ("etag", "last-modified"):
        if value := answer.headers.get(header):
            state.facts[f"{number}.{header}"] = value
    spool.save(state)
    return path


def _edition(files: list[tuple[Path, str]], state: State, *, now: datetime) -> Edition:
    one = len(files) == 1
    etag = state.facts.get("0.etag") if one else None
    last_modified = state.facts.get("0.last-modified") if one else None
    moment = moment_of(last_modified)
    return Edition(
        files=files,
        moment=min(moment, state.began) if moment else state.began,
        synced=min(state.began, now),
        digest=digest_of([path for path, _ in files]),
        etag=etag,
        last_modified=last_modified,
    )
