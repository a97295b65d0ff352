"""What a mail says of an alert where it is of a pattern, and of no law."""

from collections.abc import Mapping
from typing import Any, Final

from interparty_api.notify.safe import clean
from interparty_api.notify.vocabulary import HEADLINES, PATTERNS, word

Document = Mapping[str, Any]
_BLOCKS: Final = " ▁▂▃▄▅▆▇█"


def headline(alert: Document) -> str:
    """Return the message that says what was found."""
    if alert.get("pattern"):
        return word(PATTERNS, alert["pattern"]["kind"])
    return word(HEADLINES, alert.get("verdict"))


def law(alert: Document) -> str:
    """Return the regime; of a pattern, its rule."""
    return clean(alert["regime"] or alert["rule"]["id"])


def duty(alert: Document) -> str:
    """Return the citation, as the rule pack has it; of a pattern, how it is measured."""
    if alert.get("pattern"):
        return clean(f"{alert['pattern']['question']} {alert['pattern']['method']}")
    return clean(alert.get("citation") or "")


def undone(alert: Document) -> str:
    """Return what would make a pattern go away; empty for any other alert."""
    return clean((alert.get("pattern") or {}).get("undone") or "")


def drawn(alert: Document) -> str:
    """Return the series behind a pattern in one line of text: mails show no drawings."""
    some = alert.get("series") or ()
    most = max((one["count"] for one in some), default=0)
    if not most:
        return ""
    return "".join(_BLOCKS[-(-one["count"] * (len(_BLOCKS) - 1) // most)] for one in some)
