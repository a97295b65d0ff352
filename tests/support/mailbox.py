"""A mail server with a mailbox: real SMTP, in the loop of the test that starts it.

It takes what it is sent and keeps it; `behaviour` makes it a server as they are met with.
"""

import asyncio
import contextlib
import datetime as dt
import ssl
import warnings
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Behaviour = Literal[
    "takes",
    "greylists",
    "unknown",
    "full",
    "hangs",
    "hangs_up",
    "rejects_us",
    "knows_one_sender",
    "drops_after_data",
]
PASSWORD = "a password"
USER = "interparty"


@dataclass(frozen=True)
class Received:
    """A message, as it arrived and as `email.parser` reads it."""

    sender: str
    recipients: list[str]
    raw: bytes
    mail: EmailMessage
    encrypted: bool
    user: str | None
    smtputf8: bool


@dataclass
class Mailbox:
    """The server's messages, and how it behaves from now on."""

    behaviour: Behaviour = "takes"
    messages: list[Received] = field(default_factory=list)
    connections: int = 0
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    smtputf8: bool = True
    logins: bool = False
    """Whether it wants a user and a password."""
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _sessions: set["_Session"] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Address of the server, as settings have it."""
        return f"smtp://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen; after a stop on the same port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Session(self), self.host, self.port, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and listen no more: who comes is refused a connection."""
        if self._server is None:
            return
        self._server.close()
        running = [session.end() for session in list(self._sessions)]
        await asyncio.gather(*filter(None, running), return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def until(
        self, holds: Callable[[list[Received]], bool], *, seconds: float = 20
    ) -> list[Received]:
        """Wait until a condition holds of the messages; return them."""
        async with asyncio.timeout(seconds):
            while not holds(self.messages):
                self._arrived.clear()
                await self._arrived.wait()
        return self.messages

    def keep(self, received: Received) -> None:
        """Put a message into the mailbox."""
        self.messages.append(received)
        self._arrived.set()

    # What follows is called by aiosmtpd at the commands of its names.

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        stranger = self.behaviour == "knows_one_sender" and "+" in address
        if self.behaviour == "rejects_us" or stranger:
            return "553 5.7.1 not from you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        match self.behaviour:
            case "hangs":
                await asyncio.Event().wait()
            case "greylists":
                return f"450 4.7.1 <{address}>: Recipient address rejected: Greylisted"
            case "unknown":
                return f"550 5.1.1 <{address}>: no such user"
            case "hangs_up":
                assert server.transport is not None
                server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.behaviour == "full":
            return f"552 5.2.2 mailbox of {envelope.rcpt_tos[0]} is full"
        self.keep(received_in(session, envelope))
        if self.behaviour == "drops_after_data":
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


def received_in(session: Session, envelope: Envelope) -> Received:
    """Return the message that was sent in a session."""
    raw = envelope.original_content or b""
    return Received(
        sender=envelope.mail_from or "",
        recipients=list(envelope.rcpt_tos),
        raw=raw,
        mail=BytesParser(EmailMessage, policy=default).parsebytes(raw),
        encrypted=session.ssl is not None,
        user=session.auth_data,
        smtputf8="SMTPUTF8" in envelope.mail_options,
    )


class _Session(SMTP):
    """One connection, known to the mailbox while it lasts."""

    def __init__(self, mailbox: Mailbox) -> None:
        more: dict[str, Any] = {}
        if mailbox.logins:
            more = {"auth_required": True, "auth_require_tls": False, "authenticator": _check}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password in the clear, which is what is tested
            super().__init__(
                mailbox,
                hostname="mail.example",
                enable_SMTPUTF8=mailbox.smtputf8,
                tls_context=mailbox.tls,
                loop=asyncio.get_running_loop(),
                **more,
            )
        self._mailbox = mailbox

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._mailbox._sessions.add(self)
        self._mailbox.connections += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._mailbox._sessions.discard(self)
        super().connection_lost(error)

    def end(self) -> "asyncio.Task[None] | None":
        """Hang up, whatever is being said; return what is to be waited for."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        task: asyncio.Task[None] | None = self._handler_coroutine
        if task is not None:
            task.cancel()
        return task


def _check(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: Any
) -> AuthResult:
    known = isinstance(said, LoginPassword) and said.password == PASSWORD.encode()
    return AuthResult(
        success=known, handled=False, auth_data=said.login.decode() if known else None
    )


@contextlib.asynccontextmanager
async def mail_server(**how: Any) -> AsyncGenerator[Mailbox]:
    """Run a mail server; `how` are fields of the mailbox."""
    mailbox = Mailbox(**how)
    await mailbox.start()
    try:
        yield mailbox
    finally:
        await mailbox.stop()


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context for 127.0.0.1 and that of a client who trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin.replace(year=2120))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, private)
    return server, ssl.create_default_context(cafile=str(pem))
