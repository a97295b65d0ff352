"""What the small pack says after changes, part by part."""

from datetime import date
from typing import Any

from interparty_shared import packs
from interparty_shared.packs.explain import explained
from tests.support.rulebook import pack

PUBLIC = {
    "id": "xx-agents",
    "name": "Agents",
    "public": True,
    "shows_filing_date": True,
    "shows_amount": False,
}
BANNED = {"shape": "prohibition", "trigger": None, "deadline": None}


def made(event: date | None = None, **changes: Any) -> dict[str, str]:
    """Return what the small pack says after changes: each part's sentences, by its heading."""
    told = explained(packs.parse(pack(**changes), name="x"), event)
    return {part.heading: " ".join(part.sentences) for part in told.parts}
