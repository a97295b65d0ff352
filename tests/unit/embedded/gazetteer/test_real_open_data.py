"""The real open files, where INTERPARTY_TEST_OPEN_DATA names a folder that has them.

Expected are `partyfacts/` (partyfacts-core-parties.csv, wikidata.csv, whogov_minister_parties.csv),
`parlgov/` and `everypolitician/party_names_multilang.csv`.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from interparty_embedded.gazetteer import codes, files, parlgov, parties, whogov
from interparty_embedded.gazetteer.building import Built, Inputs, build
from interparty_embedded.gazetteer.report import OWN, PARTYFACTS
from interparty_shared.domain import names
from interparty_shared.reference import curated
from interparty_shared.wire.events import EVENT

CONFIRMED_BY_SHORT_NAME = frozenset(
    {5578, 5170, 3557, 2246, 3275, 2141, 223, 4865, 1674, 601, 211, 1563, 455, 5627, 3764, 1072}
)
"""Entries whose English name shares too little with Party Facts' own, which spells out an acronym."""


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("INTERPARTY_TEST_OPEN_DATA")
    if not named:
        pytest.skip("INTERPARTY_TEST_OPEN_DATA names no folder of open files")
    return Path(named)


@pytest.fixture(scope="module")
def inputs(folder: Path) -> Inputs:
    facts = folder / "partyfacts"
    tables = (files.read(folder / "parlgov" / name, c) for name, c in parlgov.COLUMNS.items())
    return Inputs(
        partyfacts=files.read(facts / "partyfacts-core-parties.csv", parties.COLUMNS),
        wikidata=files.read(facts / "wikidata.csv", parties.WIKIDATA_COLUMNS),
        parlgov=parlgov.Tables(*tables),
        whogov=files.read(facts / "whogov_minister_parties.csv", whogov.COLUMNS),
        multilingual=files.read(
            folder / "everypolitician" / "party_names_multilang.csv", parties.NAMES_COLUMNS
        ),
    )


@pytest.fixture(scope="module")
def built(inputs: Inputs) -> Built:
    return build(inputs, curated.load())


def test_every_event_keeps_the_contract(built: Built) -> None:
    for event in built.events:
        EVENT.validate_json(json.dumps(event))


def test_every_row_is_used_or_refused_with_a_reason(built: Built, inputs: Inputs) -> None:
    report = built.report
    for source, rows in report.rows.items():
        refused = sum(count for (one, _), count in report.refused.items() if one == source)
        assert rows == report.used[source] + refused
    assert report.rows[PARTYFACTS] == len(inputs.partyfacts or ())
    assert not [why for (source, why) in report.refused if why.startswith("unknown country")]


def test_our_own_entries_are_the_parties_that_their_numbers_mean(
    built: Built, inputs: Inputs
) -> None:
    assert not [why for source, why in built.report.refused if source == OWN]
    rows = {int(row["partyfacts_id"]): row for row in inputs.partyfacts or ()}
    for country, one in curated.load().parties:
        row = rows[one.id]
        place = codes.place(row["country"])
        assert place is not None
        assert place.country == country
        theirs = (row["name"], row["name_english"], *row["name_english"].split(" / "))
        likeness = max(names.similarity(name, other) for name, _ in one.names for other in theirs)
        assert likeness >= 0.4 or one.id in CONFIRMED_BY_SHORT_NAME, (one.id, row["name_english"])


def governing(built: Built, number: int) -> list[Any]:
    (found,) = [event for event in built.events if event["id"] == f"partyfacts:{number}"]
    return [(span["from"], span["to"]) for span in found["data"].get("governing", ())]


def test_who_governed_is_as_history_has_it(built: Built) -> None:
    assert ("2010-05-11", "2022-10-25") in governing(built, 1567)  # Conservatives, GB
    assert ("2005-11-22", "2021-12-07") in governing(built, 1375)  # CDU, DE
    assert ("2005-11-22", "2021-12-07") in governing(built, 1731)  # CSU, by its alliance
    assert ("1998-10-27", "2005-11-21") in governing(built, 1816)  # Greens, DE
    assert governing(built, 5124) == [("1949-10-01", None)]  # Communist Party, CN
    assert ("1994-07-31", "2016-07-01") in governing(built, 1219)  # ANC, ZA


def test_no_party_is_said_to_govern_beyond_the_data(built: Built) -> None:
    open_ended = [
        event["id"]
        for event in built.events
        if any(span["to"] is None for span in event["data"].get("governing", ()))
    ]

    assert len(open_ended) == 6  # the one-party states, by our own file
