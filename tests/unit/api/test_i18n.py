"""What is said in five languages: catalogues as translators edit them, dates, numbers, negotiation."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from interparty_api.i18n import LANGUAGES, Translator, negotiate, translator

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


def french(folder: Path, **files: str) -> Translator:
    place = folder / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / f"{name}.po").write_text(HEAD + text, encoding="utf-8")
    return Translator("fr", folder)


def test_a_sentence_of_the_catalogue_is_said_with_its_values(tmp_path: Path) -> None:
    said = french(tmp_path, interparty='msgid "Due {date}"\nmsgstr "Échéance : {date}"\n')

    assert said.gettext("Due {date}", date="x{y}") == "Échéance : x{y}"


def test_what_has_no_translation_is_said_in_english(tmp_path: Path) -> None:
    said = french(tmp_path, interparty='msgid "Due"\nmsgstr ""\n')

    assert said.gettext("Due") == "Due"
    assert said.gettext("Never seen") == "Never seen"


def test_plurals_follow_the_rule_of_the_language(tmp_path: Path) -> None:
    one, many = "{n} alert", "{n} alerts"
    said = french(
        tmp_path,
        interparty=f'msgid "{one}"\nmsgid_plural "{many}"\n'
        'msgstr[0] "{n} alerte"\nmsgstr[1] "{n} alertes"\n',
    )

    assert said.ngettext(one, many, 0) == "0 alerte"
    assert said.ngettext(one, many, 1) == "1 alerte"
    assert said.ngettext(one, many, 2) == "2 alertes"


def test_messages_of_all_files_are_known_and_the_first_file_counts(tmp_path: Path) -> None:
    said = french(
        tmp_path,
        interparty='msgid "a"\nmsgstr "1"\n',
        pages='msgid "a"\nmsgstr "2"\n\nmsgid "b"\nmsgstr "3"\n',
    )

    assert (said.gettext("a"), said.gettext("b")) == ("1", "3")


def test_values_that_are_html_are_kept_and_all_else_is_escaped() -> None:
    said = translator("en").gettext("By {who} < {link}", who="<b>", link=Markup("<a>x</a>"))

    assert said == "By &lt;b&gt; &lt; <a>x</a>"
    assert hasattr(said, "__html__")


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "3 January 2026", "3 January 2026, 04:05 UTC"),
        ("fr", "3 janvier 2026", "3 janvier 2026, 04:05 UTC"),
        ("es", "3 de enero de 2026", "3 de enero de 2026, 04:05 UTC"),
        ("zh", "2026年1月3日", "2026年1月3日 04:05 UTC"),
        ("hi", "3 जनवरी 2026", "3 जनवरी 2026, 04:05 UTC"),
    ],
)
def test_days_and_moments_are_written_as_in_the_language(
    language: str, day: str, moment: str
) -> None:
    said = translator(language)

    assert said.date(date(2026, 1, 3)) == day
    assert said.moment(datetime(2026, 1, 3, 4, 5, tzinfo=UTC)) == moment


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert translator("fr").date(date(2026, 1, 1)) == "1er janvier 2026"
    assert translator("fr").date(date(2026, 1, 11)) == "11 janvier 2026"
    assert translator("es").date(date(2026, 1, 1)) == "1 de enero de 2026"


def test_countries_have_names_and_unions_too() -> None:
    assert translator("fr").country("DE") == "Allemagne"
    assert [translator("en").country(code) for code in ("EU", "XK", "QQ")] == [
        "European Union",
        "Kosovo",
        "QQ",
    ]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("de, fr;q=0.5, es;q=0.9", "es"),
        ("zh-Hant-TW", "zh"),
        ("fr;q=0, hi;q=0.1", "hi"),
        ("de;q=1, *;q=0.1", "en"),
        ("fr;q=nan, es;q=x, zh;q=2", "en"),
        ("fr, es", "fr"),
        ("FR-ca", "fr"),
        (";;;,,q=1", "en"),
    ],
)
def test_the_language_is_the_one_that_a_browser_likes_best(
    asked: str | None, answered: str
) -> None:
    assert negotiate(asked) == answered


def test_every_language_has_its_catalogue() -> None:
    assert [translator(language).language for language in LANGUAGES] == list(LANGUAGES)
    assert translator("tlh").language == "en"
