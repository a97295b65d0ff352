"""The secrets by which a webhook's receiver knows that a message is ours.

Standard Webhooks: `whsec_` and the base64 of 32 random bytes for HMAC-SHA-256; for ed25519 `whsk_`
with the private key (seed and public key, 64 bytes) and `whpk_` with the public one (32 bytes).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from interparty_api.notify.signing import new_secret, public_key, valid
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
    secret = new_secret(kind, randomness)
    public = public_key(secret) if kind == "ed25519" else None
    kept = {
        "id": f"sec_{randomness(8).hex()}",
        "kind": kind,
        "secret": secret,
        "public": public,
        "created": now.isoformat(),
        "expires": None,
    }
    return kept, NewSecret(None if public else secret, public)


def rotated(secrets: Sequence[Secret], new: Secret, *, now: datetime) -> list[Secret]:
    """Return the secrets after a rotation: the new one first, those of before for a day.

    Raises:
        Problem: (conflict) there are too many already; the oldest ends by itself.
    """
    before = valid(secrets, now)
    if len(before) >= MOST:
        end = min(one["expires"] for one in before if one["expires"])
        raise Problem("conflict", f"{MOST} secrets are valid; one of them ends at {end}")
    end = (now + OVERLAP).isoformat()
    return [new, *({**one, "expires": one["expires"] or end} for one in before)]
