"""Similar is not the same: names that stay apart, and spellings that do not part what is one."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving.comparing import Query
from interparty_shared.domain.resolving.gazetteer import Gazetteer
from interparty_shared.reference import lexicon

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "lookalikes.yaml").read_text(encoding="utf-8")
)
ASKED = [(case, ask) for case in CASES for ask in case["ask"]]


@cache
def known(title: str) -> Gazetteer:
    [case] = [one for one in CASES if one["title"] == title]
    return Gazetteer([_record(one) for one in case["known"]], lexicon.load())


def _record(said: dict[str, Any]) -> ActorRecord:
    existed = said.get("existed")
    return ActorRecord(
        said["id"],
        said["kind"],
        said.get("country"),
        tuple(said["names"]),
        existed=(_day(existed[0]), _day(existed[1])) if existed else None,
    )


def _day(said: date | None) -> date | None:
    return said


@pytest.mark.parametrize(
    ("case", "ask"),
    ASKED,
    ids=[f"{case['title']}: {ask['name']} {ask.get('country', '')}" for case, ask in ASKED],
)
def test_a_name_means_whom_it_means_and_nobody_else(
    case: dict[str, Any], ask: dict[str, Any]
) -> None:
    query = Query(ask["name"], ask.get("kind"), ask.get("country"), ask.get("day"))

    found = known(case["title"]).resolve(query)

    assert sorted(one.record.id for one in found.matched) == sorted(ask["is"]), found
    if "rest" in ask:
        assert found.verdict == ask["rest"]
    if "relation" in ask:
        assert {one.relation for one in found.matched} == {ask["relation"]}
