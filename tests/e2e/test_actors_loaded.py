"""`interparty actors load` into a running Interparty: actors are there, and once."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from interparty_embedded.gazetteer.building import Inputs
from tests.support.command import Said, interparty
from tests.support.open_data import cabinet, former, parlgov_party, party, tables, write
from tests.support.up import Up, wait_until


@pytest.fixture
def up(tmp_path: Path) -> Generator[Up]:
    (tmp_path / "data").mkdir()
    running = Up(tmp_path / "data")
    yield running.start()
    running.close()


def load(up: Up, *options: object) -> dict[str, Any]:
    said: Said = interparty("actors", "load", *options, "--json", url=up.url, api_key=up.key)
    assert (said.code, said.err) == (0, "")
    counts: dict[str, Any] = json.loads(said.out)
    assert counts["sent"]["rejected"] == 0
    assert counts["sent"]["accepted"] == sum(counts["actors"].values())
    return counts


def actors(up: Up) -> dict[str, Any]:
    return {one["id"]: one for one in up.items("/v1/actors")}


def marked(up: Up) -> dict[str, Any]:
    """Return the actors once all that was posted before now has been read, without the mark."""
    mark = {
        "specversion": "1.0",
        "type": "org.interparty.actor.v1",
        "source": "https://test.example",
        "id": "mark",
        "time": "2026-01-01T00:00:00Z",
        "data": {"id": "test:mark", "kind": "other", "names": [{"name": "Mark"}]},
    }
    assert up.post([mark]).is_success
    wait_until(lambda: "test:mark" in actors(up), what="the mark is there")
    return {id_: one for id_, one in actors(up).items() if id_ != "test:mark"}


def test_loaded_twice_changes_nothing(up: Up) -> None:
    count = sum(load(up, "--only-own")["actors"].values())
    wait_until(lambda: len(actors(up)) == count, what="all actors are there")
    before = actors(up)
    assert "中联部" in {name["name"] for name in before["interparty:idcpc"]["names"]}

    load(up, "--only-own")

    assert marked(up) == before


def test_more_files_complete_what_fewer_said(up: Up, tmp_path: Path) -> None:
    load(up, "--only-own")
    cdu = party(1375, country="DEU", name="Christlich Demokratische Union", name_short="Probe")
    austrian = tables(
        [parlgov_party(99)], [cabinet(1, "2010-01-01")], [(1, 99)], [former(99, "Alte Partei")]
    )
    inputs = Inputs(partyfacts=[cdu, party(99, name="Partei 99")], parlgov=austrian)
    load(up, *write(tmp_path, inputs))
    load(up, "--only-own")
    wait_until(lambda: "partyfacts:99" in actors(up), what="the new party is there")

    after = marked(up)
    assert "Probe" in {name["name"] for name in after["partyfacts:1375"]["names"]}
    assert "Alte Partei" in {name["name"] for name in after["partyfacts:99"]["names"]}
    assert "interparty:idcpc" in after
