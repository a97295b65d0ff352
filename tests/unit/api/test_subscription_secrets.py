"""Secrets of webhooks: made as the standard says, replaced with an overlap."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from interparty_api.handlers.subscription_secrets import MOST, make, rotated
from interparty_api.notify.signing import valid
from interparty_shared.web.problems import Problem

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def counting(count: int) -> bytes:
    return bytes(range(count))


def test_a_secret_of_hmac_is_one_that_the_upstream_library_signs_by() -> None:
    kept, shown = make("hmac", counting, now=NOW)

    assert shown.secret == kept["secret"] == "whsec_" + base64.b64encode(counting(32)).decode()
    signed = standardwebhooks.Webhook(shown.secret).sign("msg_1", NOW, "{}")
    assert signed.startswith("v1,")
    assert kept["secret"] not in repr(shown)


def test_a_signature_by_the_private_key_is_verified_by_the_public_one_that_is_shown() -> None:
    kept, shown = make("ed25519", counting, now=NOW)

    assert shown.secret is None
    assert shown.public_key == kept["public"]
    raw = base64.b64decode(kept["secret"].removeprefix("whsk_"))
    public = base64.b64decode(kept["public"].removeprefix("whpk_"))
    assert raw == counting(32) + public
    signature = Ed25519PrivateKey.from_private_bytes(raw[:32]).sign(b"msg_1.0.{}")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"msg_1.0.{}")


def test_the_old_one_holds_for_a_day_whatever_is_replaced_meanwhile() -> None:
    first, second, third = ({**make("hmac", counting, now=NOW)[0], "id": str(n)} for n in range(3))
    one = rotated([first], second, now=NOW)
    two = rotated(one, third, now=NOW + timedelta(hours=12))

    def held(hours: float) -> list[str]:
        return [each["id"] for each in valid(two, NOW + timedelta(hours=hours))]

    assert held(12) == ["2", "1", "0"]
    assert held(24) == ["2", "1"]
    assert held(36) == held(999) == ["2"]
    assert rotated(two, first, now=NOW + timedelta(hours=40)) == [
        first,
        {**third, "expires": (NOW + timedelta(hours=64)).isoformat()},
    ]


def test_a_message_never_bears_more_signatures_than_a_few() -> None:
    secrets = [make("hmac", counting, now=NOW)[0]]
    for _ in range(MOST - 1):
        secrets = rotated(secrets, make("hmac", counting, now=NOW)[0], now=NOW)
    with pytest.raises(Problem) as refused:
        rotated(secrets, make("hmac", counting, now=NOW)[0], now=NOW)
    assert refused.value.kind == "conflict"
