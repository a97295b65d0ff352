"""The pages behind the links in mails: confirm, unsubscribe, manage. No script, nothing from elsewhere."""

from typing import Any, Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

PageName = Literal[
    "confirm", "confirmed", "unsubscribe", "unsubscribed", "manage", "deleted", "no_link"
]

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("interparty_api.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def render(page: PageName, *, language: str, **values: Any) -> str:
    """Return a page as HTML; a value that the template names must be given."""
    template = _ENVIRONMENT.get_template(f"subscription/{page}.html")
    return template.render(language=language, **values)
