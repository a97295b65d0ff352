"""What a log can never take, said alike by both adapters."""

from functools import lru_cache
from typing import Final

from interparty_shared.bus.base import Headers, Message

MAX_MESSAGE_BYTES: Final = 1024 * 1024  # Kafka's own default
_OVERHEAD: Final = 96
_HEADER_OVERHEAD: Final = 10


def too_large(message: Message, limit: int) -> str | None:
    """Return why a message is too large for a log that takes so many bytes, or None."""
    size = _OVERHEAD + len(message.key) + len(message.value) + _headers_size(message.headers)
    if size <= limit:
        return None
    return f"{size} bytes are more than the {limit} that the log takes"


def no_topic(name: str) -> str:
    """Return the words for a topic that is not there."""
    return f"the log has no topic {name!r}"


@lru_cache(maxsize=64)  # what comes in one request has the same
def _headers_size(headers: Headers) -> int:
    # 4: the most bytes that UTF-8 makes of one character
    return sum(_HEADER_OVERHEAD + 4 * len(name) + len(value) for name, value in headers)
