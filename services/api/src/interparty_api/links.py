"""Addresses that need no password: each bears a token that opens one subscription for one purpose."""

import base64
import hashlib
import hmac
from typing import Literal
from urllib.parse import quote

Purpose = Literal["confirm", "manage", "unsubscribe"]


def token(link_key: str, subscription: str, purpose: Purpose) -> str:
    """Return the token of a link: HMAC-SHA-256 under the subscription's own key, 32 characters."""
    said = f"{purpose}:{subscription}".encode()
    digest = hmac.new(link_key.encode(), said, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def opens(link_key: str, subscription: str, purpose: Purpose, given: str) -> bool:
    """Return whether a token is that of the link; takes the same time whatever it is."""
    return hmac.compare_digest(token(link_key, subscription, purpose).encode(), given.encode())


def address(public_url: str, link_key: str, subscription: str, purpose: Purpose) -> str:
    """Return the link."""
    return f"{public_url.rstrip('/')}/s/{subscription}/{purpose}/{token(link_key, subscription, purpose)}"


def alert_page(base: str, alert: str) -> str:
    """Return the address of the page on which people read an alert."""
    return f"{base.rstrip('/')}/alerts/{quote(alert, safe='')}"
