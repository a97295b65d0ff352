"""`interparty actors load` where nothing is posted: what it reads, refuses and says."""

import json
from pathlib import Path

import pytest

from interparty_embedded.gazetteer.building import Inputs
from interparty_shared.wire.events import EVENT
from tests.support.command import interparty
from tests.support.open_data import cabinet, former, parlgov_party, party, tables, write

NOWHERE = "http://127.0.0.1:9"
INPUTS = Inputs(
    partyfacts=[
        party(1, name_other="Russian: Партия"),
        party(2, technical="3"),
        party(3, name="Zwei\nZeilen"),
    ],
    wikidata=[{"partyfacts_id": "1", "wikidata_id": "Q1", "name": "One", "name_native": ""}],
    parlgov=tables(
        [parlgov_party(1)], [cabinet(1, "2010-01-01")], [(1, 1)], [former(1, "Alt\nNeu")]
    ),
)


def test_a_dry_run_counts_and_writes_events_that_the_contract_takes(tmp_path: Path) -> None:
    out = tmp_path / "events.ndjson"
    said = interparty(
        "actors", "load", *write(tmp_path, INPUTS), "--dry-run", "--out", out, "--json"
    )

    counts = json.loads(said.out)
    assert said.code == 0
    assert counts["sent"] is None
    (partyfacts,) = [one for one in counts["sources"] if one["source"] == "Party Facts"]
    assert partyfacts["rows"] == 3
    assert partyfacts["used"] == 2
    assert partyfacts["refused"] == {"technical": 1}
    events = [EVENT.validate_json(line) for line in out.read_bytes().splitlines()]
    assert len(events) == sum(counts["actors"].values()) > 250
    assert "partyfacts:1" in {event.id for event in events}


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    options = write(tmp_path, INPUTS)
    for name in ("first", "second"):
        interparty("actors", "load", *options, "--dry-run", "--out", tmp_path / name)

    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_what_was_refused_and_why_is_shown(tmp_path: Path) -> None:
    said = interparty("actors", "load", *write(tmp_path, INPUTS), "--dry-run")

    assert "1 technical" in said.out
    assert "Spans of governing: " in said.out
    assert "made, none posted." in said.out


@pytest.mark.parametrize(
    ("broken", "text", "why"),
    [
        ("partyfacts.csv", "<!DOCTYPE html>\n", "is a web page, not the CSV file"),
        ("wikidata.csv", "a,b\n1,2\n", "has no column 'partyfacts_id', 'wikidata_id'"),
        ("parlgov/cabinet.csv", 'id,country_id,start_date,caretaker\n1,1,"20', "it is cut off"),
    ],
)
def test_one_file_that_is_not_what_it_should_be_ends_it_before_anything_is_posted(
    tmp_path: Path, broken: str, text: str, why: str
) -> None:
    options = write(tmp_path, INPUTS)
    (tmp_path / broken).write_text(text)
    out = tmp_path / "out"
    said = interparty("actors", "load", *options, "--out", out, "--url", NOWHERE, "--key", "ipk_x")

    assert said.code == 2
    assert why in said.err
    assert NOWHERE not in said.err
    assert not out.exists()


def test_a_folder_of_parlgov_that_lacks_a_table_is_said(tmp_path: Path) -> None:
    options = write(tmp_path, INPUTS)
    (tmp_path / "parlgov" / "cabinet_party.csv").unlink()
    said = interparty("actors", "load", *options, "--dry-run")

    assert said.code == 2
    assert "cabinet_party.csv cannot be read: No such file" in said.err


def test_our_own_files_need_no_others_and_take_none(tmp_path: Path) -> None:
    alone = interparty("actors", "load", "--only-own", "--dry-run", "--json")
    both = interparty("actors", "load", "--only-own", *write(tmp_path, INPUTS), "--dry-run")
    neither = interparty("actors", "load", "--dry-run")

    assert alone.code == 0
    assert json.loads(alone.out)["actors"]["party_foundation"] > 30
    assert (both.code, neither.code) == (2, 2)
    assert "--only-own reads no other files" in both.err
    assert "say --only-own" in neither.err


def test_an_edition_that_is_no_date_is_said() -> None:
    said = interparty("actors", "load", "--only-own", "--edition", "yesterday", "--dry-run")

    assert said.code == 2
    assert "--edition wants a date" in said.err


def test_where_nobody_answers_it_ends_with_a_sentence() -> None:
    said = interparty("actors", "load", "--only-own", "--patience", 0, url=NOWHERE, api_key="ipk_x")

    assert said.code == 1
    assert f"{NOWHERE} does not answer" in said.err
    assert "Run the same command again" in said.err


def test_without_a_key_it_says_where_one_comes_from() -> None:
    said = interparty("actors", "load", "--only-own")

    assert said.code == 2
    assert "`interparty keys create` makes one" in said.err
