"""API keys: a file of hashes that every service reads for itself, and the functions that edit it.

The file holds no key, only SHA-256 of each: a key is 256 random bits, so its hash needs no salt and
no stretching. A change is seen at the next request. Writers replace the file as a whole.
"""

import fcntl
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson
import structlog

from interparty_shared.errors import Invalid, Misconfigured, NotFound
from interparty_shared.settings import Settings

log = structlog.get_logger(__name__)

SCOPES: Final = (
    "events:write",
    "alerts:read",
    "alerts:triage",
    "subscriptions:write",
    "admin",
)
PREFIX: Final = "ipk_"


@dataclass(frozen=True, slots=True)
class Key:
    """Who is calling, and what they may do."""

    name: str
    scopes: frozenset[str]
    quota_per_minute: int | None = None
    """Events per minute; None: no limit."""
    created: datetime | None = None
    revoked: datetime | None = None
    digest: bytes = b""

    def may(self, scope: str) -> bool:
        """Return whether the key has a scope; `admin` has every one."""
        return scope in self.scopes or "admin" in self.scopes


ANONYMOUS: Final = Key("anonymous", frozenset({"alerts:read"}))
"""Who reads without a key, where INTERPARTY_PUBLIC_READ opens reads."""


class KeyRing:
    """The keys that open this deployment."""

    def __init__(self, *, first: str | None, path: Path | None, public_read: bool) -> None:
        self.public_read = public_read
        self._path = path
        self._first = None
        if first:
            self._first = Key("first", frozenset(SCOPES), digest=_digest(first))
        self._stamp: tuple[int, int, int] | None = None
        self._keys: dict[bytes, Key] = {}

    @classmethod
    def open(cls, settings: Settings) -> "KeyRing":
        """Return the key ring of a deployment.

        Raises:
            Misconfigured: the file of keys cannot be read.
        """
        first = settings.api_key.get_secret_value() if settings.api_key else None
        ring = cls(first=first, path=settings.keys_file, public_read=settings.public_read)
        try:
            ring._refresh()
        except (OSError, Invalid) as error:
            raise Misconfigured(f"INTERPARTY_KEYS_FILE {settings.keys_file}: {error}") from error
        return ring

    def find(self, token: str) -> Key | None:
        """Return the key with this secret, if there is one and it was not revoked."""
        digest = _digest(token)
        if self._first and hmac.compare_digest(digest, self._first.digest):
            return self._first
        try:
            self._refresh()
        except (OSError, Invalid) as error:
            # What was read last still holds: a typing slip must not lock everybody out.
            log.warning("keys file unreadable, keeping the keys read before", error=str(error))
        # The time that a dict look-up takes tells nothing: whoever could steer a SHA-256 digest
        # towards a stored one would have the key.
        key = self._keys.get(digest)
        return key if key and key.revoked is None else None

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._keys = None, {}
            return
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp != self._stamp:
            self._stamp = stamp  # first: a broken file is complained of once, not per request
            self._keys = {key.digest: key for key in listing(self._path)}


def create(
    path: Path,
    *,
    name: str,
    scopes: Iterable[str],
    quota_per_minute: int | None,
    now: datetime,
) -> str:
    """Add a key and return it: the only time that it can be seen.

    Raises:
        Invalid: the name is taken or a scope is unknown.
    """
    wanted = frozenset(scopes)
    if unknown := wanted - set(SCOPES):
        raise Invalid(f"no such scope: {', '.join(sorted(unknown))}", pointer="/scopes")
    if not wanted:
        raise Invalid(f"a key needs a scope: {', '.join(SCOPES)}", pointer="/scopes")
    if not name or not name.isprintable() or len(name) > 100:
        raise Invalid("a name is 1 to 100 printable characters", pointer="/name")
    with _editing(path) as keys:
        if name in {"first", "anonymous"} or any(key.name == name for key in keys):
            raise Invalid(f"there is a key named {name!r} already", pointer="/name")
        token = PREFIX + secrets.token_urlsafe(32)
        keys.append(Key(name, wanted, quota_per_minute, created=now, digest=_digest(token)))
    return token


def revoke(path: Path, name: str, *, now: datetime) -> None:
    """Make a key useless from now on. Its name stays taken: rejections are listed under it.

    Raises:
        NotFound: there is no such key.
    """
    with _editing(path) as keys:
        for index, key in enumerate(keys):
            if key.name == name:
                keys[index] = Key(
                    key.name,
                    key.scopes,
                    key.quota_per_minute,
                    created=key.created,
                    revoked=key.revoked or now,
                    digest=key.digest,
                )
                return
        raise NotFound(f"no key named {name!r}")


def listing(path: Path) -> list[Key]:
    """Return all keys in a file, revoked ones too, oldest first; none where there is no file.

    Raises:
        Invalid: the file is not one of keys.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    try:
        return [
            Key(
                name=entry["name"],
                scopes=frozenset(entry["scopes"]),
                quota_per_minute=entry["quota_per_minute"],
                created=_moment(entry["created"]),
                revoked=_moment(entry["revoked"]),
                digest=bytes.fromhex(entry["sha256"]),
            )
            for entry in orjson.loads(raw)["keys"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"not a file of keys: {type(error).__name__}: {error}") from error


@contextmanager
def _editing(path: Path) -> Generator[list[Key]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys = listing(path)
        yield keys
        _replace(path, orjson.dumps({"keys": [_entry(key) for key in keys]}, option=_PRETTY))


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new = Path(name)
    # Services may run as another user of the same group than who makes the keys.
    new.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o640)
    new.replace(path)


_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _entry(key: Key) -> dict[str, object]:
    return {
        "name": key.name,
        "sha256": key.digest.hex(),
        "scopes": sorted(key.scopes),
        "quota_per_minute": key.quota_per_minute,
        "created": key.created,
        "revoked": key.revoked,
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
