"""Likeness of names: register variants, scripts, titles, and laws that hold for any names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interparty_shared.domain import names, spelling

WORDS = st.sampled_from(
    "alex robin smith smyth doe mac cleary al alasdair konrad adenauer stiftung foundation of"
    " party labour müller wałęsa o'neill 习近平 моди नरेन्द्र محمد 김정은 j".split()
)
PLAIN = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
ANYTHING = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != "")
NAMES = st.one_of(PLAIN, ANYTHING)


@given(NAMES)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert names.similarity(name, name) == 1.0


@given(NAMES, NAMES)
def test_likeness_is_the_same_from_either_side(left: str, right: str) -> None:
    names._similarity.cache_clear()
    ours = names.similarity(left, right)
    names._similarity.cache_clear()

    assert ours == names.similarity(right, left)
    assert 0.0 <= ours <= 1.0
    assert names._aligned(names.tokens(left), names.tokens(right)) == names._aligned(
        names.tokens(right), names.tokens(left)
    )


@given(st.lists(WORDS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_words_is_nothing(words: list[str], chance: object) -> None:
    turned = list(words)
    chance.shuffle(turned)  # type: ignore[attr-defined]

    assert names.key(" ".join(words)) == names.key(" ".join(turned))
    assert names.similarity(" ".join(words), " ".join(turned)) == 1.0


@given(NAMES, NAMES)
def test_only_equal_words_are_wholly_alike(left: str, right: str) -> None:
    if names.similarity(left, right) == 1.0:
        assert left == right or names.key(left) == names.key(right)


@example(",")
@given(ANYTHING)
def test_a_name_has_words_sounds_and_a_key(name: str) -> None:
    assert names.tokens(name)
    assert all(names.tokens(name))
    assert names.sounds(name)
    assert names.telling(name)
    assert names.key(name).strip() != "" or not name.strip()


@given(NAMES, NAMES)
def test_people_who_may_be_one_share_a_sound_or_are_never_compared(left: str, right: str) -> None:
    if names.written_out(left, right):
        assert names.sounds(left) & names.sounds(right)


@given(st.text("abcdeéø ", min_size=1, max_size=12), st.text("abcdeéø ", min_size=1, max_size=12))
def test_nearness_of_words_is_symmetric_and_one_for_equal_words_alone(a: str, b: str) -> None:
    spelling.jaro_winkler.cache_clear()
    ours = spelling.jaro_winkler(a, b)
    spelling.jaro_winkler.cache_clear()

    assert ours == spelling.jaro_winkler(b, a)
    assert (ours == 1.0) == (a == b)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Friedrich Nauman Stiftung", "Friedrich-Naumann-Stiftung"),
        ("Konrad-Adenauer Stiftiung", "Konrad Adenauer Stiftung"),
        ("Friedrich-Ebert-Stiftung London Limited", "Friedrich-Ebert-Stiftung UK"),
        ("Friedrich-Ebert-Stiftung UK", "Friedrich Ebert Foundation"),
        ("Konrad-Adenauer-Stiftung e.V.", "Konrad Adenauer Foundation"),
        ("Pakistan Tehreek-E-Insaf", "Pakistan Tehreek-e-Insaaf"),
        ("Bertelsmann Stiftung 13571025706-27", "Bertelsmann Foundation"),
        ("KAS", "Konrad-Adenauer-Stiftung"),
        ("International Democracy Union", "IDU"),
        ("The Labour Party", "Labour Party"),
        ("Heinrich-Böll-Stiftung", "Heinrich Boell Stiftung"),
        ("Dáire Hughes", "Daire Hughes"),
        ("Rt Hon Priti Patel MP", "Patel, Priti"),
        ("Dr Caroline Johnson", "Caroline Johnson"),
        ("Liz Saville Roberts", "Liz Saville-Roberts"),
        ("James MacCleary", "James Mac Cleary"),
        ("Michelle O'Neill", "Michelle O’Neill"),
        ("Michelle O'Neill", "Michelle O Neill"),
        ("Lech Wałęsa", "Lech Walesa"),
        ("Jørgen Smith", "Jorgen Smith"),
        ("Σμιθ Γιώργος", "Γιωργος Σμιθ"),
        ("习 近平", "习近平"),
        ("حسن مُحمد", "حسن محمد"),
        ("Young, Sir Alex", "Sir Alex Young"),
    ],
)
def test_variants_that_registers_and_newsrooms_write_are_alike(left: str, right: str) -> None:
    assert names.similarity(left, right) >= 0.85


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Konrad-Adenauer-Stiftung", "Friedrich-Ebert-Stiftung"),
        ("Labour Party", "Conservative Party"),
        ("John Baron", "John Lord"),
        ("Ana Sá", "Ana Co"),
        ("Alex Smith", "Alex Jones"),
        ("习近平", "习仲勋"),
        ("नरेन्द्र मोदी", "नरेन्द्र मीदा"),
        ("김정은", "김종은"),
        ("Article 19", "Article 20"),
        ("!!!", "???"),
        ("Иванов", "Петров"),
    ],
)
def test_names_of_others_are_not_alike(left: str, right: str) -> None:
    assert names.similarity(left, right) < 0.85


@pytest.mark.parametrize(
    "name", ["Baroness", "Mr", "The Company Ltd", "Lord Baron", "e.V.", "Dr Dr"]
)
def test_a_name_made_of_titles_and_forms_alone_keeps_its_words(name: str) -> None:
    assert names.tokens(name)
    assert names.similarity(name, name) == 1.0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("John Baron", ("john", "baron")),
        ("Lord Darzi", ("darzi",)),
        ("Ana Sá", ("ana", "sa")),
        ("Maria Ana Gomes SA", ("maria", "ana", "gomes")),
        ("Rt Hon Dame Alex Doe DBE MP", ("alex", "doe")),
        ("Alex Doe VR MP", ("alex", "doe")),
        ("Alex Om", ("alex", "om")),
        ("Lord, Jonathan", ("jonathan", "lord")),
        ("!!!", ("!!!",)),
    ],
)
def test_titles_that_are_surnames_too_stay_surnames(name: str, kept: tuple[str, ...]) -> None:
    assert names.tokens(name) == kept


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Preet Gill", "Preet Kaur Gill", True),
        ("Member M", "M Member", True),
        ("Dr Alex Doe", "Doe, Alex", True),
        ("Julie Smith", "Julia Smith", False),
        ("J Smith", "John Smith", False),
        ("Smith", "John Smith", False),
        ("James MacCleary", "James Mac Cleary", False),
    ],
)
def test_one_name_to_the_letter(left: str, right: str, same: bool) -> None:
    assert names.written_out(left, right) is same
    assert names.written_out(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Al Pinkerton", "Dr Alasdair Pinkerton", True),
        ("Cooper", "Yvette Cooper", True),
        ("Elon Mosk", "Elon Musk", True),
        ("Alex Doe", "Alex Roe-Martin", False),
        ("David Smith", "David Jones", False),
    ],
)
def test_a_family_name_in_common(left: str, right: str, same: bool) -> None:
    assert names.same_family(left, right) is same
    assert names.same_family(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "can"),
    [
        ("习近平", "Xi Jinping", False),
        ("习近平", "习仲勋", True),
        ("123", "Xi", True),
        ("\uff21\uff4c", "Al", True),
    ],
)
def test_scripts_decide_what_can_be_compared(left: str, right: str, can: bool) -> None:
    assert names.comparable(left, right) is can


def test_the_pieces_of_a_compound_come_after_the_whole() -> None:
    name = "Zetkin Foundation; Rosa Luxemburg Stiftung"

    assert names.parts(name) == (name, "Zetkin Foundation", "Rosa Luxemburg Stiftung")


def test_the_best_pair_is_the_same_in_every_order() -> None:
    ours, theirs = ("Foundation F", "F Stiftung", "Else"), ("F Foundation", "Stiftung F")

    assert names.best(ours, theirs) == names.best(ours[::-1], theirs[::-1])


@pytest.mark.parametrize(
    "name",
    [
        "x" * 500,
        " ".join(f"abcde{number:02}" for number in range(62)),
        " ".join("ab"[number % 2] for number in range(250)),
        "; ".join("a" for _ in range(160)),
        "é" * 500,
    ],
)
def test_the_longest_name_that_can_be_posted_costs_little(name: str) -> None:
    other = name[1:] + "y"
    spelling.jaro_winkler.cache_clear()

    for part in names.parts(name):
        names.similarity(part, other)
    names.similarity(name, other)

    asked = spelling.jaro_winkler.cache_info()
    assert asked.hits + asked.misses < 5_000, "comparisons of words"
