"""Facts as an engagement's data takes them: what is empty is left out, what is too long is cut."""

from datetime import date
from typing import Any, Final

LONGEST_NAME: Final = 500
LONGEST_TITLE: Final = 2000
LONGEST_ID: Final = 256


def known(**facts: Any) -> dict[str, Any]:
    """Return the facts that are known: `from_` stands for `from`, and what is empty is left out."""
    return {name.rstrip("_"): value for name, value in facts.items() if value}


def name(text: str) -> str:
    """Return a name with single spaces, at most as long as the contract allows."""
    return " ".join(text.split())[:LONGEST_NAME].strip()


def title(text: str) -> str:
    """Return a title with single spaces, at most as long as the contract allows."""
    return " ".join(text.split())[:LONGEST_TITLE].strip()


def day(text: str) -> str:
    """Return a day written YYYY-MM-DD, or nothing where it is none."""
    text = text.strip()
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2024-01-31") else ""
    except ValueError:
        return ""
