"""Signatures of webhooks, after Standard Webhooks 1.0 (github.com/standard-webhooks).

A secret is a mapping `{"id", "kind": "hmac"|"ed25519", "secret", "created", "expires"}`: `secret` is
`whsec_` and the base64 of 24 to 64 bytes, or `whsk_` and the base64 of an ed25519 key (its seed of 32
bytes, or seed and public key, 64); `expires` is RFC 3339 or null. Until the old one expires, a message
bears a signature by each.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SecretKind = Literal["hmac", "ed25519"]

HMAC_PREFIX: Final = "whsec_"
PRIVATE_PREFIX: Final = "whsk_"
PUBLIC_PREFIX: Final = "whpk_"
NEW_HMAC_BYTES: Final = 32
_SHORTEST, _LONGEST = 24, 64
_SEED = 32


class Unsigned(ValueError):
    """No secret of a subscription is valid (any more), so nothing can be signed."""


def new_secret(kind: SecretKind, random_bytes: Callable[[int], bytes]) -> str:
    """Return a new secret, from as many random bytes as are asked for."""
    if kind == "hmac":
        return HMAC_PREFIX + _text(random_bytes(NEW_HMAC_BYTES))
    seed = random_bytes(_SEED)
    return PRIVATE_PREFIX + _text(seed + _public(Ed25519PrivateKey.from_private_bytes(seed)))


def public_key(secret: str) -> str:
    """Return the `whpk_…` by which signatures of a `whsk_…` are verified.

    Raises:
        ValueError: it is no such secret.
    """
    return PUBLIC_PREFIX + _text(_public(_private(secret)))


def valid(secrets: Sequence[Mapping[str, Any]], now: datetime) -> list[Mapping[str, Any]]:
    """Return the secrets that are not expired."""
    return [
        one
        for one in secrets
        if one.get("expires") is None or now < datetime.fromisoformat(one["expires"])
    ]


def headers(
    message: str, body: bytes, secrets: Sequence[Mapping[str, Any]], now: datetime
) -> dict[str, str]:
    """Return `webhook-id`, `webhook-timestamp` and `webhook-signature` of one attempt.

    Raises:
        Unsigned: no secret is valid at that time.
        ValueError: the id has a full stop in it (then two messages could bear one signature), or a
            secret is malformed.
    """
    if "." in message:
        raise ValueError("the id of a message must have no full stop in it")
    timestamp = str(int(now.timestamp()))
    content = f"{message}.{timestamp}.".encode() + body
    signatures = [_signature(one, content) for one in valid(secrets, now)]
    if not signatures:
        raise Unsigned("no secret is valid")
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signature(secret: Mapping[str, Any], content: bytes) -> str:
    if secret["kind"] == "hmac":
        key = _bytes(secret["secret"], HMAC_PREFIX)
        if not _SHORTEST <= len(key) <= _LONGEST:
            raise ValueError("a secret for HMAC has 24 to 64 bytes")
        return "v1," + _text(hmac.digest(key, content, hashlib.sha256))
    if secret["kind"] == "ed25519":
        return "v1a," + _text(_private(secret["secret"]).sign(content))
    raise ValueError("a secret is for hmac or for ed25519")


def _private(secret: str) -> Ed25519PrivateKey:
    key = _bytes(secret, PRIVATE_PREFIX)
    if len(key) not in (_SEED, 2 * _SEED):
        raise ValueError("a key for ed25519 has 32 bytes, or 64 with its public half")
    private = Ed25519PrivateKey.from_private_bytes(key[:_SEED])
    if key[_SEED:] and key[_SEED:] != _public(private):
        raise ValueError("the public half of a key for ed25519 belongs to another")
    return private


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def _bytes(secret: str, prefix: str) -> bytes:
    if not secret.startswith(prefix):
        raise ValueError(f"a secret of this kind begins with {prefix}")
    text = secret.removeprefix(prefix)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise ValueError("a secret is written in base64") from None


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
