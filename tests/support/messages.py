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
Message = str | tuple[str, str]


def of_pages() -> dict[Message, str]:
    """Return every message of the pages (of one with a plural, both forms) and where it stands."""
    return dict(_found())


def _found() -> Iterator[tuple[Message, str]]:
    for pattern, method in PATTERNS:
        for path in sorted(PACKAGE.glob(pattern)):
            with path.open("rb") as file:
                for line, said, _, _ in extract(method, file, KEYWORDS, (), {"silent": "false"}):
                    yield (said if isinstance(said, str) else tuple(said)), f"{path.name}:{line}"


def catalogue(language: str, name: str = "pages.po") -> dict[Message, Message]:
    """Return a catalogue: what each message is in a language."""
    with (LOCALE / language / "LC_MESSAGES" / name).open("rb") as file:
        return {one.id: one.string for one in read_po(file) if one.id}
