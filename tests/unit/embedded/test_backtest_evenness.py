"""`interparty backtest --evenness`: whether alerts fall evenly."""

import json
from pathlib import Path
from typing import Any

from tests.support import builders
from tests.support.command import interparty

AS_OF = "2026-06-01"


def facts(folder: Path, *, of_france: int) -> Path:
    """Ten visits to Germany and ten to France, all unregistered but `of_france` of the latter."""
    events = [builders.coverage("2026-01-01", "2026-05-20")]
    for country in ("DE", "FR"):
        for number in range(10):
            name = f"Member {country} {'abcdefghij'[number] * 4}"
            funder = {**builders.funder(), "name": f"Party of {country}", "country": country}
            place = country
            events.append(
                builders.engagement(
                    f"{country}{number}", participants=[builders.member(name), funder], place=place
                )
            )
            if country == "FR" and number < of_france:
                filer = {"name": name, "country": "GB"}
                party = {"name": "Party of FR", "country": "FR"}
                events.append(
                    builders.disclosure(
                        f"r{number}",
                        filer=filer,
                        filed="2026-02-24",
                        counterparts=[party],
                        place={"country": place},
                    )
                )
    path = folder / "facts.ndjson"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in events))
    return path


def rates(path: Path, grouped: str) -> dict[str, dict[str, Any]]:
    out = path.with_suffix(".out")
    said = interparty("backtest", path, "--as-of", AS_OF, "--evenness", "--json", out)
    assert (said.code, said.err) == (0, "")
    lines = map(json.loads, out.read_text().splitlines())
    (even,) = [one["evenness"] for one in lines if "evenness" in one]
    assert even["unplaced"] == 0
    return {one["group"]: one for one in even[grouped]}


def test_countries_that_are_told_of_alike_have_a_ratio_of_one(tmp_path: Path) -> None:
    found = rates(facts(tmp_path, of_france=0), "country")

    assert (found["DE"]["contacts"], found["DE"]["alerts"], found["DE"]["ratio"]) == (10, 10, 1)
    assert (found["FR"]["alerts"], found["FR"]["ratio"]) == (10, 1)
    assert (found["GB"]["contacts"], found["GB"]["alerts"], found["GB"]["ratio"]) == (20, 0, None)


def test_what_is_registered_lowers_the_ratio_of_its_country(tmp_path: Path) -> None:
    path = facts(tmp_path, of_france=8)

    found, kinds = rates(path, "country"), rates(path, "kind")

    assert (found["FR"]["alerts"], found["FR"]["expected"], found["FR"]["ratio"]) == (2, 6, 0.3333)
    assert found["DE"]["ratio"] == 1.6667
    assert kinds["party_foundation"]["ratio"] == 1
    assert rates(path, "direction")["in the other's country"]["alerts"] == 12
    table = interparty("backtest", path, "--as-of", AS_OF, "--evenness").out
    assert "By the other side's country" in table
    assert "By where it took place" in table


def test_evenness_is_of_one_set_of_packs(tmp_path: Path) -> None:
    said = interparty("backtest", tmp_path, "--packs", "own", "--packs", "own", "--evenness")

    assert said.code == 2
    assert "Evenness is of one set of packs" in said.err
