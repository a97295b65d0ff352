"""Days on the command line."""

from datetime import date

from interparty_shared.errors import Misconfigured


def day(text: str | None, option: str) -> date | None:
    """Return the day that an option was given; None, where it was not.

    Raises:
        Misconfigured: it is no date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{option} wants a date, as 2026-09-01, not {text!r}.") from None
