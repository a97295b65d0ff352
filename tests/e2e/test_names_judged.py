"""`interparty actors resolve` and `judge` beside a running Interparty."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import interparty
from tests.support.up import Up, wait_until

PARTIES = [
    {
        "specversion": "1.0",
        "type": "org.interparty.actor.v1",
        "source": "https://test.example",
        "id": id_,
        "time": "2026-01-01T00:00:00Z",
        "data": {"id": id_, "kind": "party", "country": country, "names": [{"name": name}]},
    }
    for id_, country, name in [
        ("x:at", "AT", "Beispielpartei Musterland"),
        ("x:de", "DE", "Beispielpartei Musterland"),
    ]
]


@pytest.fixture
def up(tmp_path: Path) -> Generator[Up]:
    (tmp_path / "data").mkdir()
    running = Up(tmp_path / "data").start()
    assert running.post(PARTIES).is_success
    wait_until(lambda: len(list(running.items("/v1/actors"))) == 2, what="both parties are there")
    yield running
    running.close()


def asked(up: Up, *options: object) -> dict[str, Any]:
    said = interparty("actors", "resolve", NAME, *options, "--json", url=up.url, api_key=up.key)
    assert (said.code, said.err) == (0, "")
    answer: dict[str, Any] = json.loads(said.out)
    return answer


def judged(up: Up, *options: object) -> None:
    said = interparty(
        *("actors", "judge", NAME, "--by", "Desk D", "--reason", "Its statutes"),
        *options,
        url=up.url,
        api_key=up.key,
    )
    assert (said.code, said.err) == (0, "")


NAME = "Beispielpartei Musterland"


def test_a_name_of_two_parties_is_ambiguous_until_its_country_is_said(up: Up) -> None:
    both, one = asked(up), asked(up, "--country", "DE")

    assert (both["verdict"], {it["id"] for it in both["items"]}) == ("ambiguous", {"x:at", "x:de"})
    assert (one["verdict"], one["items"][0]["id"]) == ("match", "x:de")
    table = interparty("actors", "resolve", NAME, url=up.url, api_key=up.key).out
    assert table.startswith(f"{NAME}: ambiguous\n")
    assert "x:at" in table
    assert "x:de" in table


def test_what_a_person_judged_is_the_answer_until_it_is_taken_back(up: Up) -> None:
    judged(up, "--as", "x:at")
    wait_until(lambda: asked(up)["verdict"] == "match", what="the judgement is read")
    meant = asked(up)
    assert (meant["by"], meant["items"][0]["id"]) == ("judgement", "x:at")

    judged(up, "--nobody")
    wait_until(lambda: asked(up)["verdict"] == "none", what="the later word is read")

    judged(up, "--withdraw")
    wait_until(lambda: asked(up)["verdict"] == "ambiguous", what="it is judged no more")
