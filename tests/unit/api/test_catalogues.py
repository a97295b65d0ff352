"""The catalogues that translators edit: complete, and with the same values in every language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import interparty_api
from interparty_api.i18n import LANGUAGES, LOCALE
from interparty_api.notify import vocabulary
from interparty_shared.domain.wording import accusation

Key = str | tuple[str, ...]
NOTIFY = Path(interparty_api.__file__).parent / "notify"


def used() -> set[Key]:
    """Return the messages that mails are made of."""
    found = extract_from_dir(
        str(NOTIFY),
        method_map=[("**.py", "python"), ("templates/**", "jinja2.ext:babel_extract")],
        options_map={"templates/**": {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"gettext": None, "ngettext": (1, 2), "_": None},
    )
    said: set[Key] = {message for _, _, message, _, _ in found}
    return said | {message for words in vocabulary.EVERY for message in words.values()}


def catalogue(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "interparty.po"
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def key_of(message: Message) -> Key:
    return tuple(message.id) if isinstance(message.id, list | tuple) else str(message.id)


def forms_of(message: Message) -> list[str]:
    said = message.string
    return list(said) if isinstance(said, list | tuple) else [said or ""]


def values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_every_catalogue_and_no_other(language: str) -> None:
    assert {key_of(message) for message in messages(language)} == used()
    assert not [message.id for message in messages(language) if message.fuzzy]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_message_is_translated_with_the_values_of_its_english_sentence(language: str) -> None:
    for message in messages(language):
        key, forms = key_of(message), forms_of(message)
        english = values(key if isinstance(key, str) else key[-1])
        assert all(forms), key
        assert [values(form) for form in forms] == [english] * len(forms), key
        assert [form.count("{") for form in forms] == [form.count("}") for form in forms]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_as_many_forms_as_the_language(language: str) -> None:
    read = catalogue(language)

    assert read.num_plurals == {"zh": 1}.get(language, 2)
    for message in messages(language):
        if message.pluralizable:
            assert len(forms_of(message)) == read.num_plurals, message.id


def test_the_messages_of_mails_are_found_at_all() -> None:
    assert {"Read the alert", ("{n} new alert", "{n} new alerts"), "visit"} <= used()
    assert len(used()) > 100


def test_no_sentence_of_mails_or_pages_accuses_anybody() -> None:
    said = []
    for name in ("interparty.po", "pages.po"):
        # The English catalogue has none for pages: their messages are English, and stand in each.
        with (LOCALE / "fr" / "LC_MESSAGES" / name).open("rb") as file:
            for one in read_po(file, abort_invalid=True):
                said += [one.id] if isinstance(one.id, str) else list(one.id)

    assert len(said) > 400
    assert [text for text in said if accusation(text)] == []
