"""The export of the EU transparency register: XML of a register that is not quite XML."""

import io
import weakref
from datetime import date, timedelta
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources import elements
from interparty_ingest.sources.registers import eu_transparency_register as register
from tests.support.registers import broken, read, read_or_broken, said

HEAD = (
    "<?xml version='1.1' encoding='UTF-8'?>\n"
    '<ListOfIRPublicDetail xmlns="http://intragate.ec.europa.eu/transparencyregister/odp">'
    '<metaData xmlns=""><exportDate>2026-06-15T20:00:00Z</exportDate><numberOfIR>1</numberOfIR></metaData>'
    '<resultList xmlns="">'
)
TAIL = "</resultList></ListOfIRPublicDetail>"


def entry(
    *,
    code: str = "123456789012-34",
    name: str = "Party Foundation F",
    registered: str = "2019-08-28T09:51:42Z",
    category: str = "Companies &amp; groups",
    country: str = "KOREA, REPUBLIC OF",
    more: str = "",
) -> str:
    return (
        f"<interestRepresentative><identificationCode>{code}</identificationCode>"
        f"<registrationDate>{registered}</registrationDate>"
        f"<lastUpdateDate>2026-05-01T10:00:00Z</lastUpdateDate>"
        f"<name><originalName>{name}</originalName></name><acronym>F</acronym>"
        f"<registrationCategory>{category}</registrationCategory>"
        f"<headOffice><city>Seoul</city><country>{country}</country></headOffice>"
        f"<EUOffice><city>Brussels</city><country>BELGIUM</country></EUOffice>{more}"
        "</interestRepresentative>"
    )


def export(*entries: str) -> bytes:
    return (HEAD + "".join(entries) + TAIL).encode()


def test_a_registration_is_a_disclosure_by_the_filer_that_stands_from_its_day_on() -> None:
    (row,) = read(register.read_xml, export(entry()))

    assert row.unknown == ()
    assert row.made[0].data == {
        "register": "eu-transparency-register",
        "record_id": "123456789012-34",
        "filer": {
            "name": "Party Foundation F",
            "kind": "company",
            "country": "KR",
            "ids": {"eu-tr": "123456789012-34"},
        },
        "channel": "representation",
        "occurred": {"from": "2019-08-28"},
        "filed": "2019-08-28",
        "url": (
            "https://transparency-register.europa.eu/search-register-or-update/"
            "organisation-detail_en?id=123456789012-34"
        ),
    }


def test_names_with_entities_of_html_and_references_to_control_characters_are_read() -> None:
    name = "Association M&amp;eacute;diterran&#xe9;e&#x2;&#11; Tech R&amp;D"

    data = said(register.read_xml, export(entry(name=name, more="<goals>\x02&#xFFFE;</goals>")))

    assert data["filer"]["name"] == "Association Méditerranée Tech R&D"


def test_a_reference_that_two_pieces_of_the_file_share_is_read_whole() -> None:
    for padding in range(12):
        goals = "g" * (65_400 + padding)
        raw = export(entry(more=f"<goals>{goals}{'&#x2;&amp;' * 20}</goals>"))
        assert said(register.read_xml, raw)["filer"]["country"] == "KR"


def test_names_of_elements_count_and_not_their_namespaces() -> None:
    raw = export(entry()).replace(b' xmlns=""', b"").replace(b"version='1.1'", b"version='1.0'")

    assert said(register.read_xml, raw) == said(register.read_xml, export(entry()))


def test_what_is_kept_of_an_entry_is_its_own_text() -> None:
    rows = read(register.read_xml, export(entry(), entry(code="99999-01")))

    assert [row.raw.startswith(b"<interestRepresentative>") for row in rows] == [True, True]
    assert b"99999-01" not in rows[0].raw
    assert b"99999-01" in rows[1].raw


def test_entries_that_cannot_be_used_are_refused_and_harm_no_other() -> None:
    rows = read(
        register.read_xml, export(entry(code="none"), entry(name=" "), entry(code="99999-01"))
    )

    assert [row.refused for row in rows] == [
        "no identification code in a known form",
        "no name",
        "",
    ]


def test_what_is_not_said_in_a_known_form_is_absent_and_named() -> None:
    odd = entry(country="UTOPIA", registered="last year", category="Think tanks")

    (row,) = read(register.read_xml, export(odd))

    assert row.unknown == ("country: UTOPIA", "filed", "occurred")
    assert row.made[0].data["filer"].keys() == {"name", "ids"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "found an empty file"),
        (b"Service unavailable", "found: 'Service unavailable'"),
        (b"<!DOCTYPE html><html></html>", "found a document type"),
        (b"<html><body/></html>", "expected XML with the root ListOfIRPublicDetail; found: 'html'"),
        (
            export(),
            "expected elements interestRepresentative below ListOfIRPublicDetail; found none",
        ),
        (export(entry())[:-60], "no XML, or cut off"),
        (export(entry())[:400], "no XML, or cut off"),
        (export(entry()).replace(b"Seoul", b"Se\xffoul"), "no XML, or cut off"),
        (export(entry(more="<a>&eacute;</a>")), "no XML, or cut off"),
        (export(entry(more="<a>" * 20_000 + "</a>" * 20_000)), "elements lie deeper"),
    ],
)
def test_other_files_are_broken_and_it_is_said_how(raw: bytes, said: str) -> None:
    assert said in broken(register.read_xml, raw)


def test_no_entities_are_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]>' + export(entry(name="&b;"))[40:]

    assert "found a document type" in broken(register.read_xml, bomb)


def test_of_a_long_file_only_the_entries_of_one_piece_are_held() -> None:
    raw = export(*(entry(code=f"{number:05}-01") for number in range(3000)))
    stream = io.BytesIO(raw)
    alive: weakref.WeakSet[Element] = weakref.WeakSet()
    most = 0

    for element, _ in elements.read(stream, "ListOfIRPublicDetail", "interestRepresentative", "x"):
        alive.add(element)
        del element
        most = max(most, len(alive))

    assert len(raw) > 20 * 65_536
    assert most <= 2


def test_an_edition_covers_a_month_and_editions_a_month_apart_adjoin() -> None:
    first = register.REGISTER.covered(date(2026, 3, 31))
    assert first == (date(2026, 1, 30), date(2026, 3, 1))
    later = register.REGISTER.covered(date(2026, 3, 31) + timedelta(days=31))
    assert first is not None
    assert later is not None
    assert later.start - first.end == timedelta(days=1)


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_an_entry_says_it_is_an_event_of_the_contract_or_refused(
    name: str, registered: str, category: str, country: str
) -> None:
    texts = {"name": name, "registered": registered, "category": category, "country": country}
    written = {
        key: escape(value).encode("utf-8", "ignore").decode() for key, value in texts.items()
    }

    read_or_broken(register.read_xml, export(entry(**written)))


@given(st.integers(0, 900), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_broken(place: int, other: bytes) -> None:
    raw = export(entry())
    read_or_broken(register.read_xml, raw[:place] + other + raw[place + len(other) :])
