"""Donations and visits that were reported to the Electoral Commission, from its CSV and its search."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.registers import gb_electoral_commission as commission
from tests.support.registers import broken, read, read_or_broken, said

VISIT = {
    "ECRef": "V0123456",
    "RegulatedEntityName": "Cllr Member A",
    "RegulatedEntityType": "Regulated Donee",
    "Value": "£2,431.50",
    "AcceptedDate": "02/06/2025",
    "AccountingUnitName": "",
    "DonorName": "Party A",
    "AccountingUnitsAsCentralParty": "False",
    "IsSponsorship": "False",
    "DonorStatus": "Other",
    "RegulatedDoneeType": "Cllr. - Member of a Local Authority",
    "CompanyRegistrationNumber": "",
    "Postcode": "",
    "DonationType": "Visit",
    "NatureOfDonation": "Travel",
    "PurposeOfVisit": "Visit to Spain, congress of Party A",
    "DonationAction": "",
    "ReceivedDate": "01/06/2025",
    "ReportedDate": "30/06/2025",
    "IsReportedPrePoll": "False",
    "ReportingPeriodName": "June 2025",
    "IsBequest": "False",
    "IsAggregation": "False",
    "RegulatedEntityId": "9999",
    "AccountingUnitId": "",
    "DonorId": "88888",
    "CampaigningName": "",
    "RegisterName": "Great Britain",
    "IsIrishSource": "False",
}


def as_csv(*records: dict[str, str]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(VISIT))
    writer.writeheader()
    writer.writerows(records)
    return ("\ufeff" + written.getvalue()).encode()


def answer(*records: dict[str, Any]) -> bytes:
    return json.dumps({"Total": len(records), "Result": records}).encode()


def test_a_visit_is_a_disclosure_by_the_donee_without_days_of_its_own() -> None:
    (row,) = read(commission.read_csv, as_csv(VISIT))

    assert row.key == "V0123456"
    assert row.unknown == ("occurred",)
    assert row.made[0].data == {
        "register": "gb-electoral-commission",
        "record_id": "V0123456",
        "filer": {
            "name": "Member A",
            "kind": "politician",
            "country": "GB",
            "office": "local_official",
        },
        "counterparts": [{"name": "Party A"}],
        "channel": "visit",
        "filed": "2025-06-30",
        "place": {"country": "ES"},
        "value": {"amount": "2431.50", "currency": "GBP"},
        "purpose": "Visit to Spain, congress of Party A; Travel",
        "url": "https://search.electoralcommission.org.uk/English/Donations/V0123456",
    }


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Councillor Member A", "Member A"),
        ("Cllr. Member A", "Member A"),
        ("Party P [De-registered 01/02/16]", "Party P"),
        ("Rt Hon Member A MP", "Rt Hon Member A MP"),
    ],
)
def test_what_an_office_or_a_note_adds_to_a_name_is_no_part_of_it(written: str, name: str) -> None:
    record = VISIT | {"RegulatedEntityName": written}

    assert said(commission.read_csv, as_csv(record))["filer"]["name"] == name


def test_a_donation_occurred_when_it_was_received() -> None:
    cash = VISIT | {"ECRef": "C0123456", "DonationType": "Cash", "PurposeOfVisit": ""}

    data = said(commission.read_csv, as_csv(cash))

    assert data["channel"] == "donation"
    assert data["occurred"] == {"from": "2025-06-01"}


def test_the_search_says_the_same_as_the_export_and_more_of_the_donor() -> None:
    record = VISIT | {
        "Value": 2431.5,
        "ReceivedDate": "/Date(1748732400000)/",
        "AcceptedDate": "/Date(1748818800000)/",
        "ReportedDate": "/Date(1751238000000)/",
        "PublishedDate": "/Date(1765843200000)/",
        "IsAggregation": False,
        "DonationAction": None,
        "Country": "Germany",
        "DonorStatus": "Registered Political Party",
    }

    data = said(commission.read_json, answer(record))

    assert data["counterparts"] == [{"name": "Party A", "kind": "party", "country": "DE"}]
    assert data["value"] == {"amount": "2431.5", "currency": "GBP"}
    assert data["published"] == "2025-12-16"
    same = ("filer", "channel", "filed", "purpose", "url")
    exported = said(commission.read_csv, as_csv(VISIT))
    assert {key: data[key] for key in same} == {key: exported[key] for key in same}
    assert read(commission.read_json, json.dumps([record]).encode())[0].made[0].data == data


@pytest.mark.parametrize(
    ("milliseconds", "day"),
    [(1735689600000, "2025-01-01"), (1748732400000, "2025-06-01"), (-63158400000, "1968-01-01")],
)
def test_a_day_of_the_search_is_that_of_london_in_winter_and_summer(
    milliseconds: int, day: str
) -> None:
    record = VISIT | {"ReportedDate": f"/Date({milliseconds})/"}

    assert said(commission.read_json, answer(record))["filed"] == day


def test_a_visit_through_several_countries_lists_them_and_never_home() -> None:
    purpose = (
        "Travel to the United Kingdom; visit to Israel, Jordan and the Palestinian Territories"
    )

    data = said(commission.read_csv, as_csv(VISIT | {"PurposeOfVisit": purpose}))

    assert data["place"] == {"country": "IL", "countries": ["IL", "JO", "PS"]}


def test_a_returned_donation_was_reported_all_the_same() -> None:
    data = said(commission.read_csv, as_csv(VISIT | {"DonationAction": "Returned"}))

    assert data["purpose"] == "Visit to Spain, congress of Party A; Travel; action: Returned"
    assert "withdrawn" not in data


def test_a_sum_of_donations_has_no_day_and_no_amount_of_one() -> None:
    summed = VISIT | {"DonationType": "Cash", "PurposeOfVisit": "", "IsAggregation": "True"}

    (row,) = read(commission.read_csv, as_csv(summed))

    assert row.unknown == ("occurred", "value")
    assert not {"occurred", "value"} & row.made[0].data.keys()


def test_the_number_of_a_company_is_kept_and_a_person_is_not_placed_by_an_address() -> None:
    company = VISIT | {"DonorStatus": "Company", "CompanyRegistrationNumber": "01234567"}
    person = VISIT | {"DonorStatus": "Individual", "Country": "France"}

    (donor,) = said(commission.read_csv, as_csv(company))["counterparts"]
    assert donor == {"name": "Party A", "kind": "company", "ids": {"gb-coh": "01234567"}}
    (donor,) = said(commission.read_json, answer(person))["counterparts"]
    assert donor == {"name": "Party A", "kind": "other"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ECRef": " "}, "no reference of the Commission (ECRef)"),
        ({"RegulatedEntityName": ""}, "no donee named (RegulatedEntityName)"),
        (
            {"DonationType": "Total value of donations not reported individually"},
            "a total of donations that are not reported singly",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_and_harms_no_other(
    change: dict[str, str], reason: str
) -> None:
    rows = read(commission.read_csv, as_csv(VISIT | {"ECRef": "C1"} | change, VISIT))

    assert [row.refused for row in rows] == [reason, ""]


def test_what_is_not_said_in_a_known_form_is_absent_and_named() -> None:
    odd = {
        "Value": "£1.000,00",
        "ReportedDate": "30/6/25",
        "DonorName": "",
        "RegulatedDoneeType": "Regent",
    }

    (row,) = read(commission.read_csv, as_csv(VISIT | odd))

    assert row.unknown == ("office: Regent", "occurred", "filed", "value", "counterparts")
    assert row.made[0].data["place"] == {"country": "ES"}


def test_a_donation_that_stands_twice_is_taken_once() -> None:
    rows = read(commission.read_csv, as_csv(VISIT, VISIT))

    assert [(row.key, row.refused) for row in rows] == [
        ("V0123456", ""),
        ("V0123456#2", "stands in the list more than once"),
    ]


def test_other_files_are_broken_and_it_is_said_how() -> None:
    page = b"<!DOCTYPE html><html>Sorry"
    gone = answer({key: value for key, value in VISIT.items() if key != "PurposeOfVisit"})

    assert "expected CSV whose first line names ECRef" in broken(commission.read_csv, page)
    assert "expected JSON with a list 'Result'" in broken(commission.read_json, page)
    assert "record 1: expected the members PurposeOfVisit" in broken(commission.read_json, gone)
    assert "cut off" in broken(commission.read_json, answer(VISIT)[:-9])
    assert "cut off" in broken(commission.read_csv, as_csv(VISIT)[:-40])


def test_an_edition_covers_what_had_time_to_be_published() -> None:
    covered = commission.REGISTER.covered(date(2026, 3, 1))

    assert covered == (date(2010, 1, 1), date(2026, 1, 15))


values = st.text() | st.integers() | st.floats() | st.booleans() | st.none()


@given(st.dictionaries(st.sampled_from([*VISIT, "Country", "PublishedDate"]), values))
def test_whatever_a_record_says_it_is_an_event_of_the_contract_or_refused(
    change: dict[str, Any],
) -> None:
    read_or_broken(commission.read_json, answer(VISIT | change))


@given(st.integers(0, 900), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_broken(place: int, other: bytes) -> None:
    for reader, raw in (
        (commission.read_csv, as_csv(VISIT)),
        (commission.read_json, answer(VISIT)),
    ):
        read_or_broken(reader, raw[:place] + other + raw[place + len(other) :])
