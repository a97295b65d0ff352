"""Messages that are due, with defaults: a test names only what it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from interparty_api.notify.base import Addressee, Item, Kind, Outgoing
from tests.support.published import BEGINNING, an_alert

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEWER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDrLTpTA=="


def hmac_secret(secret: str = SECRET, *, expires: str | None = None) -> dict[str, Any]:
    """Return a secret as a subscription keeps it."""
    created = "2026-01-01T00:00:00Z"
    return {"id": "sec_1", "kind": "hmac", "secret": secret, "created": created, "expires": expires}


def addressee(
    target: str = "https://receiver.example/hook",
    secrets: Sequence[Mapping[str, Any]] | None = None,
) -> Addressee:
    """Return whom a message goes to."""
    return Addressee(
        id="sub_1",
        name="Newsroom",
        target=target,
        contact=None,
        language="en",
        pace="immediate",
        secrets=[hmac_secret()] if secrets is None else secrets,
        link_key="k",
    )


def revision(sequence: int = 1042, type_: str = "alert.opened", **more: Any) -> Item:
    """Return a revision that is told of."""
    before = more.pop("before", None)
    return Item(sequence, type_, an_alert(sequence, **more).document, before)


def message(
    target: str = "https://receiver.example/hook",
    *,
    items: Sequence[Item] | None = None,
    secrets: Sequence[Mapping[str, Any]] | None = None,
    id_: str = "msg_1",
    kind: Kind = "alerts",
) -> Outgoing:
    """Return a message that is due."""
    told = [revision()] if items is None else items
    return Outgoing(id_, kind, addressee(target, secrets), told, BEGINNING)
