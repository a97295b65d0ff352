"""The pages behind the links in mails: confirm, unsubscribe, manage. No script, nothing from elsewhere."""

from typing import Any, Final, Literal

from interparty_api.pages import rendering
from interparty_api.pages.rendering import Frame

PageName = Literal[
    "confirm", "confirmed", "unsubscribe", "unsubscribed", "manage", "deleted", "no_link"
]

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def render(page: PageName, *, language: str, **values: Any) -> str:
    """Return a page as HTML; a value that the template names must be given."""
    return rendering.render(f"subscription/{page}.html", Frame(language, bare=True), **values)
