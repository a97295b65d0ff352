"""Meetings of Members of the European Parliament: three forms of one list, and names in free text."""

import gzip
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.registers import attendees
from interparty_ingest.sources.registers import eu_ep_meetings as meetings
from tests.support.registers import broken, counted, read, read_or_broken, real, said

EXPORT = (
    "title,member_id,member_name,meeting_date,member_capacity,procedure_reference"
    ",attendees,lobbyist_id"
)
COPY = "epid,mep,country,group,committees,dossier,title,role,topic,location,lobbyists,date"
OLD_COPY = ",date,mep,group,country,role,location,committees,lobbyists,title"


def export(*rows: str) -> bytes:
    return ("\ufeff" + "\r\n".join([EXPORT, *rows]) + "\r\n").encode()


def copy(*rows: str) -> bytes:
    return ("\n".join([COPY, *rows]) + "\n").encode()


FOUNDATION = (
    "38595,Ann MEMBER,Czech Republic,S&D,['AFET'],,Elections,Member,,\"- Tbilisi, Albania\","
    '"Friedrich-Ebert-Stiftung (FES) Identification number:     05546466757-61",18/02/2020'
)


def test_a_meeting_is_a_disclosure_by_the_member_with_what_was_written_of_whom_they_met() -> None:
    (row,) = read(meetings.read_csv, copy(FOUNDATION))

    assert row.unknown == ()
    assert row.made[0].data == {
        "register": "eu-ep-meetings",
        "record_id": row.key,
        "filer": {
            "name": "Ann MEMBER",
            "kind": "politician",
            "country": "CZ",
            "office": "member_of_european_parliament",
            "ids": {"epid": "38595"},
        },
        "counterparts": [
            {"name": "Friedrich-Ebert-Stiftung (FES)", "ids": {"eu-tr": "05546466757-61"}}
        ],
        "channel": "meeting",
        "occurred": {"from": "2020-02-18"},
        "place": {"country": "AL"},
        "purpose": (
            "Elections; with: Friedrich-Ebert-Stiftung (FES) Identification number: 05546466757-61"
        ),
        "url": "https://www.europarl.europa.eu/meps/en/38595/x/meetings/past",
    }


def test_the_old_copy_has_no_numbers_of_members_and_writes_days_with_dashes() -> None:
    raw = f"{OLD_COPY}\n171,10-12-2021,Ann MEMBER,Greens / EFA,Finland,Member,online,[],Party A,Climate\n"

    data = said(meetings.read_csv, raw.encode())

    assert data["filer"] == {
        "name": "Ann MEMBER",
        "kind": "politician",
        "country": "FI",
        "office": "member_of_european_parliament",
    }
    assert data["occurred"] == {"from": "2021-12-10"}
    assert data["counterparts"] == [{"name": "Party A"}]
    assert data["url"] == "https://www.europarl.europa.eu/meps/en/search-meetings"


def test_the_number_of_a_row_in_the_copy_is_no_part_of_what_is_kept() -> None:
    row = ",10-12-2021,Ann MEMBER,ECR,Finland,Member,online,[],Party A,Climate"
    (first,) = read(meetings.read_csv, f"{OLD_COPY}\n1{row}\n".encode())
    (second,) = read(meetings.read_csv, f"{OLD_COPY}\n2{row}\n".encode())

    assert (first.key, first.digest) == (second.key, second.digest)


def test_the_parliaments_export_parts_names_by_bars_and_not_by_commas() -> None:
    one = 'Trade,257727,MEMBER Ann,2024-09-06,Member,,"Org, with, commas",996649622482-55'
    two = "Trade,257727,MEMBER Ann,2024-09-06,Member,,Body A|Body B,996649622482-55"

    alone, both = read(meetings.read_csv, export(one, two))

    assert alone.made[0].data["counterparts"] == [
        {"name": "Org, with, commas", "ids": {"eu-tr": "996649622482-55"}}
    ]
    assert both.made[0].data["counterparts"] == [{"name": "Body A"}, {"name": "Body B"}]
    assert both.unknown == ("ids",)
    assert "place" not in both.made[0].data


def test_objects_with_the_names_of_the_columns_are_read_alike() -> None:
    record = dict(
        zip(EXPORT.split(","), ["Trade", 257727, "MEMBER Ann", "2024-09-06"], strict=False)
    )
    record |= {"attendees": ["Body A", "Body B"], "lobbyist_id": None}

    data = said(meetings.read_json, json.dumps({"meetings": [record]}).encode())

    assert data["counterparts"] == [{"name": "Body A"}, {"name": "Body B"}]
    assert data["filer"]["ids"] == {"epid": "257727"}


def test_rows_without_member_or_day_are_refused_and_doubles_counted() -> None:
    rows = read(
        meetings.read_csv,
        export(
            "Tests de Prod,,,2026-09-10,Member,,Test,",
            "Trade,1,MEMBER Ann,10/09/26,Member,,Party A,",
            "Trade,1,MEMBER Ann,2026-09-10,Member,,Party A,",
            "Trade,1,MEMBER Ann,2026-09-10,Member,, party  a,",
            "Trade,1,MEMBER Ann,2026-09-11,Member,,,",
        ),
    )

    assert [row.refused for row in rows] == [
        "no Member named",
        "no day of the meeting, or none in a known form",
        "",
        "stands in the list more than once",
        "",
    ]
    assert rows[4].unknown == ("counterparts",)


def names(cell: str) -> list[str]:
    return [actor["name"] for actor in attendees.listed(cell, commas=True)[0]]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Embassy of Australia, Embassy of India", ["Embassy of Australia", "Embassy of India"]),
        ("Sierra Club, USA, Greenpeace, USA", ["Sierra Club, USA", "Greenpeace, USA"]),
        (
            "Bundesministerium des Innern, für Bau und Heimat",
            ["Bundesministerium des Innern, für Bau und Heimat"],
        ),
        (
            "representatives of Party A, representatives of Party B",
            ["representatives of Party A", "representatives of Party B"],
        ),
        (
            "Body A (Chairman, Director); Body B\nBody C",
            ["Body A (Chairman, Director)", "Body B", "Body C"],
        ),
        ("Center for Rights, Inc. (200145833328-59)", ["Center for Rights, Inc."]),
        (" , ; ", []),
    ],
)
def test_names_are_parted_where_one_ends_and_the_next_begins(cell: str, found: list[str]) -> None:
    assert names(cell) == found


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("Body A (123456789012-34), Body B", ["123456789012-34", None]),
        ("Body A, 123456789012-34, Body B 987654321098-76", ["123456789012-34", "987654321098-76"]),
        ("Body A / TR: 123456789012-34", ["123456789012-34"]),
        ("Body A, Body B (123456789012-34)", [None, "123456789012-34"]),
        # Who came for the body stands between its name and its number.
        ("Body A, Person P, 123456789012-34", [None, None]),
        ("Body A, Person P 123456789012-34", [None, None]),
        ("Body A 123456789012-34 Body B", [None]),
        ("Body A 123456789012-34 Body B 987654321098-76", [None]),
    ],
)
def test_a_number_is_given_to_a_name_only_where_it_can_be_meant_for_no_other(
    cell: str, numbers: list[str | None]
) -> None:
    actors, placed = attendees.listed(cell, commas=True)

    assert [actor.get("ids", {}).get("eu-tr") for actor in actors] == numbers
    assert placed == (None not in numbers or (len(numbers) > 1 and any(numbers)))


def test_more_counterparts_than_a_disclosure_takes_stay_in_its_purpose_alone() -> None:
    many = "|".join(f"Body {number}" for number in range(300))

    (row,) = read(meetings.read_csv, export(f"Trade,1,MEMBER Ann,2026-09-10,Member,,{many},"))

    assert len(row.made[0].data["counterparts"]) == 200
    assert row.made[0].data["purpose"].endswith("…")
    assert row.unknown == ("counterparts beyond 200",)


def test_other_files_are_broken_and_it_is_said_how() -> None:
    page = b"<!DOCTYPE html><html>Just a moment"

    assert "first line names title, member_name, member_id" in broken(meetings.read_csv, page)
    assert "or title, mep, country, date" in broken(meetings.read_csv, page)
    assert "cut off" in broken(meetings.read_csv, copy(FOUNDATION)[:-30])
    assert "record 1: expected title, member_name" in broken(
        meetings.read_json, b'[{"title": "x"}]'
    )
    assert "expected JSON with a list 'meetings'" in broken(meetings.read_json, page)


def test_an_edition_testifies_to_no_absence() -> None:
    assert meetings.REGISTER.covered(date(2026, 1, 1)) is None
    assert not meetings.REGISTER.whole


@pytest.mark.parametrize(
    ("file", "rows"),
    [("mepmeetings_bkp130520.csv.gz", 5454), ("mepmeetings_political_counterparts.csv", 806)],
)
def test_the_real_lists_are_read_to_the_last_row(file: str, rows: int) -> None:
    path = real("mep_meetings", file)
    raw = path.read_bytes()
    found = read(meetings.read_csv, gzip.decompress(raw) if path.suffix == ".gz" else raw)

    refused, _ = counted(found)
    assert sum(refused.values()) == rows
    assert refused["mapped"] >= rows - 11


@pytest.mark.parametrize("piece", ["(", " ", "no ", "1", "a,", "[ ", "identification number:"])
def test_no_cell_takes_long_to_read(piece: str) -> None:
    # As long as a cell of CSV can be; that it ends at all within the time of a test is what is shown.
    attendees.listed(piece * (120_000 // len(piece)) + "12345-678", commas=True)


@given(st.text(alphabet="AB ab,;|()[]/:\n12345-9é\u2003", max_size=60), st.booleans())
def test_whatever_stands_in_a_cell_its_names_are_names(cell: str, commas: bool) -> None:
    actors, _ = attendees.listed(cell, commas=commas)
    for actor in actors:
        assert 0 < len(actor["name"].strip()) <= 500


@given(st.lists(st.text(), min_size=12, max_size=12))
def test_whatever_a_row_says_it_is_an_event_of_the_contract_or_refused(cells: list[str]) -> None:
    record: dict[str, Any] = dict(zip(COPY.split(","), cells, strict=True))
    read(meetings.read_json, json.dumps([record]).encode())
    read(meetings.read_json, json.dumps([record | {"date": "2020-02-18", "mep": "Ann"}]).encode())


@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_broken(place: int, other: bytes) -> None:
    raw = copy(FOUNDATION)
    read_or_broken(meetings.read_csv, raw[:place] + other + raw[place + len(other) :])
