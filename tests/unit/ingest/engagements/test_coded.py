"""Events that programs coded: which are contacts, who is political, both directions told once."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.engagements.coded import gdelt2, icews, polecat
from interparty_ingest.sources.engagements.coded.cameo import CONTACTS, countries
from interparty_ingest.sources.engagements.source import EngagementSource
from interparty_ingest.sources.rows import BrokenFile, Row
from interparty_shared.domain.countries import CODES
from tests.support.engagement_rows import read, table, who

ICEWS = {
    "Event ID": "1",
    "Event Date": "2031-06-01",
    "Source Name": "Ann A",
    "Source Sectors": "Parties,Government",
    "Source Country": "Norway",
    "Event Text": "Consult",
    "CAMEO Code": "040",
    "Intensity": "1",
    "Target Name": "Example Party",
    "Target Sectors": "Parties,(National) Major Party",
    "Target Country": "Togo",
    "Story ID": "7",
    "Sentence Number": "2",
    "Publisher": "The Example News",
    "Country": "Norway",
    "City": "Oslo",
}
POLECAT = {
    "Event ID": "p1",
    "Event Date": "2031-06-01",
    "Event Type": "CONSULT",
    "Event Mode": "visit",
    "Actor Name": "Ann A",
    "Actor Country": "NOR",
    "Primary Actor Sector": "PTY",
    "Actor Sectors": "PTY; GOV",
    "Recipient Name": "Example Party",
    "Recipient Country": "Togo",
    "Primary Recipient Sector": "PTY",
    "Source": "The Example News",
    "Publication Date": "2031-06-02",
}
GDELT = {
    "GLOBALEVENTID": "9",
    "SQLDATE": "20310601",
    "Actor1Name": "OPPOSITION LEADER",
    "Actor1CountryCode": "NOR",
    "Actor1Type1Code": "OPP",
    "Actor2Name": "LIKUD",
    "Actor2CountryCode": "ISR",
    "Actor2KnownGroupCode": "LKD",
    "EventCode": "042",
    "DATEADDED": "20310602101500",
    "SOURCEURL": "https://news.example/1",
}
SOURCES: dict[str, tuple[EngagementSource, tuple[str, ...], Mapping[str, str], bool]] = {
    "icews": (icews.SOURCE, icews.COLUMNS, ICEWS, True),
    "polecat": (polecat.SOURCE, polecat.COLUMNS, POLECAT, True),
    "gdelt2": (gdelt2.SOURCE, gdelt2.COLUMNS, GDELT, False),
}
EACH = pytest.mark.parametrize("id_", SOURCES)


def content(id_: str, *changes: Mapping[str, str]) -> str:
    _, columns, base, header = SOURCES[id_]
    cells = [[(dict(base) | dict(change)).get(name, "") for name in columns] for change in changes]
    text = table(columns, *cells, delimiter="\t")
    return text if header else text.partition("\n")[2]


def rows(id_: str, *changes: Mapping[str, str]) -> list[Row]:
    form = "csv" if id_ == "gdelt2" else "tab"
    return read(SOURCES[id_][0], content(id_, *changes), form)


def row(id_: str, **changes: str) -> Row:
    (found,) = rows(id_, {name.replace("_", " "): said for name, said in changes.items()})
    return found


@EACH
def test_a_contact_across_borders_is_an_engagement_that_a_machine_coded(id_: str) -> None:
    found = row(id_)
    (made,) = found.made
    assert who(found)[0]["country"] == "NO"
    assert made.data["occurred"] == {"from": "2031-06-01"}
    assert "place" not in made.data
    assert "place" in found.unknown
    assert made.data["sources"][0]["coding"] == "machine"
    assert made.data["sources"][0]["side"] == "third_party"


@EACH
def test_another_set_of_columns_is_a_broken_file(id_: str) -> None:
    source, columns, _, header = SOURCES[id_]
    cells = ["1"] * (len(columns) - 1)
    text = table(columns[1:], cells, delimiter="\t") if header else "\t".join(cells) + "\n"
    with pytest.raises(BrokenFile):
        read(source, text, "csv" if id_ == "gdelt2" else "tab")


@pytest.mark.parametrize("id_", ["icews", "polecat"])
def test_columns_in_another_order_are_a_broken_file(id_: str) -> None:
    source, columns, _, _ = SOURCES[id_]
    turned = table(columns[::-1], ["1"] * len(columns), delimiter="\t")
    with pytest.raises(BrokenFile, match="in another order"):
        read(source, turned, "tab")


@pytest.mark.parametrize(("code", "contact"), CONTACTS.items())
def test_each_verb_of_contact_has_its_channel_and_roles(code: str, contact: object) -> None:
    found = row("icews", CAMEO_Code=code)
    told = (found.made[0].data["channel"], tuple(one.get("role") for one in who(found)))
    assert told == contact


@pytest.mark.parametrize("code", ["010", "036", "050", "051", "0841", "190", ""])
def test_what_is_no_contact_is_counted_by_its_code(code: str) -> None:
    assert row("icews", CAMEO_Code=code).refused == f"no contact: {code or 'no code'}"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Source Country": "Togo"}, "within one country"),
        ({"Source Country": "NA"}, "the country of an actor is not known"),
        ({"Target Country": "Utopia"}, "the country of an actor is not known"),
        ({"Target Sectors": "NA"}, "an actor is of no party, government or opposition"),
        ({"Target Sectors": "Business"}, "an actor is of no party, government or opposition"),
        ({"Target Sectors": "Military,Government"}, "an actor is of no party, government or opposition"),
        ({"Target Name": " "}, "an actor has no name"),
        ({"Event Date": "1 June"}, "no date"),
    ],
)  # fmt: skip
def test_what_is_no_party_diplomacy_is_refused_with_its_reason(
    changes: dict[str, str], why: str
) -> None:
    (found,) = rows("icews", changes)
    assert found.refused == why


@pytest.mark.parametrize(
    ("name", "sectors", "kind"),
    [
        ("Ann A", "Parties,Government", "politician"),
        ("Example Party", "Parties", "party"),
        ("Foreign Affairs (Togo)", "Government,Executive", "government"),
        ("Cabinet / Council of Ministers / Advisors (Togo)", "Government,Cabinet", "government"),
        ("Senate (Togo)", "Government,Legislative / Parliamentary", "legislature"),
        ("Lawmaker (Togo)", "Legislative / Parliamentary", "politician"),
        ("Embassy (Togo)", "Government", "embassy"),
        ("Ann A", "Dissident", None),
    ],
)
def test_name_and_sectors_say_what_kind_of_actor_it_is(
    name: str, sectors: str, kind: str | None
) -> None:
    found = row("icews", Target_Name=name, Target_Sectors=sectors)
    assert who(found)[1].get("kind") == kind


@pytest.mark.parametrize(
    ("there", "back"), [("040", "040"), ("042", "043"), ("043", "042"), ("040", "046")]
)
def test_both_directions_of_one_sentence_are_one_engagement(there: str, back: str) -> None:
    turned = {
        f"{to} {what}": ICEWS[f"{of} {what}"]
        for to, of in (("Source", "Target"), ("Target", "Source"))
        for what in ("Name", "Sectors", "Country")
    }
    first, second = rows(
        "icews", {"CAMEO Code": there}, {"CAMEO Code": back, "Event ID": "2"} | turned
    )
    assert first.made
    assert second.refused == "told by a row before: the same two in the same story"
    other_order, _ = rows("icews", {"CAMEO Code": back} | turned, {"CAMEO Code": there})
    assert other_order.made[0].id == first.made[0].id


def test_another_sentence_is_another_event() -> None:
    first, second = rows("icews", {}, {"Sentence Number": "3"})
    assert first.made[0].id != second.made[0].id


@pytest.mark.parametrize(
    ("mode", "channel"),
    [("visit", "visit"), ("phone", "communication"), ("None", "meeting"), ("?", "meeting")],
)
def test_a_mode_of_polecat_is_a_channel(mode: str, channel: str) -> None:
    assert row("polecat", Event_Mode=mode).made[0].data["channel"] == channel


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Event Type": "AGREE"}, "no contact: AGREE"),
        ({"Contexts": "election; hypothetical"}, "did not happen then: hypothetical"),
        ({"Actor Name": "Ann A; Bo B"}, "several actors on one side"),
    ],
)
def test_what_polecat_does_not_tell_as_a_contact_is_refused(
    changes: dict[str, str], why: str
) -> None:
    (found,) = rows("polecat", changes)
    assert found.refused == why


def test_a_known_group_that_is_a_party_is_one_in_gdelt() -> None:
    found = row("gdelt2")
    assert who(found)[1] == {"name": "LIKUD", "kind": "party", "country": "IL", "role": "host"}
    assert found.made[0].data["sources"][0] == {
        "url": "https://news.example/1",
        "publisher": "GDELT",
        "published": "2031-06-02",
        "side": "third_party",
        "coding": "machine",
    }


def packed(*files: tuple[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files:
            archive.writestr(name, text)
    return made.getvalue()


def test_gdelt_is_read_from_its_zip() -> None:
    (found,) = read(gdelt2.SOURCE, packed(("1.export.CSV", content("gdelt2", {}))), "zip")
    assert found.made


def test_a_zip_whose_content_is_spoilt_is_a_broken_file() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "1.export.CSV", content("gdelt2", *({"GLOBALEVENTID": str(n)} for n in range(99)))
        )
    spoilt = bytearray(made.getvalue())
    spoilt[60:90] = bytes(30)
    with pytest.raises(BrokenFile):
        read(gdelt2.SOURCE, bytes(spoilt), "zip")


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"<html>",
        packed(("1.CSV", "x" * 90)).replace(b"x" * 90, b"y" * 90),
        packed(),
        packed(("a", ""), ("b", "")),
        packed(("a", "1\t2\n")),
        packed(("1.CSV", content("gdelt2", {"SQLDATE": "June"}))),
    ],
)
def test_what_is_no_such_zip_is_a_broken_file(broken: bytes) -> None:
    with pytest.raises(BrokenFile):
        read(gdelt2.SOURCE, broken, "zip")


def test_cameo_s_countries_are_countries() -> None:
    assert set(countries().values()) <= CODES
    assert [countries()[code] for code in ("ROM", "TMP", "MTN", "IMY")] == ["RO", "TL", "ME", "IM"]


CELL = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12
) | st.sampled_from(
    ["NA", "040", "CONSULT", "Norway", "NOR", "Parties", "GOV", "20310601", "2031-06-01"]
)


@EACH
@given(st.data())
def test_any_cells_are_read_or_refused_and_nothing_else(id_: str, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(SOURCES[id_][1]), max_size=6))
    changes = {name: data.draw(CELL) for name in sorted(names - {"GLOBALEVENTID", "SQLDATE"})}
    rows(id_, changes)


@EACH
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_broken_file(id_: str, content: bytes) -> None:
    for form in SOURCES[id_][0].readers:
        try:
            read(SOURCES[id_][0], content, form)
        except BrokenFile:
            continue
