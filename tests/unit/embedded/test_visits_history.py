"""The UK visits history as events: shape, versions, coverage, and what is counted, not dropped."""

import json
from typing import Any

import pytest

from interparty_embedded import visits_history
from interparty_embedded.visits_history import Report
from interparty_ingest.sources.registers.interests import API
from interparty_shared.wire.events import EVENT

Json = dict[str, Any]


def version(**changes: Any) -> Json:
    return {
        "first_seen": "2031-02-03",
        "last_seen": "2031-06-02",
        "id": "77",
        "member": "Mx Ada Example",
        "mnis_id": "999001",
        "start": "2031-01-10",
        "end": "2031-01-12",
        "registered": "2031-01-20",
        "published": "2031-01-21",
        "updated": None,
        "purpose": "To speak at a congress",
        "appg": None,
        "locations": [{"country": "Belgium", "place": "Brussels"}],
        "donors": [
            {
                "name": "Invented Party International",
                "private_individual": "False",
                "value_gbp": "400.50",
                "payment": "In kind",
                "for": "Flights",
            }
        ],
    } | changes


def line(*versions: Json, record_id: object = "77") -> str:
    return json.dumps({"id": record_id, "first_seen": "2031-02-03", "versions": list(versions)})


def made(*lines: str) -> tuple[list[Json], Report]:
    """Return the events of the lines, each held against the public contract, and the counts."""
    report = Report()
    told = list(visits_history.events(lines, report))
    for one in told:
        EVENT.validate_json(json.dumps(one))
    return told, report


def test_a_record_becomes_a_disclosure_and_the_visit_that_it_reports() -> None:
    (disclosure, engagement), report = made(line(version()))
    member = {
        "name": "Mx Ada Example",
        "kind": "politician",
        "country": "GB",
        "office": "member_of_parliament",
        "chamber": "commons",
        "ids": {"gb-mnis": "999001"},
    }
    money = {"amount": "400.50", "currency": "GBP"}
    assert disclosure == {
        "specversion": "1.0",
        "type": "org.interparty.disclosure.v1",
        "source": API,
        "id": "77",
        "time": "2031-02-03T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "register": "gb-commons",
            "record_id": "77",
            "filer": member,
            "counterparts": [{"name": "Invented Party International"}],
            "channel": "visit",
            "occurred": {"from": "2031-01-10", "to": "2031-01-12"},
            "filed": "2031-01-20",
            "published": "2031-01-21",
            "value": money,
            "place": {"country": "BE", "city": "Brussels"},
            "purpose": "To speak at a congress",
            "url": f"{API}/77",
        },
    }
    assert (engagement["source"], engagement["id"]) == (f"{API}/77", "visit")
    assert engagement["data"] == {
        "channel": "visit",
        "occurred": {"from": "2031-01-10", "to": "2031-01-12"},
        "title": "To speak at a congress",
        "place": {"country": "BE", "city": "Brussels"},
        "participants": [
            {name: said for name, said in member.items() if name != "office"} | {"role": "guest"},
            {"name": "Invented Party International", "role": "funder", "pays": money},
        ],
        "value": money,
        "sources": [{"url": f"{API}/77", "publisher": "UK Parliament", "side": "guest"}],
    }
    assert report.made == {"disclosure": 1, "engagement": 1}
    assert not report.skipped
    assert not report.unknown


def test_every_version_is_told_under_one_name_and_unchanged_visits_only_once() -> None:
    told, _ = made(
        line(
            version(first_seen="2031-04-07", start="2031-01-09"),
            version(),
            version(first_seen="2031-03-03", registered="2031-01-21"),
        )
    )
    disclosures = [one for one in told if one["type"] == "org.interparty.disclosure.v1"]
    assert {(one["source"], one["id"]) for one in disclosures} == {(API, "77")}
    assert [one["time"][:10] for one in disclosures] == ["2031-02-03", "2031-03-03", "2031-04-07"]
    assert [one["data"]["filed"] for one in disclosures] == [
        "2031-01-20",
        "2031-01-21",
        "2031-01-20",
    ]
    visits = [one for one in told if one["type"] == "org.interparty.engagement.v1"]
    assert {(one["source"], one["id"]) for one in visits} == {(f"{API}/77", "visit")}
    assert [one["time"][:10] for one in visits] == ["2031-02-03", "2031-04-07"]


def test_a_record_that_left_the_register_is_not_withdrawn() -> None:
    gone = json.loads(line(version())) | {"last_seen": "2031-06-02", "absent_from": "2032-02-02"}
    told, _ = made(json.dumps(gone))
    assert len(told) == 2
    assert "withdrawn" not in told[0]["data"]


def test_several_donors_and_countries() -> None:
    told, _ = made(
        line(
            version(
                locations=[
                    {"country": "Kosovo", "place": None},
                    {"country": "Ivory Coast", "place": "Abidjan"},
                    {"country": "kosovo", "place": "Pristina"},
                ],
                donors=[
                    {"name": "Invented Trust", "private_individual": "False", "value_gbp": "1.10"},
                    {"name": "Bea Sample", "private_individual": "True", "value_gbp": "2.20"},
                ],
            )
        )
    )
    visit = told[1]["data"]
    assert visit["place"] == {"country": "XK", "countries": ["XK", "CI"]}
    assert visit["value"] == {"amount": "3.30", "currency": "GBP"}
    assert [one.get("kind") for one in visit["participants"]] == ["politician", None, "other"]


def test_a_country_without_a_code_leaves_the_place_absent_and_is_counted() -> None:
    told, report = made(line(version(locations=[{"country": "Ruritania", "place": "Strelsau"}])))
    assert all("place" not in one["data"] for one in told)
    assert report.countries == {"Ruritania": 1}
    assert report.unknown == {"place": 1}


@pytest.mark.parametrize("value", [None, "", "about £40", "-5", "NaN", "Infinity"])
def test_an_unreadable_value_leaves_the_total_unknown(value: str | None) -> None:
    known = {"name": "Invented Trust", "value_gbp": "500"}
    told, report = made(line(version(donors=[known, {"name": "Other Trust", "value_gbp": value}])))
    assert all("value" not in one["data"] for one in told)
    assert [one.get("pays") for one in told[1]["data"]["participants"]] == [
        None,
        {"amount": "500.00", "currency": "GBP"},
        None,
    ]
    assert report.unknown == {"value": 1}


def test_a_missing_registration_date_stays_absent() -> None:
    told, report = made(line(version(registered=None)))
    assert "filed" not in told[0]["data"]
    assert report.unknown == {"filed": 1}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": None}, "visit: no usable dates"),
        ({"start": "12 Jan 2031"}, "visit: no usable dates"),
        ({"start": "2031-01-13"}, "visit: no usable dates"),
        ({"donors": []}, "visit: no donor"),
        ({"donors": [{"name": " "}]}, "visit: no donor"),
    ],
)
def test_too_little_for_a_visit_still_gives_the_disclosure(changes: Json, reason: str) -> None:
    told, report = made(line(version(**changes)))
    assert [one["type"] for one in told] == ["org.interparty.disclosure.v1"]
    assert report.skipped == {reason: 1}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "line: not a JSON object with an id"),
        ("[]", "line: not a JSON object with an id"),
        ('{"versions": []}', "line: not a JSON object with an id"),
        ('{"id": "78"}', "line: no versions"),
        ('{"id": "78", "versions": "none"}', "line: no versions"),
        (line(version(first_seen="soon")), "version: not dated by an edition"),
        (line(version(member=None)), "version: no member named"),
    ],
)
def test_a_bad_line_is_counted_and_harms_no_other(bad: str, reason: str) -> None:
    told, report = made(bad, "", line(version()))
    assert report.skipped == {reason: 1}
    assert report.lines == 2
    assert len(told) == 2


def test_coverage_comes_last_from_the_first_edition_to_four_weeks_before_the_last_new_record() -> (
    None
):
    later = version(first_seen="2031-12-01")
    told, report = made(
        line(version(first_seen="2031-09-01"), record_id="79"),
        line(version(), later, record_id="77"),
    )
    assert told[-1]["type"] == "org.interparty.coverage.v1"
    assert told[-1]["data"] == {
        "register": "gb-commons",
        "from": "2031-02-03",
        "to": "2031-08-04",
        "synced": "2031-09-01T12:00:00Z",
    }
    assert report.made["coverage"] == 1


def test_nothing_is_claimed_for_an_empty_history() -> None:
    assert made("", "\n")[0] == []
