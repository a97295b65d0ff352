"""A request's body before anything in it is an event: which form it has, and gzip undone safely."""

import re
import zlib
from collections.abc import Iterable
from typing import Final, Literal
from urllib.parse import unquote_to_bytes

from interparty_shared.web.problems import Problem

Form = Literal["structured", "binary", "batch", "ndjson"]
Encoding = Literal["gzip", "identity"]

STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
NDJSON: Final = "application/x-ndjson"
BINARY: Final = "application/json"
ACCEPTED: Final = f"{STRUCTURED}, {BATCH}, {NDJSON}, {BINARY}"

_FORMS: Final[dict[str, Form]] = {
    STRUCTURED: "structured",
    BATCH: "batch",
    NDJSON: "ndjson",
    BINARY: "binary",
}
_UTF8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')

MAX_RATIO: Final = 200
"""Events as JSON shrink to a tenth by gzip, copies of one event to a hundredth; a bomb goes on to
a thousandth."""

RATIO_FROM: Final = 256 * 1024
"""What is smaller than this when unpacked does no harm, whatever its ratio."""


def form_of(content_type: str) -> Form:
    """Return which form of the contract a body has.

    Raises:
        Problem: (unsupported-media-type) none of them.
    """
    if content_type in _FORMS:
        return _FORMS[content_type]
    name, *parameters = [part.strip() for part in content_type.lower().split(";")]
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset" and value.strip('" ') not in _UTF8:
            raise _unsupported(f"charset {value} is not supported; send UTF-8")
    form = _FORMS.get(name)
    if form is None:
        raise _unsupported(f"Content-Type {name or 'is missing'}; send one of {ACCEPTED}")
    return form


def attributes_of(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the CloudEvents attributes in the `ce-` headers (HTTP binding 1.0.2, 3.1.3).

    Raises:
        ValueError: one is no UTF-8 once percent-decoded, or is there twice.
    """
    found: dict[str, str] = {}
    for header, value in headers:
        if not header.startswith(b"ce-"):
            continue
        name = header[3:].decode("ascii", "replace")
        if name in found:
            raise ValueError(f"the header ce-{name[:60]} is there twice")
        try:
            found[name] = _attribute(value)
        except UnicodeDecodeError:
            raise ValueError(f"the header ce-{name[:60]} is not percent-encoded UTF-8") from None
    return found


def _attribute(value: bytes) -> str:
    text = value.decode("utf-8").strip()
    if quoted := _QUOTED.fullmatch(text):
        text = re.sub(r"\\(.)", r"\1", quoted[1])
    return unquote_to_bytes(text).decode("utf-8")


class Inflater:
    """Undoes gzip as the body arrives, and stops where it grows beyond all reason."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._read = 0
        self._made = 0
        self._engine = zlib.decompressobj(wbits=31)
        self._inside = False
        """Whether a member has begun that has not ended."""

    def feed(self, chunk: bytes) -> bytes:
        """Return what the next bytes unpack to.

        Raises:
            Problem: (too-large) it unpacks to too much.
            ValueError: it is not gzip.
        """
        self._read += len(chunk)
        made = bytearray()
        while chunk:
            self._inside = True
            room = self._limit - self._made - len(made) + 1
            try:
                made += self._engine.decompress(chunk, room)
            except zlib.error as error:
                raise ValueError(f"not gzip: {error}") from None
            self._check(self._made + len(made))
            chunk = self._engine.unconsumed_tail
            if self._engine.eof:  # another member may follow (RFC 1952, 2.2)
                chunk = self._engine.unused_data
                self._engine = zlib.decompressobj(wbits=31)
                self._inside = False
        self._made += len(made)
        return bytes(made)

    def close(self) -> None:
        """Return if the body ended where it should.

        Raises:
            ValueError: it was cut off.
        """
        if self._inside or self._read == 0:
            raise ValueError("the gzip stream was cut off")

    def _check(self, made: int) -> None:
        if made > self._limit:
            raise Problem(
                "too-large",
                f"a body may have {self._limit} bytes when unpacked; send it in several requests",
                limit=self._limit,
            )
        if made > RATIO_FROM and made > MAX_RATIO * self._read:
            raise Problem("too-large", f"a body may unpack to {MAX_RATIO} times its size, not more")


def encoding_of(content_encoding: str) -> Encoding:
    """Return how a body is packed.

    Raises:
        Problem: (unsupported-media-type) neither gzip nor not at all.
    """
    name = content_encoding.strip().lower()
    if name in {"gzip", "x-gzip"}:
        return "gzip"
    if name in {"", "identity"}:
        return "identity"
    raise Problem(
        "unsupported-media-type",
        f"Content-Encoding {name} is not supported; send gzip or none",
        headers={"Accept-Encoding": "gzip"},
    )


def _unsupported(detail: str) -> Problem:
    return Problem("unsupported-media-type", detail, headers={"Accept-Post": ACCEPTED})
