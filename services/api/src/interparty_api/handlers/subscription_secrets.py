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


def make(kind: SecretKind, randomness: Randomness, *, now: datetime) -> tuple[Secret, NewSecret]:
    """Return a new secret as it is kept, and what of it is shown."""
    seed = randomness(32)
    kept = {
        "id": f"sec_{randomness(8).hex()}",
        "kind": kind,
        "public": None,
        "created": now.isoformat(),
        "expires": None,
    }
    if kind == "hmac":
        kept["secret"] = f"whsec_{_base64(seed)}"
        return kept, NewSecret(kept["secret"], None)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    kept["secret"] = f"whsk_{_base64(seed + public)}"
    kept["public"] = f"whpk_{_base64(public)}"
    return kept, NewSecret(None, kept["public"])


def valid(secrets: Sequence[Secret], *, now: datetime) -> list[Secret]:
    """Return the secrets that still hold, newest first."""
    return [
        one
        for one in secrets
        if one["expires"] is None or now < datetime.fromisoformat(one["expires"])
    ]


def rotated(secrets: Sequence[Secret], new: Secret, *, now: datetime) -> list[Secret]:
    """Return the secrets after a rotation: the new one first, those of before for a day.

    Raises:
        Problem: (conflict) there are too many already; the oldest ends by itself.
    """
    before = valid(secrets, now=now)
    if len(before) >= MOST:
        end = min(one["expires"] for one in before if one["expires"])
        raise Problem("conflict", f"{MOST} secrets are valid; one of them ends at {end}")
    end = (now + OVERLAP).isoformat()
    return [new, *({**one, "expires": one["expires"] or end} for one in before)]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
