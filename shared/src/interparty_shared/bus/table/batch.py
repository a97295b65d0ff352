"""How the records of one commit lie in one row: first all lengths, then all bytes.

Rows are batches because a row is what SQLite steps over, and each step gives up the interpreter's
lock: with a row per record, reading a few hundred beside a busy event loop took seconds.
"""

import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import orjson

from interparty_shared.bus.base import Headers, Message, Record, TopicPartition

BATCH_BYTES: Final = 256 * 1024
_COUNT: Final = struct.Struct("<I")


def split(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Cut messages into runs of about `BATCH_BYTES`, none of them empty."""
    begin = size = 0
    for index, message in enumerate(messages):
        size += len(message.value)
        if size >= BATCH_BYTES:
            yield messages[begin : index + 1]
            begin, size = index + 1, 0
    if begin < len(messages):
        yield messages[begin:]


def encode(messages: Sequence[Message]) -> bytes:
    """Return messages as the bytes of one row."""
    lengths: list[int] = []
    parts: list[bytes] = []
    for message in messages:
        headers = _encode_headers(message.headers)
        lengths += (len(message.key), len(headers), len(message.value))
        parts += (message.key, headers, message.value)
    packed = struct.pack(f"<{len(lengths)}I", *lengths)
    return b"".join((_COUNT.pack(len(messages)), packed, *parts))


def decode(
    row: bytes, place: TopicPartition, first: int, appended: datetime, *, start: int
) -> Iterator[Record]:
    """Return the records of a row whose first offset is `first`, from offset `start` on."""
    (count,) = _COUNT.unpack_from(row)
    lengths = struct.unpack_from(f"<{3 * count}I", row, _COUNT.size)
    skipped = 3 * max(start - first, 0)
    at = _COUNT.size + 4 * len(lengths) + sum(lengths[:skipped])
    for index in range(skipped, len(lengths), 3):
        key_end = at + lengths[index]
        headers_end = key_end + lengths[index + 1]
        value_end = headers_end + lengths[index + 2]
        yield Record(
            topic=place.topic,
            partition=place.partition,
            offset=first + index // 3,
            key=row[at:key_end],
            value=row[headers_end:value_end],
            headers=_decode_headers(row[key_end:headers_end]),
            appended=appended,
        )
        at = value_end


def _encode_headers(headers: Headers) -> bytes:
    # Latin-1 gives every byte a character and back, so any header survives as JSON.
    if not headers:
        return b""
    return orjson.dumps([(name, value.decode("latin-1")) for name, value in headers])


def _decode_headers(packed: bytes) -> Headers:
    if not packed:
        return ()
    return tuple((name, value.encode("latin-1")) for name, value in orjson.loads(packed))
