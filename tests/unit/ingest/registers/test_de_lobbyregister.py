"""Entries of the German lobby register in both generations of its schema."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.registers import de_lobbyregister as register
from tests.support.registers import broken, read, read_or_broken, said

Json = dict[str, Any]
UNTIL_2024: Json = {
    "registerNumber": "R001234",
    "registerEntryDetail": {
        "id": 1234,
        "clientIdentity": "BOTH",
        "account": {
            "registerNumber": "R001234",
            "firstPublicationDate": "2022-03-01T23:42:53.000Z",
        },
        "activityDescription": "Gespräche",
        "activity": {"code": "ACT_CONSULTING", "de": "Beratungsunternehmen"},
        "lobbyistIdentity": {
            "identity": "ORGANIZATION",
            "name": "Beratung B GmbH",
            "address": {"city": "Wien", "country": {"code": "AT"}},
        },
        "clientOrganizations": [
            {"name": "Party A", "address": {"country": {"code": "CH"}}},
            {"name": "Party A"},
        ],
        "clientPersons": [{"commonFirstName": "Erika", "lastName": "Exemplar"}],
    },
}
SINCE_2024: Json = {
    "accountDetails": {
        "activeDateRanges": [{"fromDate": "2023-01-16T09:53:10.000+01:00"}],
        "firstPublicationDate": "2022-01-07T16:36:50.000+01:00",
        "lastUpdateDate": "2024-08-26T09:04:37.000+02:00",
    },
    "activeLobbyist": True,
    "activitiesAndInterests": {
        "activity": {"code": "ACT_PRIVATE_ORGA_V2"},
        "activityDescription": "Gespräche\r\nund Stellungnahmen",
    },
    "contracts": {
        "contracts": [
            {
                "clients": {
                    "clientOrganizations": [
                        {
                            "referenceDetailsPageUrl": (
                                "https://www.lobbyregister.bundestag.de/suche/R004146"
                            ),
                            "referenceName": "Body B GmbH",
                        }
                    ],
                    "clientPersons": [],
                }
            }
        ],
        "contractsPresent": True,
    },
    "legislation": "GL2024",
    "lobbyistIdentity": {
        "address": {
            "city": "Berlin",
            "country": {"code": "DE", "en": "Germany"},
            "type": "NATIONAL",
        },
        "identity": "ORGANIZATION",
        "name": "Party Foundation F e. V.",
    },
    "registerEntryDetails": {"version": 8},
    "registerNumber": "R000015",
}


def answer(*records: object) -> bytes:
    head = {
        "source": "Deutscher Bundestag",
        "searchDate": "2026-01-01",
        "resultCount": len(records),
    }
    return json.dumps(head | {"results": records}, ensure_ascii=False).encode()


def test_an_entry_of_the_first_schema_stands_from_its_first_publication_on() -> None:
    (row,) = read(register.read_json, answer(UNTIL_2024))

    assert row.unknown == ()
    assert row.made[0].data == {
        "register": "de-lobbyregister",
        "record_id": "R001234",
        "filer": {
            "name": "Beratung B GmbH",
            "kind": "company",
            "country": "AT",
            "ids": {"de-lobbyregister": "R001234"},
        },
        "counterparts": [
            {"name": "Party A", "country": "CH"},
            {"name": "Erika Exemplar", "kind": "other"},
        ],
        "channel": "representation",
        "occurred": {"from": "2022-03-01"},
        "published": "2022-03-01",
        "purpose": "Gespräche",
        "url": "https://www.lobbyregister.bundestag.de/suche/R001234",
    }


def test_an_entry_of_the_second_schema_names_the_clients_of_all_its_contracts() -> None:
    data = said(register.read_json, answer(SINCE_2024))

    assert data["filer"] == {
        "name": "Party Foundation F e. V.",
        "country": "DE",
        "ids": {"de-lobbyregister": "R000015"},
    }
    assert data["counterparts"] == [{"name": "Body B GmbH", "ids": {"de-lobbyregister": "R004146"}}]
    assert data["purpose"] == "Gespräche und Stellungnahmen"
    assert data["occurred"] == {"from": "2022-01-07"}
    assert "filed" not in data


def test_a_person_is_named_by_both_names_and_the_firm_they_belong_to() -> None:
    identity = {
        "identity": "NATURAL",
        "firstName": "Erika",
        "lastName": "Exemplar",
        "companyName": "Beratung B",
    }

    (row,) = read(register.read_json, answer(SINCE_2024 | {"lobbyistIdentity": identity}))

    assert row.made[0].data["filer"] == {
        "name": "Erika Exemplar",
        "kind": "other",
        "ids": {"de-lobbyregister": "R000015"},
        "of": {"name": "Beratung B"},
    }
    assert row.unknown == ("country",)


@pytest.mark.parametrize(
    ("account", "occurred"),
    [
        (
            {
                "activeDateRanges": [
                    {"untilDate": "2024-01-01"},
                    {"untilDate": "2025-06-30T10:00:00+02:00"},
                ]
            },
            {"from": "2022-01-07", "to": "2025-06-30"},
        ),
        (
            {
                "inactiveLobbyistStartDate": "2025-07-01",
                "activeDateRanges": [{"fromDate": "2023-01-01"}],
            },
            {"from": "2022-01-07", "to": "2025-07-01"},
        ),
        # Without a day on which it ended it is not said that it did.
        ({"activeDateRanges": [{"fromDate": "2023-01-01"}]}, {"from": "2022-01-07"}),
        ({"inactiveLobbyistStartDate": "2021-01-01"}, {"from": "2022-01-07"}),
        ({}, {"from": "2022-01-07"}),
    ],
)
def test_who_is_no_longer_active_stood_until_then(account: Json, occurred: Json) -> None:
    details = {"firstPublicationDate": "2022-01-07T16:36:50.000+01:00"} | account
    at_root = SINCE_2024 | {"accountDetails": details, "activeLobbyist": False}
    inside = {key: value for key, value in at_root.items() if key != "activeLobbyist"}
    inside["accountDetails"] = details | {"activeLobbyist": False}
    active = SINCE_2024 | {"accountDetails": details}

    assert said(register.read_json, answer(at_root))["occurred"] == occurred
    assert said(register.read_json, answer(inside))["occurred"] == occurred
    assert said(register.read_json, answer(active))["occurred"] == {"from": "2022-01-07"}


def test_entries_that_cannot_be_used_are_refused_and_harm_no_other() -> None:
    rows = read(
        register.read_json,
        answer(
            SINCE_2024 | {"registerNumber": None},
            SINCE_2024
            | {"registerNumber": "R7777", "lobbyistIdentity": {"identity": "ORGANIZATION"}},
            SINCE_2024,
            SINCE_2024,
        ),
    )

    assert [row.refused for row in rows] == [
        "no register number in a known form",
        "no name",
        "",
        "stands in the list more than once",
    ]


def test_what_is_not_said_in_a_known_form_is_absent_and_named() -> None:
    identity = {
        "identity": "ORGANIZATION",
        "name": "Body B",
        "address": {"country": {"code": "de"}},
    }
    bodies = [{"name": f"Body {number}"} for number in range(201)]
    contracts = {"contracts": [{"clients": {"clientOrganizations": bodies}}]}
    odd = {"accountDetails": {}, "lobbyistIdentity": identity, "contracts": contracts}

    (row,) = read(register.read_json, answer(SINCE_2024 | odd))

    assert row.unknown == ("occurred", "published", "country: de", "counterparts beyond 200")
    assert len(row.made[0].data["counterparts"]) == 200


def test_other_files_are_broken_and_it_is_said_how() -> None:
    html = b"<!DOCTYPE html><html>Wartung"
    schema = answer({"registerNumber": "R001234", "entry": {}})

    assert "expected JSON with a list 'results'" in broken(register.read_json, html)
    assert "record 1: expected registerEntryDetail (until 2024), or" in broken(
        register.read_json, schema
    )
    assert "found: registerNumber, entry" in broken(register.read_json, schema)
    assert "cut off" in broken(register.read_json, answer(SINCE_2024)[:-50])


def test_an_edition_covers_a_month_of_registrations() -> None:
    assert register.REGISTER.covered(date(2026, 3, 31)) == (date(2026, 1, 30), date(2026, 3, 1))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """An entry in which something was replaced, somewhere."""
    entry: Json = json.loads(json.dumps(draw(st.sampled_from([UNTIL_2024, SINCE_2024]))))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = entry
        key: Any = draw(st.sampled_from(sorted(holder)))
        while isinstance(holder[key], dict | list) and holder[key] and draw(st.booleans()):
            holder = holder[key]
            keys = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = draw(st.sampled_from(keys))
        holder[key] = draw(anything)
    return entry


@given(mutated())
def test_whatever_an_entry_says_it_is_an_event_of_the_contract_refused_or_broken(
    entry: Json,
) -> None:
    read_or_broken(register.read_json, answer(entry))


@given(st.integers(0, 1500), st.binary(min_size=1, max_size=3))
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_broken(place: int, other: bytes) -> None:
    raw = answer(SINCE_2024, UNTIL_2024)
    read_or_broken(register.read_json, raw[:place] + other + raw[place + len(other) :])
