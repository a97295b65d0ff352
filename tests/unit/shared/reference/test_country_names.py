"""Countries are known by the names that registers and newsrooms write, and never by a guess."""

import pytest

from interparty_shared.domain.countries import CODES
from interparty_shared.reference.country_names import LANGUAGES, code_of, names_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CONGO, DEMOCRATIC REPUBLIC OF THE", "CD"),
        ("The Netherlands", "NL"),
        ("津巴布韦", "ZW"),
        ("刚果（布）", "CG"),
        ("Côte d’Ivoire", "CI"),
        ("Trinidad and Tobago", "TT"),
        ("Timor-Leste (East Timor)", "TL"),
        ("Россия", "RU"),
        ("Türkei", "TR"),
        ("भारत", "IN"),
        ("Great Britain", "GB"),
        ("European Union", "EU"),
    ],
)
def test_a_country_is_known_in_the_spelling_of_its_source(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    "name", ["Congo", "Korea", "", "Utopia", "Czechoslovakia", "Guinea (Niger)"]
)
def test_nobody_is_placed_by_a_name_that_means_several_or_none(name: str) -> None:
    assert code_of(name) is None


def test_every_usual_name_in_every_language_means_its_own_country() -> None:
    for language in LANGUAGES:
        for code in CODES:
            for name in names_of(code, language)[:1]:
                assert code_of(name) in {code, None}, (language, name)
