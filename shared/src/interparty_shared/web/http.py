"""HTTP/1.1 as it is read from sockets: by httptools, whose parser is written in C.

uvicorn's other one, h11, is Python throughout; reading a request and writing its answer with it
cost as much as all that is done for one event.
"""

from typing import Final

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ABORT: Final = "interparty.abort"
"""Extension of the ASGI scope: `abort()` ends the connection without waiting for who does not read."""
MAX_HEAD_BYTES: Final = 64 * 1024
"""How long a request's line and headers may be together; as long as h11 lets them be."""


class Http(HttpToolsProtocol):
    """uvicorn's protocol, with an end to heads and trailers: it would keep all that comes."""

    _came_on = False
    _kept_bytes = 0

    @override
    def data_received(self, data: bytes) -> None:
        """Read what has arrived."""
        self._came_on = False
        super().data_received(data)
        self._kept_bytes = 0 if self._came_on else self._kept_bytes + len(data)
        if self._kept_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    @override
    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._came_on = True
        self.scope["extensions"] = {ABORT: {"abort": self.transport.abort}}
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._came_on = True
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        """End a request."""
        self._came_on = True
        super().on_message_complete()
