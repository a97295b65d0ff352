"""The messages that pages say, as they stand in templates and code."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

import interparty_api
from interparty_api.i18n import LOCALE

PACKAGE = Path(interparty_api.__file__).parent
KEYWORDS = {"mark": None, "gettext": None, "ngettext": (1, 2), "t": None, "n": (1, 2)}
PATTERNS = (
    ("pages/*.py", "python"),
    ("routes/page*.py", "python"),
    ("pages/templates/**/*.html", "jinja2.ext.babel_extract"),
)
Message = tuple[str, str]
"""A message, and its form for many (empty: it has none)."""


def of_pages() -> dict[Message, str]:
    """Return every message of the pages and where it stands."""
    return dict(_found())


def _found() -> Iterator[tuple[Message, str]]:
    for pattern, method in PATTERNS:
        for path in sorted(PACKAGE.glob(pattern)):
            with path.open("rb") as file:
                for line, said, _, _ in extract(method, file, KEYWORDS, (), {"silent": "false"}):
                    one, many = (said, "") if isinstance(said, str) else said[:2]
                    yield (str(one), str(many)), f"{path.name}:{line}"


def catalogue(language: str, name: str = "pages.po") -> dict[Message, tuple[str, ...]]:
    """Return a catalogue: the forms of each message in a language."""
    found = {}
    with (LOCALE / language / "LC_MESSAGES" / name).open("rb") as file:
        for one in read_po(file):
            if one.id:
                key = (one.id, "") if isinstance(one.id, str) else (one.id[0], one.id[1])
                forms = (one.string,) if isinstance(one.string, str) else tuple(one.string or ())
                found[key] = forms
    return found
