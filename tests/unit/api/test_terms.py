"""By what things are found: one form for all spellings of a name, words that are worth a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers import terms


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Priti Patel", "Patel, Priti"),
        ("Rt Hon Dame Priti Patel MP", "PRITI PATEL"),
        ("José Núñez", "jose nunez"),
        ("Friedrich-Ebert-Stiftung", "friedrich ebert stiftung"),
        ("O’Neill", "O'Neill"),
    ],
)
def test_spellings_of_one_name_are_found_under_one_term(left: str, right: str) -> None:
    assert terms.name(left) == terms.name(right)


@pytest.mark.parametrize(("left", "right"), [("Ann Lee", "Ann Leigh"), ("Dr", "Mr"), ("?", "!")])
def test_different_names_are_not(left: str, right: str) -> None:
    assert terms.name(left) != terms.name(right)


def test_what_looks_like_an_identifier_is_looked_for_as_one_and_as_a_name() -> None:
    assert terms.actor_asked("gb-mnis:4066") == ("id:gb-mnis:4066", terms.name("gb-mnis:4066"))
    assert terms.actor_asked("Priti Patel") == (terms.name("Priti Patel"),)
    assert len(terms.actor_asked("Party: the sequel")) == 1


def test_words_have_no_case_no_accents_and_no_stop_words() -> None:
    found = terms.words(["The Forum of São Paulo, 2025-12-02"])

    assert found == {"forum", "sao", "paulo", "2025"}


def test_scripts_without_spaces_are_found_by_pairs_of_characters() -> None:
    stored = terms.words(["中国共产党中央委员会对外联络部 visit"])

    assert terms.words(["对外联络"]) <= stored
    assert not terms.words(["对内联络"]) <= stored
    assert "visit" in stored


@given(st.text(max_size=600))
def test_any_text_gives_terms_that_an_index_can_hold(text: str) -> None:
    for term in (terms.name(text), *terms.words([text]), terms.identifier("x", text)):
        assert "\x00" not in term
    assert len(terms.name(text)) <= terms.LONGEST_NAME + len("name:")
    assert all(len(word) <= terms.LONGEST_WORD for word in terms.words([text]))


@given(st.text(max_size=100))
def test_a_name_is_found_under_itself_in_another_case(text: str) -> None:
    assert terms.name(text.casefold()) == terms.name(text.casefold().casefold())
