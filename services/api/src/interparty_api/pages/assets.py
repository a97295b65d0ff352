"""The files that pages load. A digest in the name says what is in it, so that it is kept for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file and under which name it is served."""

    served_as: str
    content: bytes
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Return the files by the names that they have here."""
    found = {}
    for path in sorted(STATIC.iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            name = f"{path.stem}.{digest}{path.suffix}"
            found[path.name] = Asset(name, content, _TYPES[path.suffix])
    return found


@cache
def by_served_name() -> Mapping[str, Asset]:
    """Return the files by the names under which they are served."""
    return {one.served_as: one for one in assets().values()}


def address(name: str) -> str:
    """Return where a file is served.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{assets()[name].served_as}"
