"""Sends mail through a server of SMTP (RFC 5321), one connection for a message.

`smtp://[user:password@]host:port` is encrypted where the server offers it (STARTTLS, RFC 3207),
`smtps://` from the start. A password is sent over an encrypted connection to a server whose certificate
is valid, or to one on this machine: what strips the offer of encryption off a connection must not be
given it.
"""

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPDataError as DataRefused
from aiosmtplib.errors import (
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from interparty_api.i18n import LANGUAGES, translator
from interparty_api.notify.base import Outcome, Outgoing
from interparty_api.notify.bounces import envelope_sender
from interparty_api.notify.compose import compose, recipient
from interparty_api.notify.headers import mailbox, sender
from interparty_shared.clock import Clock
from interparty_shared.errors import Invalid, Misconfigured
from interparty_shared.settings import Settings

LIMIT_S: Final = 30.0
FAREWELL_S: Final = 2.0
CONNECTIONS: Final = 10
"""At once, to the one server: more of them many servers take for abuse."""
_PORTS: Final = {"smtp": 25, "smtps": 465}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ENHANCED: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_NEVER: Final = {
    550: "there is no such mailbox, or it takes no mail from here",
    551: "the mailbox is elsewhere",
    552: "the mailbox is full, or the message is too large",
    553: "the address is not one that it knows",
    554: "it takes no such message",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    encrypted: bool
    """From the start."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def server_of(url: str) -> Server:
    """Return the mail server that an address names.

    Raises:
        Misconfigured: it is none; the message holds nothing of it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        host, port, parts = None, 0, urlsplit("")
    if not host:
        raise Misconfigured(
            "INTERPARTY_SMTP_URL is no smtp://[user:password@]host:port or smtps://…"
        )
    user, password = parts.username, parts.password
    return Server(
        host,
        port,
        parts.scheme == "smtps",
        unquote(user) if user else None,
        unquote(password) if password else None,
    )


def mail_sender(settings: Settings, clock: Clock) -> "MailSender | None":
    """Return what sends mail; None where no mail server is set.

    Raises:
        Misconfigured: a mail server is set, but what else is needed is not.
    """
    if settings.smtp_url is None:
        return None
    server = server_of(settings.smtp_url.get_secret_value())
    try:
        sender(settings.mail_from)
    except Invalid:
        raise Misconfigured(
            "INTERPARTY_MAIL_FROM has to be the address that mail is sent from"
        ) from None
    if not re.match(r"https?://[^/]", settings.public_url):
        raise Misconfigured(
            "INTERPARTY_PUBLIC_URL has to be the address under which readers reach this server:"
            " mail is full of links to it"
        )
    for language in LANGUAGES:
        translator(language)  # read now, so that no message waits for it
    return MailSender(
        server, mail_from=settings.mail_from, public_url=settings.public_url, clock=clock
    )


class MailSender:
    """A `Sender` by mail."""

    def __init__(
        self,
        server: Server,
        *,
        mail_from: str,
        public_url: str,
        clock: Clock,
        limit_s: float = LIMIT_S,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Remember where mail goes; nothing is connected.

        `limit_s` is for one message in all. `tls` is how certificates are checked; None: against
        those that the machine trusts.
        """
        self._server = server
        self._mail_from = mail_from
        self._public_url = public_url
        self._clock = clock
        self._limit_s = limit_s
        self._tls = tls
        self._free = asyncio.Semaphore(CONNECTIONS)

    async def send(self, message: Outgoing) -> Outcome:
        """Try once to hand a message to the mail server.

        A fault of the server, of the connection, or of what this installation is known by (its
        password, its address as sender) says nothing of the recipient: it is tried again.
        """
        try:
            to = mailbox(recipient(message)).addr_spec
            # A briefing takes long to write: others are not kept waiting.
            mail = await asyncio.to_thread(self._written, message, self._clock.now())
        except Invalid as error:
            return Outcome("refused", f"{str(error).capitalize()}.")
        domain = sender(self._mail_from).domain
        smtp = self._connection(domain)
        try:
            async with asyncio.timeout(self._limit_s), self._free:
                outcome = await self._hand_over(smtp, mail, envelope_sender(message.id, domain), to)
        except (TimeoutError, SMTPException, OSError) as error:
            smtp.close()
            return _fault(error)
        except BaseException:
            smtp.close()
            raise
        # It has the message now: what becomes of the farewell changes nothing.
        with contextlib.suppress(SMTPException, OSError):
            await smtp.quit(timeout=FAREWELL_S)
        smtp.close()
        return outcome

    def _written(self, message: Outgoing, now: datetime) -> bytes:
        mail = compose(message, public_url=self._public_url, mail_from=self._mail_from, now=now)
        return mail.as_bytes()

    def _connection(self, domain: str) -> SMTP:
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=domain,
            timeout=self._limit_s,
            use_tls=self._server.encrypted,
            start_tls=False,
            tls_context=self._context() if self._server.encrypted else None,
        )

    async def _hand_over(self, smtp: SMTP, mail: bytes, from_: str, to: str) -> Outcome:
        await smtp.connect()
        if (unsafe := await self._secured(smtp)) is not None:
            return unsafe
        options, encoding = [], "ascii"
        if not to.isascii():
            if not smtp.supports_extension("smtputf8"):
                return Outcome(
                    "refused", "The mail server cannot send to an address in this script."
                )
            options, encoding = ["SMTPUTF8", "BODY=8BITMIME"], "utf-8"
        try:
            await smtp.mail(from_, options=options, encoding=encoding)
        except SMTPSenderRefused as error:
            if error.code < 500:
                raise
            # Some let an installation send from the one address that they know.
            await smtp.rset()
            own = sender(self._mail_from).addr_spec
            await smtp.mail(own, options=options, encoding=encoding)
        await smtp.rcpt(to, encoding=encoding)
        answer = await smtp.data(mail)
        return Outcome("delivered", "The mail server took the message.", answer.code)

    async def _secured(self, smtp: SMTP) -> Outcome | None:
        """Encrypt the connection where that is offered, and log in; return what forbids it."""
        await smtp.ehlo()
        encrypted, user = self._server.encrypted, self._server.user
        if not encrypted and smtp.supports_extension("starttls"):
            await smtp.starttls(tls_context=self._context())
            encrypted = True
        if user is None:
            return None
        if not encrypted and self._server.host not in _HERE:
            return Outcome(
                "retry",
                "The mail server offers no encryption; the password is not sent to it.",
                ours=True,
            )
        await smtp.login(user, self._server.password or "")
        return None

    def _context(self) -> ssl.SSLContext:
        """Return how certificates are checked.

        Without a password, and where encryption is only taken as it is offered, any certificate
        will do: plain text would be the alternative (RFC 7435).
        """
        if self._tls is not None:
            return self._tls
        context = ssl.create_default_context()
        if self._server.user is None and not self._server.encrypted:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _fault(error: Exception) -> Outcome:
    """Return what went wrong, in a sentence."""
    if isinstance(error, SMTPResponseException):
        return _answered(error)
    if isinstance(error, TimeoutError):
        return Outcome("retry", "The mail server did not answer in time.", ours=True)
    if isinstance(error, ssl.SSLError):
        return Outcome(
            "retry", "No encrypted connection to the mail server could be made.", ours=True
        )
    return Outcome("retry", "The mail server could not be reached, or hung up.", ours=True)


def _answered(error: SMTPResponseException) -> Outcome:
    """Return what a negative answer means, in our words: the server's may hold the address."""
    code, found = error.code, _ENHANCED.search(str(error.message))
    said = f"{code}, {found[0]}" if found else str(code)
    if isinstance(error, SMTPRecipientRefused | DataRefused) and 500 <= code < 600:
        why = _NEVER.get(code, "it will not take this message")
        return Outcome("refused", f"The mail server answered for good ({said}): {why}.", code)
    if isinstance(error, SMTPSenderRefused):
        detail = f"The mail server does not take mail from this installation now ({said})."
        return Outcome("retry", detail, code, ours=True)
    ours = not isinstance(error, SMTPRecipientRefused | DataRefused)
    detail = f"The mail server does not take the message now ({said})."
    return Outcome("retry", detail, code, ours=ours)
