"""The secrets by which a webhook's receiver knows that a message is ours.

Standard Webhooks: `whsec_` and the base64 of 32 random bytes for HMAC-SHA-256; for ed25519 `whsk_`
with the private key (seed and public key, 64 bytes) and `whpk_` with the public one (32 bytes).
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from interparty_shared.web.problems import Problem

SecretKind = Literal["hmac", "ed25519"]
Randomness = Callable[[int], bytes]
OVERLAP: Final = timedelta(hours=24)
"""For so long after a rotation messages are signed with the secret of before, too."""
MOST: Final = 5
Secret = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What is shown once: of hmac the secret, of ed25519 the public key only."""

    secret: str | None = field(repr=False)
    public_key: str | None


def make(kind: SecretKind, randomness: Randomness) -> tuple[Secret, NewSecret]:
    """Return a new secret as it is kept, and what of it is shown."""
    seed = randomness(32)
    if kind == "hmac":
        secret = f"whsec_{_base64(seed)}"
        kept = {"kind": kind, "secret": secret, "public": None, "until": None}
        return kept, NewSecret(secret, None)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = f"whpk_{_base64(raw)}"
    kept = {"kind": kind, "secret": f"whsk_{_base64(seed + raw)}", "public": public, "until": None}
    return kept, NewSecret(None, public)


def valid(secrets: Sequence[Secret], *, now: datetime) -> list[Secret]:
    """Return the secrets that still hold, newest first."""
    return [
        one for one in secrets if one["until"] is None or datetime.fromisoformat(one["until"]) > now
    ]


def rotated(secrets: Sequence[Secret], new: Secret, *, now: datetime) -> list[Secret]:
    """Return the secrets after a rotation: the new one first, those of before for a day.

    Raises:
        Problem: (conflict) there are too many already; the oldest ends by itself.
    """
    before = valid(secrets, now=now)
    if len(before) >= MOST:
        end = min(one["until"] for one in before if one["until"])
        raise Problem("conflict", f"{MOST} secrets are valid; one of them ends at {end}")
    end = (now + OVERLAP).isoformat()
    ending = [{**one, "until": min(one["until"] or end, end)} for one in before]
    return [new, *ending]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
