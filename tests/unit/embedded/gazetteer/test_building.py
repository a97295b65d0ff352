"""All sources together: one event per actor, the same for the same files."""

import json
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from interparty_embedded.gazetteer.building import SOURCE, Inputs, build
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.report import NAMES, OWN, PARTYFACTS, WIKIDATA
from interparty_shared.reference.curated import BodiesFile, Curated, PartiesFile, parse
from interparty_shared.wire.events import EVENT
from tests.support.open_data import cabinet, minister, parlgov_party, party, tables

Json = dict[str, Any]

HEAD = "edition: 2021-03-04\nconfidence: general knowledge\n"
NOTHING = Curated(edition=date(2021, 3, 4), bodies=(), parties=())


def own(parties: str = "", bodies: str = "") -> Curated:
    listed = parse(f"{HEAD}parties:\n{parties}", PartiesFile, name="p") if parties else None
    others = parse(f"{HEAD}bodies:\n{bodies}", BodiesFile, name="b") if bodies else None
    return Curated(
        edition=date(2021, 3, 4),
        bodies=others.bodies if others else (),
        parties=tuple(
            (code, one) for code, some in (listed.parties if listed else {}).items() for one in some
        ),
    )


def made(
    inputs: Inputs, curated: Curated = NOTHING, edition: date | None = None
) -> dict[str, Json]:
    """Return the actors by id, each event held against the public contract."""
    events = build(inputs, curated, edition).events
    for event in events:
        EVENT.validate_json(json.dumps(event))
    return {event["id"]: event["data"] for event in events}


def said(data: Json) -> list[str]:
    return [one["name"] for one in data["names"]]


def refused(*rows: Row) -> dict[str, int]:
    report = build(Inputs(partyfacts=list(rows)), NOTHING).report
    return {why: count for (_, why), count in report.refused.items()}


def test_a_party_becomes_one_actor_with_all_that_is_known_of_it() -> None:
    row = party(7, name="Partei 7", name_other="Russian: Партия 7; Chinese: 第七党")
    inputs = Inputs(
        partyfacts=[row],
        wikidata=[{"partyfacts_id": "7", "wikidata_id": "Q7", "name": "Seventh", "name_native": ""}],
        parlgov=tables([parlgov_party(7)], [cabinet(1, "2010-01-01"), cabinet(2, "2012-01-01")], [(1, 7)]),
        multilingual=[{"wikidata_id": "Q7", "partyfacts_id": "", "lang": "ja", "name": "第七の党"}],
    )  # fmt: skip

    assert made(inputs)["partyfacts:7"] == {
        "id": "partyfacts:7",
        "kind": "party",
        "country": "AT",
        "names": [
            {"name": "Partei 7"},
            {"name": "Party 7", "lang": "en"},
            {"name": "P7"},
            {"name": "Партия 7", "lang": "ru"},
            {"name": "第七党", "lang": "zh"},
            {"name": "Seventh"},
            {"name": "第七の党", "lang": "ja"},
        ],
        "ids": {"parlgov": "1007", "partyfacts": "7", "wikidata": "Q7"},
        "governing": [{"from": "2010-01-01", "to": "2011-12-31"}],
        "governing_known": [{"from": "2010-01-01", "to": "2011-12-31"}],
    }


@pytest.mark.parametrize(
    ("first", "last", "existed"),
    [
        ("1949", "", {"from": "1949-01-01", "to": None}),
        ("1949", "1990", {"from": "1949-01-01", "to": "1990-12-31"}),
        ("", "1990", {"from": None, "to": "1990-12-31"}),
        ("", "", None),
        ("1990", "1949", None),
        ("ca. 1949", "", None),
    ],
)
def test_a_party_existed_in_its_whole_years_where_they_are_years(
    first: str, last: str, existed: Json | None
) -> None:
    row = party(7, year_first=first, year_last=last)
    built = build(Inputs(partyfacts=[row]), NOTHING)

    [event] = built.events
    assert event["data"].get("existed") == existed
    assert (existed is None and bool(first or last)) == any(
        why.startswith("years left out") for _, why in built.report.notes
    )


def test_rows_that_are_no_usable_party_are_counted_with_their_reason() -> None:
    found = refused(
        party(1),
        party(1, name="Again"),
        party(2, technical="12"),
        party(3, name="", name_english=" "),
        party(4, country="XYZ"),
        party(5, country=""),
        party(6, country="DDR"),
        party(7, name_english="Independents [no-party]"),
        party(8, partyfacts_id="8a"),
    )

    assert found == {
        "a Party Facts id that another row has": 1,
        "technical": 1,
        "no name": 1,
        "unknown country: XYZ": 1,
        "unknown country: none": 1,
        "of a state that is no more: DDR": 1,
        "no party, by its name": 1,
        "no Party Facts id": 1,
    }


@pytest.mark.parametrize(
    ("code", "country"),
    [("DEU", "DE"), ("XKX", "XK"), ("NIR", "GB"), ("ROU", "RO"), ("EUN", "EU"), ("PMR", None)],
)
def test_codes_of_party_facts_mean_countries_of_today(code: str, country: str | None) -> None:
    assert (
        made(Inputs(partyfacts=[party(1, country=code)]))["partyfacts:1"].get("country") == country
    )


def test_a_party_that_ended_gives_its_name_to_a_living_namesake_of_its_country() -> None:
    alike = {"name": "Partei", "name_english": "The Party"}
    found = made(
        Inputs(partyfacts=[
            party(1, **alike, name_short="OLD", year_last="1934"),
            party(2, **alike, name_short="NEW"),
            party(3, **alike, name_short="DE", country="DEU"),
        ])
    )  # fmt: skip

    assert said(found["partyfacts:1"]) == ["OLD"]
    assert said(found["partyfacts:2"]) == ["Partei", "The Party", "NEW"]
    assert said(found["partyfacts:3"]) == ["Partei", "The Party", "DE"]


def test_one_that_ended_and_has_no_name_of_its_own_left_is_left_out_and_counted() -> None:
    rows = [party(1), party(2, year_last="1934", name="Partei 1", name_english="", name_short="")]
    built = build(Inputs(partyfacts=rows), NOTHING)

    assert [event["id"] for event in built.events] == ["partyfacts:1"]
    why = "a party that ended, or of a part of a state: namesakes have all its names"
    assert built.report.notes[PARTYFACTS, why] == 1


def test_a_part_of_a_field_gives_way_to_who_bears_it_as_a_whole() -> None:
    rows = [party(1, name="Union / Partei 2", name_short="AB/P2"), party(2)]

    found = made(Inputs(partyfacts=rows))
    assert said(found["partyfacts:1"]) == ["Union / Partei 2", "Union", "Party 1", "AB/P2", "AB"]
    assert "Partei 2" in said(found["partyfacts:2"])


def test_ids_and_names_of_parties_that_were_not_taken_are_counted() -> None:
    wikidata = {"wikidata_id": "Q1", "name": "", "name_native": ""}
    name = {"wikidata_id": "Q1", "partyfacts_id": "", "lang": "not a tag!", "name": "Имя"}
    report = build(
        Inputs(
            partyfacts=[party(1), party(2)],
            wikidata=[wikidata | {"partyfacts_id": n} for n in "129"]
            + [wikidata | {"partyfacts_id": "1", "wikidata_id": "1"}],
            multilingual=[name, name | {"wikidata_id": "Q3"}, name | {"partyfacts_id": "2"}],
        ),
        NOTHING,
    ).report

    assert report.refused == {
        (WIKIDATA, "of a party that was not taken"): 1,
        (WIKIDATA, "no Wikidata id"): 1,
        (NAMES, "of several parties"): 1,
        (NAMES, "of no party that was taken"): 1,
    }
    assert (report.used[WIKIDATA], report.used[NAMES]) == (2, 1)


def test_our_own_names_come_first_and_what_we_know_better_holds() -> None:
    curated = own(
        "  AT: [{id: 1, en: The First, zh: 第一党, short: [TF],"
        " governing: [{from: 1990-01-01, to: null}], parlgov: [1009]}]"
    )
    inputs = Inputs(partyfacts=[party(1)], whogov=[minister(1, 2001, 2003, 3)])
    data = made(inputs, curated)["partyfacts:1"]

    assert said(data) == ["The First", "第一党", "TF", "Partei 1", "Party 1", "P1"]
    assert data["governing"] == [{"from": "1990-01-01", "to": None}]
    assert "governing_known" not in data


def test_a_number_of_ours_that_the_data_has_in_another_country_changes_nothing() -> None:
    curated = own("  DE: [{id: 1, en: Other}, {id: 2, en: None such}]")
    built = build(Inputs(partyfacts=[party(1)]), curated)

    assert said(built.events[0]["data"]) == ["Partei 1", "Party 1", "P1"]
    assert built.report.refused == {
        (OWN, "a number that Party Facts has in another country"): 1,
        (OWN, "a number that Party Facts has not, or that was not taken"): 1,
    }


def test_our_own_files_alone_make_actors_with_their_parents() -> None:
    curated = own(
        "  AT: [{id: 1, en: The First}]",
        "  - {id: youth, kind: youth_wing, country: AT, parent: 'partyfacts:1', en: First Youth}\n"
        "  - {id: organ, kind: party_organ, country: AT, en: Organ,"
        " state_linked: [{from: null, to: null}]}",
    )
    found = made(Inputs(), curated)

    assert list(found) == ["interparty:organ", "interparty:youth", "partyfacts:1"]
    assert found["interparty:youth"]["parent"] == "partyfacts:1"
    assert found["interparty:organ"]["state_linked"] == [{"from": None, "to": None}]
    assert found["partyfacts:1"]["country"] == "AT"


def test_a_party_governs_with_the_alliance_by_whose_name_its_cabinets_are_listed() -> None:
    curated = own("  AT: [{id: 1, en: One, same_cabinets_as: 2}]")
    given = tables(
        [parlgov_party(1), parlgov_party(2)],
        [cabinet(1, "2010-01-01"), cabinet(2, "2012-01-01"), cabinet(3, "2013-01-01")],
        [(1, 1), (2, 2)],
    )
    found = made(Inputs(partyfacts=[party(1), party(2)], parlgov=given), curated)

    assert found["partyfacts:1"]["governing"] == [{"from": "2010-01-01", "to": "2012-12-31"}]


def test_the_same_rows_in_any_order_make_the_same_events() -> None:
    rows = [party(1), party(2, name="Partei 1", year_last="1950"), party(3, name_short="P1/P2")]
    wanted = build(Inputs(partyfacts=rows), NOTHING).events

    for order in permutations(rows):
        assert build(Inputs(partyfacts=list(order)), NOTHING).events == wanted


def test_the_time_is_the_edition_and_more_files_are_later() -> None:
    def time(inputs: Inputs, edition: date | None = None) -> str:
        (event,) = build(inputs, own("  AT: [{id: 1, en: One}]"), edition).events
        assert event["source"] == SOURCE
        return str(event["time"])

    newer = [party(1, modified="2022-05-06 10:00:00+00:00")]
    alone, with_ids = Inputs(partyfacts=newer), Inputs(partyfacts=newer, wikidata=[])

    assert time(Inputs()).startswith("2021-03-04T00:00:00")
    assert time(alone).startswith("2022-05-06T")
    assert time(Inputs()) < time(alone) < time(with_ids)
    assert time(alone, date(2030, 1, 2)).startswith("2030-01-02T")
