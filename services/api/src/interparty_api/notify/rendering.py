"""The templates of mails, as HTML and as plain text in columns."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from interparty_api.i18n import Translator
from interparty_api.notify.columns import fill, underlined

TEMPLATES: Final = Path(__file__).parent / "templates"


def render(name: str, say: Translator, /, **values: Any) -> tuple[str, str]:
    """Return a mail's text and its HTML: of the templates `<name>.txt` and `<name>.html`."""
    said = {
        **values,
        "_": say.gettext,
        "ngettext": say.ngettext,
        "language": say.language,
    }
    text, html = (
        _environment().get_template(f"{name}.{kind}").render(said) for kind in ("txt", "html")
    )
    return _tidy(text), html


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(fill=fill, underlined=underlined)
    return made


def _tidy(text: str) -> str:
    """Return text without more than one empty line in a row."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).rstrip() + "\n"
