"""Every sentence of the pages is in the catalogue of every language, with the same values."""

import re

import pytest

from interparty_api.i18n import LANGUAGES
from interparty_api.pages.labels import FAMILIES
from interparty_shared.domain import words
from tests.support.messages import catalogue, of_pages

OTHERS = [one for one in LANGUAGES if one != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_left_in_english(language: str) -> None:
    said = catalogue(language)

    missing = {message: where for message, where in of_pages().items() if not _is_in(said, message)}
    assert missing == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_catalogue_has_what_no_page_says(language: str) -> None:
    known = {key for message in of_pages() for key in _keys(message)}

    assert [key for key in catalogue(language) if key not in known] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_names_the_values_that_its_message_names(language: str) -> None:
    for (one, many), said in catalogue(language).items():
        for form in said:
            assert form.strip(), one
            assert _values(form) == _values(many or one), form


@pytest.mark.parametrize("language", OTHERS)
def test_pages_and_mails_say_the_same_in_the_same_words(language: str) -> None:
    ours, mails = catalogue(language), catalogue(language, "interparty.po")

    assert {
        key: (ours[key], mails[key])
        for key in ours.keys() & mails.keys()
        if ours[key] != mails[key]
    } == {}


def test_every_word_of_the_contract_has_a_label() -> None:
    assert FAMILIES["verdict"].keys() == words.VERDICTS
    assert set(FAMILIES["severity"]) == set(words.SEVERITIES)
    assert FAMILIES["channel"].keys() == words.CHANNELS
    assert FAMILIES["office"].keys() == words.OFFICES
    assert FAMILIES["role"].keys() == words.ROLES
    assert FAMILIES["kind"].keys() == words.ACTOR_KINDS


def _is_in(said: dict[tuple[str, str], tuple[str, ...]], message: tuple[str, str]) -> bool:
    return any(key in said for key in _keys(message))


def _keys(message: tuple[str, str]) -> list[tuple[str, str]]:
    # A message that is said with a number and without shares one entry of the catalogue.
    return [message, (message[0], "")] if message[1] else [message]


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
