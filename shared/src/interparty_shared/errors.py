"""The errors that cross a module boundary.

InterpartyError
├── Invalid             can never work: say why, keep it, go on            (422)
│   └── Absurd          well-formed, but no such thing can be              (422)
├── NotFound            nothing under that name                            (404)
├── Unavailable         cannot work now: nothing was done, try again       (503)
│   └── LogUnavailable  the log did not take it                            (503)
├── Fenced              another worker owns the partition: drop the batch  (never shown)
└── Misconfigured       the deployment contradicts itself: refuse to start (never shown)
"""

from typing import ClassVar


class InterpartyError(Exception):
    """Base of all errors that are raised on purpose."""

    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False


class Invalid(InterpartyError):
    """What was given can never be accepted; `pointer` is a JSON Pointer (RFC 6901) to it."""

    status = 422

    def __init__(self, detail: str, *, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class Absurd(Invalid):
    """Well-formed, but describes nothing that can be (a visit that ends before it begins)."""


class NotFound(InterpartyError):
    """Nothing is kept under that name."""

    status = 404


class Unavailable(InterpartyError):
    """A part that is needed does not answer; nothing was done and trying again makes sense."""

    status = 503
    retryable = True


class LogUnavailable(Unavailable):
    """The log did not confirm that it has the messages."""


class Fenced(InterpartyError):
    """Another worker took over the partition (or a replay was asked for) since the batch was read."""


class Misconfigured(InterpartyError):
    """The deployment contradicts itself; the message is a sentence for the operator."""
