"""Interests of Australian members and senators: free text, of which little is certain."""

import csv
import io
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.registers import au_interests
from tests.support.registers import broken, counted, read, read_or_broken, real, said

HOUSE = au_interests.REGISTER.readers["csv"]
SENATE = au_interests.SENATE.readers["csv"]
TRIP = {
    "category": "travel",
    "name": "Member A",
    "member_type": "Representative",
    "electorate": "Electorate, Victoria",
    "party": "Party P",
    "held_by": "Self",
    "details": "Travel to India, 12-18 March 2017, courtesy of the Foundation for Dialogue. No value",
    "updated": "31/3/2017",
}


def table(*rows: dict[str, str]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(TRIP))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def test_a_trip_is_a_disclosure_by_the_member_filed_on_the_day_of_the_alteration() -> None:
    (row,) = read(HOUSE, table(TRIP))

    assert row.unknown == ()
    assert row.made[0].data == {
        "register": "au-interests",
        "record_id": row.key,
        "filer": {
            "name": "Member A",
            "kind": "politician",
            "country": "AU",
            "office": "member_of_parliament",
            "chamber": "house",
            "of": {"name": "Party P", "kind": "party", "country": "AU"},
        },
        "counterparts": [{"name": "Foundation for Dialogue"}],
        "channel": "visit",
        "occurred": {"from": "2017-03-12", "to": "2017-03-18"},
        "filed": "2017-03-31",
        "purpose": TRIP["details"],
        "url": "https://www.aph.gov.au/Senators_and_Members/Members/Register",
    }


def test_each_house_has_a_register_of_its_own() -> None:
    senator = TRIP | {"member_type": "Senator", "party": "Independent"}
    raw = table(TRIP, senator)

    assert [bool(row.made) for row in read(HOUSE, raw)] == [True, False]
    member, other = read(SENATE, raw)
    assert member.refused == "of the other house, which has a register of its own"
    assert other.made[0].data["register"] == "au-senate-interests"
    assert other.made[0].data["filer"]["chamber"] == "senate"
    assert "of" not in other.made[0].data["filer"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"held_by": "Spouse"}, "held by somebody else than the member (spouse, children)"),
        ({"held_by": "Dependants"}, "held by somebody else than the member (spouse, children)"),
        ({"held_by": ""}, "held by somebody else than the member (spouse, children)"),
        ({"category": "gifts"}, "another category than sponsored travel or hospitality"),
        ({"member_type": "Minister"}, "neither a representative nor a senator"),
        ({"name": " "}, "no member named"),
        ({"details": ""}, "nothing said of what it was"),
    ],
)
def test_rows_that_are_no_travel_of_the_member_are_refused_and_harm_no_other(
    change: dict[str, str], reason: str
) -> None:
    assert [row.refused for row in read(HOUSE, table(TRIP | change, TRIP))] == [reason, ""]


def test_what_the_member_held_with_their_spouse_is_the_members_too() -> None:
    assert read(HOUSE, table(TRIP | {"held_by": "Self, Spouse"}))[0].made


def test_rows_that_say_the_same_are_one_and_the_others_counted() -> None:
    rows = read(
        HOUSE,
        table(TRIP, TRIP | {"electorate": "Another, Victoria"}, TRIP | {"updated": "1/4/2017"}),
    )

    assert [row.refused for row in rows] == ["", "stands in the list more than once", ""]


@pytest.mark.parametrize(
    ("details", "sponsors"),
    [
        ("Flights paid for by Parliament of Kuwait on 3 March", ["Parliament of Kuwait"]),
        ("guest of the AFL", ["AFL"]),
        (
            "Guest of Optus. Tickets provided by Tennis Australia & Partner.",
            ["Optus", "Tennis Australia & Partner"],
        ),
        ("sponsored by Konrad-Adenauer-Stiftung Ltd. Flights", ["Konrad-Adenauer-Stiftung Ltd"]),
        (
            "sponsored by Australia/Israel & Jewish Affairs Council (AIJAC)",
            ["Australia/Israel & Jewish Affairs Council"],
        ),
        ("hosted by British High Commission Sept 2016", ["British High Commission"]),
        ("The cost was met by The Oxford Union.", ["Oxford Union"]),
        # A name that may go on in small letters, a word that stands for a name, nobody at all.
        ("provided by the Taipei Economic and Cultural office in Australia", []),
        ("accommodation provided by the Dialogue", []),
        ("paid for by me personally", []),
        ("provided by Optus's chairman", []),
        ("The Foundation paid for flights", []),
        ("from China Matters", []),
        ("courtesy of Mr", []),
    ],
)
def test_who_paid_is_named_where_the_wording_is_certain(details: str, sponsors: list[str]) -> None:
    data = said(HOUSE, table(TRIP | {"details": details}))

    assert [one["name"] for one in data.get("counterparts", [])] == sponsors
    assert data["purpose"] == details


@pytest.mark.parametrize(
    ("details", "channel"),
    [
        ("Study tour to Taiwan", "visit"),
        ("Return airfares and tickets to a conference", "visit"),
        ("Upgrade on a flight to business class", "hospitality"),
        ("Two tickets to the final", "hospitality"),
        ("Various things", None),
    ],
)
def test_the_channel_is_what_the_text_speaks_of(details: str, channel: str | None) -> None:
    assert said(HOUSE, table(TRIP | {"details": details})).get("channel") == channel


def test_what_is_not_said_in_a_certain_form_is_absent_and_named() -> None:
    (row,) = read(HOUSE, table(TRIP | {"details": "August 2016, various", "updated": "31/8/16"}))

    assert row.unknown == ("occurred", "filed", "counterparts", "channel")


def test_other_files_are_broken_and_it_is_said_how() -> None:
    gone = b"category,name,member_type,electorate,party,details,updated\n"

    assert "first line names held_by; found" in broken(HOUSE, gone)
    assert "cut off" in broken(HOUSE, table(TRIP)[:-40])


def test_the_real_table_is_read_to_the_last_row_by_both_registers() -> None:
    raw = real("au_interests", "au_travel_interests_to_2019.csv").read_bytes()

    house, _ = counted(read(HOUSE, raw))
    senate, _ = counted(read(SENATE, raw))

    assert sum(house.values()) == sum(senate.values()) == 1610
    assert house["mapped"] == senate["of the other house, which has a register of its own"] == 1112
    assert senate["mapped"] == house["of the other house, which has a register of its own"] == 495


@given(st.lists(st.text(), min_size=8, max_size=8))
def test_whatever_a_row_says_it_is_an_event_of_the_contract_or_refused(cells: list[str]) -> None:
    row: Any = dict(
        zip(TRIP, (cell.encode("utf-8", "ignore").decode() for cell in cells), strict=True)
    )
    read_or_broken(HOUSE, table(row, TRIP | {"details": row["details"], "updated": row["updated"]}))


@given(st.integers(0, 300), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_broken(place: int, other: bytes) -> None:
    raw = table(TRIP)
    for reader in (HOUSE, partial(SENATE)):
        read_or_broken(reader, raw[:place] + other + raw[place + len(other) :])
