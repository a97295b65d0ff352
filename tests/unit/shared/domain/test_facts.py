"""Facts are read from whatever the contract accepts, and from what it sends on."""

import json
from datetime import date

import orjson
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.documents import actor_document
from interparty_shared.domain.facts import Actor, Days, MemberOf, Ref, Stamp, held
from interparty_shared.domain.posted import (
    actor_of,
    actor_record_of,
    coverage_of,
    disclosure_of,
    engagement_of,
)
from interparty_shared.wire.events import EVENT
from tests.unit.shared.domain import world
from tests.unit.shared.domain.world import NOON, day

REF = Ref("urn:test", "1")


def posted(type_: str, data: object) -> None:
    """Have the contract accept an event, as ingest does."""
    event = {
        "specversion": "1.0",
        "type": f"org.interparty.{type_}.v1",
        "source": "urn:test",
        "id": "1",
    }
    EVENT.validate_json(orjson.dumps({**event, "data": data}))


@given(world.POSTED_ENGAGEMENT)
def test_every_engagement_that_the_contract_accepts_is_a_fact(data: dict[str, object]) -> None:
    posted("engagement", data)

    fact = engagement_of(REF, data)

    assert fact.occurred.start <= fact.occurred.end
    assert len(fact.participants) == len(data["participants"])  # type: ignore[arg-type]
    assert fact.end_known == ("to" in data["occurred"])  # type: ignore[operator]


@given(world.POSTED_DISCLOSURE)
def test_every_disclosure_that_the_contract_accepts_is_a_fact(data: dict[str, object]) -> None:
    posted("disclosure", data)

    fact = disclosure_of(REF, Stamp(NOON, ""), data)

    assert fact.register == "gb-commons"
    assert not fact.withdrawn


@given(st.dates(), st.dates(), st.sampled_from(["Z", "+02:00", "-11:30"]))
def test_every_coverage_that_the_contract_accepts_is_a_fact(
    one: date, two: date, zone: str
) -> None:
    first, last = sorted((one, two))
    data = {
        "register": "gb-commons",
        "from": first.isoformat(),
        "to": last.isoformat(),
        "synced": f"{last.isoformat()}T12:00:00{zone}",
    }
    posted("coverage", data)

    fact = coverage_of(data)

    assert (fact.start, fact.end, fact.register) == (first, last, "gb-commons")
    assert fact.synced.tzinfo is not None


@given(
    st.fixed_dictionaries(
        {
            "id": st.just("partyfacts:12:34"),
            "kind": st.just("party"),
            "names": st.lists(world.NAMES.map(lambda name: {"name": name}), min_size=1, max_size=3),
        },
        optional={
            "ids": st.dictionaries(st.sampled_from(["epid", "partyfacts"]), world.NAMES),
            "state_linked": st.lists(
                st.fixed_dictionaries({"from": st.one_of(st.none(), world.POSTED_DAY)}), max_size=2
            ),
            "existed": st.fixed_dictionaries({"from": st.one_of(st.none(), world.POSTED_DAY)}),
            "member_of": st.lists(
                st.fixed_dictionaries({"party": st.just("partyfacts:7"), "to": world.POSTED_DAY}),
                max_size=2,
            ),
        },
    )
)
def test_every_reference_record_that_the_contract_accepts_is_a_fact(
    data: dict[str, object],
) -> None:
    posted("actor", data)

    fact = actor_record_of(data)

    assert fact.names
    assert dict(fact.ids)["partyfacts"]
    assert (fact.existed is None) == ("existed" not in data)
    assert (fact.member_of is None) == ("member_of" not in data)


def test_when_an_actor_existed_and_of_which_parties_a_person_is_are_read_from_the_wire() -> None:
    data = {
        "id": "example:p",
        "kind": "politician",
        "names": [{"name": "Person A"}],
        "existed": {"from": "1990-01-01", "to": None},
        "member_of": [{"party": "partyfacts:7", "from": "2020-01-01", "to": "2021-01-01"}],
    }

    fact = actor_record_of(data)

    assert fact.existed == (date(1990, 1, 1), None)
    assert fact.member_of == (MemberOf("partyfacts:7", (date(2020, 1, 1), date(2021, 1, 1))),)


@given(st.fixed_dictionaries({"name": world.NAMES}, optional=world.POSTED_ACTOR))
def test_an_actor_said_and_read_again_is_the_same(data: dict[str, object]) -> None:
    actor = actor_of(data)

    assert actor_of(json.loads(json.dumps(actor_document(actor)))) == actor


def test_countries_of_a_journey_stand_once_and_in_order() -> None:
    place = {"country": "DE", "countries": ["FR", "DE", "CH"]}
    data = {
        "channel": "visit",
        "occurred": {"from": "2026-02-01"},
        "participants": [{"name": "A"}, {"name": "B"}],
        "place": place,
    }

    fact = engagement_of(REF, data)

    assert fact.countries == ("DE", "FR", "CH")
    assert fact.occurred == Days(day("2026-02-01"), day("2026-02-01"))
    assert not fact.end_known


def test_an_open_span_holds_its_ends_and_what_lies_beyond_the_open_one() -> None:
    spans = ((None, day("2026-01-31")), (day("2026-03-01"), None))

    assert [held(spans, day(one)) for one in ("1900-01-01", "2026-01-31", "2026-02-15")] == [
        True,
        True,
        False,
    ]
    assert held(spans, day("2026-03-01"))
    assert not held((), day("2026-03-01"))


def test_an_actor_has_its_posted_name_first() -> None:
    actor = Actor("A", aliases=("B", "C"), ids=(("epid", "1"),))

    assert list(actor.names) == ["A", "B", "C"]
    assert actor.id_of("epid") == "1"
    assert actor.id_of("gb-mnis") is None
