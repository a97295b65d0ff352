"""Who an actor is, from reference data: by identifier first, by name only where it is unmistakable."""

from itertools import permutations

import pytest

from interparty_shared.domain import actors
from interparty_shared.domain.facts import Actor, ActorRecord
from tests.unit.shared.domain.world import day, member, visit

PARTY = ActorRecord(
    "ref:1", "party", "AT", ("Partei P", "Volksgruppe V"), (("ref", "1"), ("lei", "9"))
)
NAMESAKE = ActorRecord("ref:2", "party", "DE", ("Partei P",), (("ref", "2"),))


def resolved(actor: Actor, *records: ActorRecord) -> str | None:
    found = actors.resolve(actor, actors.index(records))
    return found.id if found else None


@pytest.mark.parametrize(
    ("actor", "id_"),
    [
        (Actor("Anything", ids=(("lei", "9"),)), "ref:1"),
        (Actor("Partei P"), None),
        (Actor("Partei P", country="AT"), "ref:1"),
        (Actor("V, Volksgruppe"), "ref:1"),
        (Actor("Partei P", country="FR"), None),
        (Actor("Partei P", country="AT", kind="party_foundation"), None),
        (Actor("Partei P", country="AT", ids=(("lei", "8"),)), None),
        (Actor("Partei P", country="DE", ids=(("lei", "8"),)), "ref:2"),
        (Actor("Nobody"), None),
    ],
)
def test_an_actor_is_found_by_identifier_or_by_an_unmistakable_name(
    actor: Actor, id_: str | None
) -> None:
    assert resolved(actor, PARTY, NAMESAKE) == id_


def test_what_was_posted_is_never_overruled() -> None:
    posted = Actor("Partei P", country="AT", kind=None, role="host")

    done = actors.completed(posted, actors.index([PARTY]))

    assert (done.name, done.country, done.kind, done.role) == ("Partei P", "AT", "party", "host")
    assert done.aliases == ("Volksgruppe V",)
    assert actors.completed(Actor("Else"), actors.index([PARTY])) == Actor("Else")


def test_when_it_was_an_organ_of_its_state_is_known_or_not() -> None:
    organ = ActorRecord(
        "ref:3", "party_organ", "CN", ("Organ O",), (), state_linked=((day("1951-01-01"), None),)
    )

    assert actors.completed(Actor("Organ O"), actors.index([organ])).state_linked is not None
    assert actors.completed(Actor("Partei P"), actors.index([PARTY])).state_linked is None


def test_the_order_of_reference_records_is_nothing_even_under_one_id() -> None:
    twice = ActorRecord("ref:1", "party", None, ("Partei P",), (("ref", "1"),))
    actor = Actor("Partei P", ids=(("ref", "1"),))

    found = {actors.resolve(actor, actors.index(order)) for order in permutations([PARTY, twice])}

    assert len(found) == 1


def test_an_engagement_is_completed_participant_by_participant() -> None:
    one = visit(member(), Actor("Partei P", country="AT"))

    done = actors.completed_engagement(one, actors.index([PARTY]))

    assert [actor.kind for actor in done.participants] == ["politician", "party"]
    assert actors.completed_engagement(one, {}) is one


def test_a_record_is_found_under_its_identifiers_and_all_its_names() -> None:
    assert actors.record_keys(PARTY) == [
        "id:ref:1",
        "id:lei:9",
        "name:p party",
        "name:v volksgruppe",
    ]
