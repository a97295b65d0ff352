"""Signatures, verified by the upstream library of Standard Webhooks and by cryptography."""

import base64
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from interparty_api.notify import signing
from tests.support.outgoing import NEWER, SECRET, hmac_secret

BODY = b'{"type":"test","data":{"note":"\xc3\xa9"}}'


@pytest.fixture(scope="module")
def now() -> datetime:
    """Return the present: the upstream library refuses what is older than five minutes."""
    return datetime.now(UTC)


def ed25519(secret: str) -> dict[str, Any]:
    return {**hmac_secret(secret), "kind": "ed25519"}


def verified_by(secret: str, headers: dict[str, str], body: bytes = BODY) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def test_the_upstream_library_verifies_a_signature(now: datetime) -> None:
    headers = signing.headers("msg_1", BODY, [hmac_secret()], now)

    assert verified_by(SECRET, headers)
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-timestamp"] == str(int(now.timestamp()))


@pytest.mark.parametrize("tampered", ["webhook-id", "webhook-timestamp", "body"])
def test_whatever_is_tampered_with_is_noticed(now: datetime, tampered: str) -> None:
    headers = signing.headers("msg_1", BODY, [hmac_secret()], now)
    other = signing.headers("msg_2", BODY, [hmac_secret()], now + timedelta(seconds=1))
    body = BODY + b" " if tampered == "body" else BODY
    if tampered in headers:
        headers[tampered] = other[tampered]

    assert not verified_by(SECRET, headers, body)


def test_while_secrets_rotate_either_verifies(now: datetime) -> None:
    soon = (now + timedelta(hours=1)).isoformat()

    headers = signing.headers(
        "msg_1", BODY, [hmac_secret(NEWER), hmac_secret(SECRET, expires=soon)], now
    )

    assert len(headers["webhook-signature"].split(" ")) == 2
    assert verified_by(SECRET, headers)
    assert verified_by(NEWER, headers)


def test_an_expired_secret_signs_no_longer(now: datetime) -> None:
    secrets = [hmac_secret(NEWER), hmac_secret(SECRET, expires=now.isoformat())]

    headers = signing.headers("msg_1", BODY, secrets, now)

    assert verified_by(NEWER, headers)
    assert not verified_by(SECRET, headers)


def test_without_a_valid_secret_nothing_is_signed(now: datetime) -> None:
    with pytest.raises(signing.Unsigned):
        signing.headers("msg_1", BODY, [hmac_secret(expires=now.isoformat())], now)


def test_the_examples_of_the_specification_come_out() -> None:
    key = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
    at = datetime.fromtimestamp(1614265330, tz=UTC)

    headers = signing.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        [hmac_secret(SECRET), ed25519(f"whsk_{key}")],
        at,
    )

    assert headers["webhook-signature"].split(" ") == [
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    ]
    assert signing.public_key(f"whsk_{key}") == "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_the_public_key_verifies_what_a_new_key_signs(
    now: datetime, body: bytes, random: bytes
) -> None:
    secret = signing.new_secret("ed25519", lambda count: random[:count])
    headers = signing.headers("msg_1", body, [ed25519(secret)], now)
    public = base64.b64decode(signing.public_key(secret).removeprefix("whpk_"))
    scheme, signature = headers["webhook-signature"].split(",")
    said = f"msg_1.{headers['webhook-timestamp']}.".encode() + body

    assert scheme == "v1a"
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), said)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), said + b".")


def test_a_new_secret_for_hmac_has_the_length_that_is_asked_for(now: datetime) -> None:
    secret = signing.new_secret("hmac", os.urandom)

    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    assert verified_by(secret, signing.headers("msg_1", BODY, [hmac_secret(secret)], now))
    assert secret != signing.new_secret("hmac", os.urandom)


def encoded(prefix: str, size: int) -> str:
    return prefix + base64.b64encode(b"k" * size).decode()


@pytest.mark.parametrize(
    "secret",
    [
        hmac_secret(encoded("whsec_", 23)),
        hmac_secret(encoded("whsec_", 65)),
        hmac_secret(encoded("", 32)),
        hmac_secret("whsec_!!!!"),
        hmac_secret(f"{SECRET}!!!!"),
        ed25519(encoded("whsk_", 31)),
        ed25519(encoded("whsk_", 64)),  # its public half belongs to no such seed
        ed25519(encoded("whsec_", 32)),
        {**hmac_secret(), "kind": "rot13"},
    ],
)
def test_a_malformed_secret_is_refused_and_not_repeated(
    now: datetime, secret: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"secret|key") as refused:
        signing.headers("msg_1", BODY, [secret], now)

    assert secret["secret"] not in str(refused.value)


def test_an_id_with_a_full_stop_is_refused_since_two_could_share_a_signature(
    now: datetime,
) -> None:
    with pytest.raises(ValueError, match="full stop"):
        signing.headers("msg.1", BODY, [hmac_secret()], now)
