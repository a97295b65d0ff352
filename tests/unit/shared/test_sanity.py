"""What is well-formed and cannot be is refused; what is merely unlikely is not."""

from typing import Any

import orjson
import pytest

from interparty_shared.wire.events import EVENT
from interparty_shared.wire.sanity import oddities
from tests.support.desk import COVERAGE, DISCLOSURE, NOW, an_event, with_data

ACTOR = "org.interparty.actor.v1"


def pointers(event: dict[str, Any]) -> list[str]:
    return [where for where, _ in oddities(EVENT.validate_json(orjson.dumps(event)), now=NOW)]


def occurred(first: str, last: str | None = None, **more: Any) -> dict[str, Any]:
    span = {"from": first} if last is None else {"from": first, "to": last}
    return with_data(occurred=span, **more)


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (an_event(time="2026-11-23T12:00:31Z"), "/time"),
        (an_event(time="9999-12-31T23:59:59-12:00"), "/time"),
        (an_event(time="0001-01-01T00:00:00+14:00"), "/time"),
        (an_event(time="1899-12-31T23:59:59Z"), "/time"),
        (occurred("1899-12-31"), "/data/occurred/from"),
        (occurred("0225-12-02"), "/data/occurred/from"),
        (occurred("2037-01-01"), "/data/occurred/from"),
        (occurred("2025-12-02", "2205-12-06", channel="membership"), "/data/occurred/to"),
        (occurred("2025-01-01", "2026-02-06"), "/data/occurred/to"),
        (occurred("2025-01-01", "2026-02-06", channel="training"), "/data/occurred/to"),
        (with_data(arrangement={"agreed": "1025-11-01"}), "/data/arrangement/agreed"),
        (with_data(sources=[{}, {"published": "2026-11-24"}]), "/data/sources/1/published"),
        (with_data(DISCLOSURE, filed="2026-11-24"), "/data/filed"),
        (with_data(DISCLOSURE, published="2206-01-05"), "/data/published"),
        (
            with_data(DISCLOSURE, occurred={"from": "2024-01-01", "to": "2025-12-01"}),
            "/data/occurred/to",
        ),
        (with_data(COVERAGE, synced="2026-11-22T12:06:00Z", to="2026-11-22"), "/data/synced"),
        (with_data(COVERAGE, **{"from": "1066-07-04"}), "/data/from"),
        (
            with_data(ACTOR, governing=[{"from": "2020-01-07", "to": "2010-01-07"}]),
            "/data/governing/0/to",
        ),
        (
            with_data(ACTOR, governing_known=[{"from": "2020-01-07", "to": "2010-01-07"}]),
            "/data/governing_known/0/to",
        ),
        (an_event(sequence=2**31), "/sequence"),
    ],
)
def test_what_cannot_be_is_pointed_at(event: dict[str, Any], where: str) -> None:
    assert pointers(event) == [where]


@pytest.mark.parametrize(
    "event",
    [
        an_event(time="2026-11-23T12:00:30Z"),
        an_event(time="2026-11-23T02:00:00+14:00"),
        an_event(time=None),
        occurred("1900-01-01"),
        occurred("2036-12-31"),
        occurred("2025-01-01", "2026-02-05"),
        occurred("1990-01-01", "2026-02-06", channel="membership"),
        occurred("2016-01-01", "2026-02-06", channel="foundation_programme"),
        with_data(DISCLOSURE, filed="2026-11-23", published="2026-11-23"),
        with_data(DISCLOSURE, occurred=None, filed=None, published=None),
        with_data(COVERAGE, synced="2026-11-22T12:05:00Z", to="2026-11-22"),
        with_data(ACTOR, governing=[{"from": None, "to": None}]),
        an_event(sequence=-(2**31)),
    ],
)
def test_what_is_merely_unlikely_passes(event: dict[str, Any]) -> None:
    assert pointers(event) == []


def test_everything_that_cannot_be_is_told_at_once() -> None:
    assert len(pointers(occurred("1066-10-14", "2999-01-01"))) == 3
