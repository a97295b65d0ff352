"""Names out of free text: each a name of its own, in the language that stands before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_embedded.gazetteer import naming
from interparty_embedded.gazetteer.drafts import Named, Rank


def free(text: str) -> list[tuple[str, str | None]]:
    return [(one.name, one.lang) for one in naming.free(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chinese: 新民黨", [("新民黨", "zh")]),
        ("Arabic:حزب الوسط", [("حزب الوسط", "ar")]),
        ("Pashto: افغان ملت / ملت", [("افغان ملت", "ps"), ("ملت", "ps")]),
        (
            "Hangul: 민주당; Hanja: 民主黨",
            [("민주당", "ko"), ("民主黨", "ko-Hani")],
        ),
        (
            "Belarusian: Партыя, Russian: Партия",
            [("Партыя", "be"), ("Партия", "ru")],
        ),
        ("Moldovan Cyrillic: Партидул", [("Партидул", "ro-Cyrl")]),
        ("Alternative translation: Other Party", [("Other Party", None)]),
        ("Parti du peuple (French)", [("Parti du peuple", "fr")]),
        ("Christian Democracy, Democracia", [("Christian Democracy, Democracia", None)]),
        (
            "Arabic: القائمة, al-Qaima",
            [("القائمة", "ar"), ("al-Qaima", "ar")],
        ),
        ("", []),
        (" ; ", []),
    ],
)
def test_languages_are_read_from_what_stands_before_a_name(
    text: str, found: list[tuple[str, str | None]]
) -> None:
    assert free(text) == found


def test_marks_of_direction_brackets_and_wiki_markup_are_no_part_of_a_name() -> None:
    assert naming.cleaned("حزب\u200e\u200e ;") == "حزب"
    assert naming.cleaned("Justicialist [Peronist] Party") == "Justicialist Party"
    assert naming.cleaned("Volkspartei ''([[German language|German]])''") == "Volkspartei"
    assert naming.cleaned("Strana&nbsp;zelených") == "Strana zelených"
    assert naming.cleaned("(立憲国民党") == "立憲国民党"
    assert naming.cleaned("Party (1993)") == "Party (1993)"
    # In Persian this mark is part of how a word is written.
    assert naming.cleaned("اصول‌گرایان") == "اصول‌گرایان"


def test_of_two_names_in_a_field_both_are_names_and_the_whole_may_be_an_alliance() -> None:
    assert list(naming.field("Union / Partit", "ca")) == [
        Named("Union / Partit", "ca", Rank.WHOLE),
        Named("Union", "ca", Rank.PART),
        Named("Partit", "ca", Rank.PART),
    ]
    assert [one.name for one in naming.field("Before | After")] == ["Before", "After"]
    assert [one.name for one in naming.acronyms("KDU/CSL")] == ["KDU/CSL", "KDU", "CSL"]


@pytest.mark.parametrize(
    ("name", "usable"),
    [("V", False), ("V.", False), ("", False), ("2011", False), ("新", True), ("SP", True),
     ("German:", False), ("Forward: Party", True)],
)  # fmt: skip
def test_one_letter_does_not_say_who_is_meant(name: str, usable: bool) -> None:
    assert naming.usable(name) is usable


def test_spellings_that_differ_in_case_and_accents_are_one_name_with_the_best_claim() -> None:
    found = naming.distinct(
        [Named("Partido Accion", None, Rank.FORMER), Named("PARTIDO ACCIÓN", "es"), Named("Otro")]
    )

    assert found == [Named("Partido Accion", "es", Rank.WHOLE), Named("Otro")]


@given(st.text(max_size=80))
def test_whatever_the_text_names_are_clean_and_nothing_breaks(text: str) -> None:
    for one in [*naming.free(text), *naming.field(text), *naming.acronyms(text)]:
        assert one.name
        assert one.name == one.name.strip()
        assert len(one.name) <= 500
        assert "\n" not in one.name
