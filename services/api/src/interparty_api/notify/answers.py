"""What came of an attempt at a webhook, in a sentence for whoever reads the list of attempts.

No sentence names the target, and none repeats more than 200 printable characters of an answer.
"""

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import httpcore

from interparty_api.notify.base import Outcome
from interparty_api.notify.connections import Answer
from interparty_api.notify.pinned import TooLong, Unresolved
from interparty_api.notify.ssrf import Refused, Target

LONGEST_QUOTE: Final = 200
LONGEST_WAIT_S: Final = 24 * 3600.0
"""Whoever asks to be left alone for longer is asked again the next day."""

_NO_TLS: Final = "TLS could not be agreed with the receiver."
_CERTIFICATE: Final = {
    9: "is not valid yet",
    10: "has expired",
    18: "is signed by itself",
    19: "is signed by an authority that is not known",
    20: "is signed by an authority that is not known",
    21: "is signed by an authority that is not known",
    62: "is for another host",
    64: "is for another address",
}
"""By OpenSSL's number (X509_V_ERR_…): its own words may name the target."""


def of_answer(answer: Answer, target: Target, now: datetime) -> Outcome:
    """Return what an answer means: 2xx delivered, 410 gone, anything else is tried again.

    `Retry-After` (RFC 9110, 10.2.3) is heard with every answer that is no success, up to a day.
    """
    status = answer.status
    if 200 <= status < 300:
        return Outcome("delivered", f"The receiver took it: {_named(status)}.", status)
    said = f"The receiver answered {_named(status)}"
    if status == HTTPStatus.GONE:
        return Outcome("gone", f"{said}: it wants no more webhooks.", status)
    wait = retry_after_s(answer.headers.get("retry-after", ""), now)
    if 300 <= status < 400:
        detail = f"The receiver answered with a redirect, which is not followed: {_named(status)}."
        return Outcome("retry", detail, status, wait)
    quote = _quote(answer, target)
    detail = f"{said}, and wrote: “{quote}”." if quote else f"{said}."
    return Outcome("retry", detail, status, wait)


def of_failure(error: Exception, answer_s: float) -> Outcome | None:
    """Return what a failure to get an answer means; None: it is a defect of ours."""
    if isinstance(error, Refused):
        return Outcome("refused", error.detail)
    words = _words(error, answer_s)
    return Outcome("retry", words) if words else None


def retry_after_s(text: str, now: datetime) -> float | None:
    """Return how many seconds `Retry-After` asks for, 0 to a day; None where it is unreadable."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WAIT_S)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _quote(answer: Answer, target: Target) -> str:
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        return ""
    text = answer.beginning[: 4 * LONGEST_QUOTE].decode(errors="replace")
    if str(target.host) in text.lower() or (len(target.path) > 1 and target.path in text):
        return ""
    shown = "".join(one if one.isprintable() and one != "�" else " " for one in text)
    return " ".join(shown.split())[:LONGEST_QUOTE].strip()


def _words(error: Exception, answer_s: float) -> str | None:
    match error:
        case Unresolved():
            return f"The name of the host {error}."
        case TooLong():
            return "The receiver's answer has no end to its headers."
        case httpcore.ConnectTimeout():
            return "The receiver did not accept a connection in time."
        case httpcore.ConnectError():
            return _not_connected(error)
        case TimeoutError() | httpcore.TimeoutException():
            return f"The receiver gave no answer within {answer_s:g} seconds."
        case httpcore.RemoteProtocolError() if "disconnected" in str(error):
            return "The receiver closed the connection before it answered."
        case httpcore.RemoteProtocolError():
            return "The receiver's answer is not HTTP/1.1."
        case ssl.SSLError():  # TLS 1.3: a receiver may refuse what it was shown after the handshake
            return _NO_TLS
        case httpcore.NetworkError() | httpcore.ConnectionNotAvailable() | OSError():
            return "The connection broke before the receiver answered."
        case _:
            return None


def _not_connected(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = _CERTIFICATE.get(cause.verify_code, "could not be verified")
            return f"The receiver's TLS certificate {why}."
        if isinstance(cause, ssl.SSLError):
            return _NO_TLS
        if isinstance(cause, ConnectionRefusedError):
            return "The receiver refused the connection."
    return "No connection to the receiver could be made."


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        if isinstance(error, BaseExceptionGroup):
            found += error.exceptions
        error = error.__cause__ or error.__context__
    return found
