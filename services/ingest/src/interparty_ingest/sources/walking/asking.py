"""One request to a register, made politely and again until it was answered whole."""

import asyncio
import random
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Final

import httpx

from interparty_ingest.sources.rows import BrokenFile
from interparty_shared.errors import Unavailable

TIMEOUT: Final = httpx.Timeout(60, connect=15)
ATTEMPTS: Final = 6
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 120.0
LONGEST_RETRY_AFTER: Final = 900.0
"""A register that asks for more is not waited for: the next run comes by itself."""
AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_HTML: Final = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status and headers; the body went into the file."""

    status: int
    headers: httpx.Headers


@dataclass(slots=True)
class Asker:
    """Asks one register: with a pause between requests, and again after faults that pass."""

    client: httpx.AsyncClient
    between: float
    """Seconds from the end of one request to the beginning of the next."""
    sleep: Callable[[float], Awaitable[None]]
    now: Callable[[], datetime]
    chance: Callable[[], float] = random.random
    told: Callable[[str, float], None] = lambda _why, _pause: None
    _asked: bool = False

    async def get(
        self, url: str, into: BinaryIO, *, most: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Write what a URL answers into a file, from its beginning; the answer is 200 or 304.

        Raises:
            Unavailable: it could not be had: no connection, no answer but faults, refused.
            BrokenFile: an HTML page although asked again, a body cut off or longer than `most`.
        """
        fault: Exception = Unavailable(f"{url} was never asked")
        for attempt in range(ATTEMPTS):
            if self._asked:
                await self.sleep(self.between)
            self._asked = True
            into.seek(0)
            into.truncate()
            try:
                answer = await self._once(url, into, most, headers or {})
            except httpx.TransportError as error:
                fault = Unavailable(f"{url}: {str(error) or type(error).__name__}")
            except _Again as again:
                fault = again.fault
                if again.wait > LONGEST_RETRY_AFTER:
                    raise fault from None
                if attempt + 1 < ATTEMPTS and again.wait:
                    await self._pause(str(fault), again.wait + self.chance())
                    continue
            else:
                return answer
            if attempt + 1 < ATTEMPTS:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**attempt)
                await self._pause(str(fault), pause * (0.5 + self.chance() / 2))
        raise fault

    async def _pause(self, why: str, seconds: float) -> None:
        self.told(why, seconds)
        await self.sleep(seconds)

    async def _once(
        self, url: str, into: BinaryIO, most: int, headers: Mapping[str, str]
    ) -> Answer:
        async with self.client.stream("GET", url, headers=dict(headers)) as answer:
            if answer.status_code in AGAIN:
                wait = _seconds(answer.headers.get("Retry-After"), self.now())
                raise _Again(Unavailable(f"{url}: answered {answer.status_code}"), wait)
            if answer.status_code not in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
                raise Unavailable(f"{url}: answered {answer.status_code}")
            start = await _written(answer, into, most)
            if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
                raise _Again(BrokenFile(f"{url}: an HTML page in place of data"), 0)
            return Answer(answer.status_code, answer.headers)


class _Again(Exception):
    """A fault that may pass."""

    def __init__(self, fault: Exception, wait: float) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait = wait


async def _written(answer: httpx.Response, into: BinaryIO, most: int) -> bytes:
    """Write a body as it comes; return how it begins.

    We ask for it unpacked. One that comes packed all the same is unpacked here, because the client
    would take a gzip stream that was cut off for a whole one.
    """
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip"}:
        raise BrokenFile(f"{answer.url}: packed as {encoding}, which was not asked for")
    engine = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    start, made = b"", 0
    try:
        async for raw in answer.aiter_raw():
            chunk = engine.decompress(raw, most - made + 1) if engine else raw
            made += len(chunk)
            if made > most or (engine and engine.unconsumed_tail):
                raise BrokenFile(f"{answer.url}: more than {most} bytes")
            if len(start) < _START:
                start += chunk[:_START]
            await asyncio.to_thread(into.write, chunk)
    except zlib.error as error:
        raise _Again(BrokenFile(f"{answer.url}: not gzip: {error}"), 0) from None
    if engine and not engine.eof and made:
        raise _Again(BrokenFile(f"{answer.url}: the gzip stream was cut off"), 0)
    return start


_START: Final = 512


def _seconds(retry_after: str | None, now: datetime) -> float:
    """Return how long a register asks to wait (RFC 9110, 10.2.3): seconds, or until a date."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def moment_of(last_modified: str | None) -> datetime | None:
    """Return the moment that a Last-Modified says; None where it says none."""
    if not last_modified:
        return None
    try:
        moment = parsedate_to_datetime(last_modified)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
