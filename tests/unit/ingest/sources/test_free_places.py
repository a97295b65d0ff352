"""Countries in free text: where somebody goes, and not what others are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources import free_places
from interparty_shared.reference.country_names import code_of

code_of("Germany")  # reads the names of all countries, which takes a while the first time


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Visit to Israel and the Palestinian Territories", ("IL", "PS")),
        ("visiting Kuwait, Jordan & Israel.", ("KW", "JO", "IL")),
        ("fact-finding in Bosnia and Herzegovina", ("BA",)),
        ("to Trinidad and Tobago and Cuba", ("TT", "CU")),
        ("flights to the United States, and to the United States", ("US",)),
        ("visit to Washington and France", ()),
        ("Flights to China Matters", ()),
        ("to attend the Israel Allies Foundation in Berlin", ()),
        ("to Germany's parliament", ()),
        ("Congress of the Spain Group", ()),
        ("to visit Cuba. Visit paid for by Party A", ("CU",)),
        ("to Korea", ()),
        ("", ()),
    ],
)
def test_countries_are_those_that_somebody_is_said_to_go_to(
    text: str, codes: tuple[str, ...]
) -> None:
    assert free_places.countries(text) == codes


@given(st.text(alphabet="toin visit andthe Cuba,Peru&.", max_size=80))
def test_whatever_a_text_says_its_countries_are_codes_each_once(text: str) -> None:
    found = free_places.countries(text)

    assert len(set(found)) == len(found)
    assert set(found) <= {"CU", "PE"}
