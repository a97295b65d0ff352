"""What is shown to people, in their language.

The messages are gettext catalogues that a translator can edit: `locale/<language>/LC_MESSAGES/*.po`,
read as they are, once for each language; there is no step that compiles them. A message's key is its
English sentence, with its values named in braces; what has no translation is shown in English.
"""

import gettext
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape

LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "zh": "中文",
    "hi": "हिन्दी",
}
"""Each language, by its name in itself."""
LOCALE: Final = Path(__file__).parent / "locale"
_LOCALES: Final[Mapping[str, str]] = {"en": "en_001", "zh": "zh_Hans"}
"""English is that of the world: 3 January 2026, not January 3, 2026."""
_LONGEST_HEADER: Final = 1000


class Translator:
    """Says things in one language: sentences from the catalogues, dates and numbers from the CLDR."""

    def __init__(self, language: str, folder: Path = LOCALE) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self._said = _catalogues(folder / language / "LC_MESSAGES")

    def gettext(self, message: str, **values: Any) -> str:
        """Return a message with its values; HTML if one of them is (`Markup`), and then escaped.

        Raises:
            KeyError: a value that the message names was not given.
        """
        return _filled(self._said.gettext(message), values)

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:
        """Return the message for a number of things; `{n}` in it is the number as it is written here."""
        return _filled(self._said.ngettext(one, many, n), {"n": self.number(n), **values})

    def date(self, day: date) -> str:
        """Return a day: 3 January 2026."""
        said = dates.format_date(day, "long", locale=self._locale)
        # The first of a month is an ordinal in French; the CLDR has it so in no format with a year.
        return f"1er{said[1:]}" if self.language == "fr" and day.day == 1 else said

    def moment(self, at: datetime) -> str:
        """Return a moment, to the minute, in UTC: 3 January 2026, 04:00 UTC."""
        at = at.astimezone(UTC)
        clock = dates.format_time(at, "HH:mm", tzinfo=UTC, locale=self._locale)
        return f"{self.date(at.date())}{' ' if self.language == 'zh' else ', '}{clock} UTC"

    def number(self, value: int | float) -> str:
        """Return a number with its separators."""
        return numbers.format_decimal(value, locale=self._locale)

    def country(self, code: str) -> str:
        """Return the name of a country (ISO 3166-1 alpha-2, `EU`, `XK`); the code, if it has none."""
        return self._locale.territories.get(code) or code

    def either(self, values: Sequence[str]) -> str:
        """Return values joined by `or`."""
        return lists.format_list(list(values), "or", locale=self._locale)

    def both(self, values: Sequence[str]) -> str:
        """Return values joined by `and`."""
        return lists.format_list(list(values), "standard", locale=self._locale)


@cache
def translator(language: str) -> Translator:
    """Return the translator of a language; of English, if there is none for it."""
    return Translator(language if language in LANGUAGES else "en")


def negotiate(accept_language: str | None, default: str = "en") -> str:
    """Return which of the languages suits best what a browser asks for (RFC 9110, 12.5.4).

    By the quality that it gives them; among equals, the first. `zh-TW` is answered with `zh`.
    """
    best, quality = default, 0.0
    for part in (accept_language or "")[:_LONGEST_HEADER].split(","):
        tag, _, parameters = part.partition(";")
        wanted = tag.strip().lower().partition("-")[0]
        language = default if wanted == "*" else wanted
        if language in LANGUAGES and (given := _quality(parameters)) > quality:
            best, quality = language, given
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        given = float(value)
    except ValueError:
        return 0.0
    return given if name.strip().lower() == "q" and 0 <= given <= 1 else 0.0


def _filled(text: str, values: Mapping[str, Any]) -> str:
    if any(hasattr(value, "__html__") for value in values.values()):
        return escape(text).format(**values)
    return text.format(**values)


def _catalogues(folder: Path) -> gettext.NullTranslations:
    """Return all messages of a folder; of one that two files have, the first file's."""
    first = gettext.NullTranslations()
    for path in sorted(folder.glob("*.po"), reverse=True):
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        found.add_fallback(first)
        first = found
    return first
