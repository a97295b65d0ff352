"""Addresses: those of our own pages, and those in data, which may say anything."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


def safe(url: object) -> str | None:
    """Return an address from data if a reader may follow it: http or https, and a host; else None."""
    if not isinstance(url, str) or any(ord(char) <= 32 for char in url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in {"http", "https"} and host else None


def actor(said: Mapping[str, Any]) -> str:
    """Return the page of an actor: by an identifier where it has one, else by its name."""
    ids = said.get("ids") or {}
    known = f"{min(ids)}:{ids[min(ids)]}" if ids else said["name"]
    return f"/actors/{quote(known, safe=':')}"


def one(kind: str, id_: str) -> str:
    """Return the page of an alert, a register or a regime."""
    return f"/{kind}/{quote(id_, safe='')}"


def query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a path with its parameters."""
    said = urlencode(list(pairs))
    return f"{path}?{said}" if said else path
