"""Posting NDJSON in chunks until every line was answered for.

`(source, id)` identifies an event, so a chunk may be posted again whenever its answer was lost.
"""

import asyncio
import gzip
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from interparty_embedded.calling import Refused, json_of, unreachable
from interparty_shared.errors import Unavailable

CHUNK_BYTES: Final = 4 * 1024 * 1024
GZIP_FROM: Final = 2 * 1024
MOST_GZIP: Final = 100
"""What packs better than this is sent unpacked: the other side suspects a bomb."""
LONGEST_PAUSE: Final = 30.0
SHOWN: Final = 20
AGAIN: Final = frozenset({429, 502, 503, 504})
BOM: Final = b"\xef\xbb\xbf"

Line = tuple[int, bytes]
"""A line of the file: its number, from 1, and its text."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not accepted, and why."""

    line: int
    pointer: str
    reason: str
    step: str
    source: str | None = None
    id: str | None = None


@dataclass(slots=True)
class Sent:
    """What became of the lines so far."""

    accepted: int = 0
    rejected: int = 0
    last_line: int = 0
    bytes: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    """The first ones."""

    def refuse(self, refusal: Refusal) -> None:
        """Count a refusal, and keep it if it is one of the first."""
        self.rejected += 1
        if len(self.refusals) < SHOWN:
            self.refusals.append(refusal)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try a chunk again, and how to wait."""

    seconds: float = 300.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    told: Callable[[str, float], None] = lambda _why, _pause: None
    """Called with the reason and the pause before each wait."""

    def pause(self, attempt: int, retry_after: str | None) -> float:
        """Return how long to wait: what the other side asked for, else longer each time."""
        if retry_after and retry_after.isdecimal():
            return float(retry_after) + self.chance()
        return min(LONGEST_PAUSE, 0.5 * 2.0**attempt) * (0.5 + self.chance() / 2)


def chunks(lines: Iterable[bytes], batch: int) -> Iterator[list[Line]]:
    """Cut lines into chunks of at most `batch` lines and CHUNK_BYTES; blank lines are left out."""
    chunk: list[Line] = []
    size = 0
    for number, raw in enumerate(lines, start=1):
        text = (raw.removeprefix(BOM) if number == 1 else raw).strip()
        if not text:
            continue
        if chunk and (len(chunk) >= batch or size + len(text) >= CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append((number, text))
        size += len(text) + 1
    if chunk:
        yield chunk


async def send(
    client: httpx.AsyncClient,
    lines: Iterable[bytes],
    sent: Sent,
    *,
    lane: str = "live",
    batch: int = 500,
    patience: Patience | None = None,
    progress: Callable[[Sent], None] = lambda _sent: None,
) -> None:
    """Post lines; `sent` tells what became of them, `progress` is called after each chunk.

    Raises:
        Refused: nothing can be posted there in this way: a wrong key, no such scope.
        Unavailable: it did not answer for longer than our patience; what was accepted is safe, and
            posting the same file again goes on from there.
    """
    for chunk in chunks(lines, batch):
        refusals = await post(client, chunk, lane, patience or Patience())
        sent.accepted += len(chunk) - len(refusals)
        for one in refusals:
            sent.refuse(one)
        sent.last_line = chunk[-1][0]
        sent.bytes += sum(len(text) + 1 for _, text in chunk)
        progress(sent)


async def post(
    client: httpx.AsyncClient, chunk: Sequence[Line], lane: str, patience: Patience
) -> list[Refusal]:
    """Post one chunk; return the lines that were refused. All others were accepted.

    Raises:
        Refused, Unavailable: as of `send`.
    """
    try:
        report = await _post(client, chunk, lane, patience)
    except Refused as error:
        if error.code != httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            raise
        if len(chunk) == 1:
            return [Refusal(chunk[0][0], "", str(error), "parse")]
        # Too much at once, in bytes or for the key's quota: half of it may do.
        middle = len(chunk) // 2
        first = await post(client, chunk[:middle], lane, patience)
        return first + await post(client, chunk[middle:], lane, patience)
    return [
        _refusal(chunk[item["index"]][0], item)
        for item in report["items"]
        if item["status"] != "accepted"
    ]


async def _post(
    client: httpx.AsyncClient, chunk: Sequence[Line], lane: str, patience: Patience
) -> Any:
    headers, body = _packed(b"\n".join(text for _, text in chunk))
    waited, attempt = 0.0, 0
    while True:
        retry_after: str | None = None
        try:
            answer = await client.post(
                "/v1/events", params={"lane": lane}, content=body, headers=headers
            )
            if answer.is_success:
                return json_of(answer)
            refused = Refused(answer)
            if answer.status_code not in AGAIN:
                raise refused
            why, retry_after = str(refused), answer.headers.get("Retry-After")
        except httpx.TransportError as error:
            why = unreachable(str(client.base_url), error)
        pause = patience.pause(attempt, retry_after)
        if waited + pause > patience.seconds:
            raise Unavailable(f"Given up after {waited:.0f} s: {why}")
        patience.told(why, pause)
        await patience.sleep(pause)
        waited += pause
        attempt += 1


def _packed(body: bytes) -> tuple[dict[str, str], bytes]:
    headers = {"Content-Type": "application/x-ndjson"}
    if len(body) >= GZIP_FROM:
        packed = gzip.compress(body, compresslevel=5)
        if len(packed) * MOST_GZIP > len(body):
            return headers | {"Content-Encoding": "gzip"}, packed
    return headers, body


def _refusal(line: int, item: dict[str, Any]) -> Refusal:
    problem = item.get("problem") or {}
    errors = problem.get("errors") or [{}]
    first: dict[str, str] = errors[0]
    return Refusal(
        line,
        first.get("pointer", ""),
        first.get("detail") or problem.get("detail") or "refused",
        item.get("step", ""),
        item.get("source"),
        item.get("id"),
    )
