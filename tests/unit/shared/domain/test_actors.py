"""Who an actor is, from reference data: by identifier first, by name only where it is unmistakable."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain import actors
from interparty_shared.domain.facts import Actor, ActorRecord, Days, Judgement, MemberOf, Ref, Stamp
from interparty_shared.reference import naming
from tests.unit.shared.domain.world import day, member, visit

PARTY = ActorRecord(
    "ref:1", "party", "AT", ("Partei P", "Volksgruppe V"), (("ref", "1"), ("lei", "9"))
)
NAMESAKE = ActorRecord("ref:2", "party", "DE", ("Partei P",), (("ref", "2"),))


def known(*records: actors.Known) -> actors.Index:
    return actors.Index(records, naming.matcher())


def resolved(actor: Actor, *records: actors.Known) -> str | None:
    found = known(*records).resolve(actor).record
    return found.id if found else None


@pytest.mark.parametrize(
    ("actor", "id_"),
    [
        (Actor("Anything", ids=(("lei", "9"),)), "ref:1"),
        (Actor("Partei P"), None),
        (Actor("Partei P", country="AT"), "ref:1"),
        (Actor("VOLKSGRUPPE  V."), "ref:1"),
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

    done = actors.completed(posted, known(PARTY))

    assert (done.name, done.country, done.kind, done.role) == ("Partei P", "AT", "party", "host")
    assert done.aliases == ("Volksgruppe V",)
    assert actors.completed(Actor("Else"), known(PARTY)) == Actor("Else")


def test_when_it_was_an_organ_of_its_state_is_known_or_not() -> None:
    organ = ActorRecord(
        "ref:3", "party_organ", "CN", ("Organ O",), (), state_linked=((day("1951-01-01"), None),)
    )

    assert actors.completed(Actor("Organ O"), known(organ)).state_linked is not None
    assert actors.completed(Actor("Partei P"), known(PARTY)).state_linked is None


def test_the_order_of_reference_records_is_nothing_even_under_one_id() -> None:
    twice = ActorRecord("ref:1", "party", None, ("Partei P",), (("ref", "1"),))
    actor = Actor("Partei P", ids=(("ref", "1"),))

    found = {known(*order).resolve(actor).record for order in permutations([PARTY, twice])}

    assert len(found) == 1


def test_an_engagement_is_completed_participant_by_participant() -> None:
    one = visit(member(), Actor("Partei P", country="AT"))

    done = actors.completed_engagement(one, known(PARTY))

    assert [actor.kind for actor in done.participants] == ["politician", "party"]
    assert actors.completed_engagement(one, known()) is one


def test_a_record_is_found_under_its_identifiers_and_by_what_all_its_names_mean() -> None:
    keys = actors.known_keys(PARTY, naming.matcher())

    assert {"id:ref:1", "id:lei:9", "is:ref:1"} <= keys
    for name in PARTY.names:
        assert keys & actors.name_keys(Actor(name), naming.matcher())


def judged(
    actor: str | None, *, number: int = 1, name: str = "Partei P", **said: object
) -> Judgement:
    stamp = Stamp(datetime(2026, 1, number, tzinfo=UTC), "")
    return replace(Judgement(Ref("desk", str(number)), stamp, name, actor), **said)  # type: ignore[arg-type]


def test_what_a_person_judged_goes_before_names_and_identifiers() -> None:
    posted = Actor("Partei P", country="AT", ids=(("lei", "9"),))

    assert resolved(posted, PARTY, NAMESAKE, judged("ref:2")) == "ref:2"
    assert resolved(posted, PARTY, judged(None)) is None
    assert resolved(posted, PARTY, judged("ref:none-such")) == "ref:1"
    assert resolved(posted, PARTY, judged(None, withdrawn=True)) == "ref:1"


def test_a_judgement_holds_for_the_country_and_kind_it_was_given_for() -> None:
    ours = judged("ref:2", country="DE")

    assert resolved(Actor("Partei P", country="DE"), PARTY, NAMESAKE, ours) == "ref:2"
    assert resolved(Actor("Partei P", country="AT"), PARTY, NAMESAKE, ours) == "ref:1"
    assert resolved(Actor("Partei P"), PARTY, NAMESAKE, ours) is None


def test_of_several_judgements_the_closer_one_counts_and_then_the_latest() -> None:
    posted = Actor("Partei P", country="AT")
    wide, close = judged("ref:2", number=3), judged("ref:1", number=1, country="AT")
    later = judged(None, number=2, country="AT")

    assert resolved(posted, PARTY, NAMESAKE, wide, close) == "ref:1"
    for order in permutations([wide, close, later]):
        assert resolved(posted, PARTY, NAMESAKE, *order) is None


def test_a_judgement_finds_its_actor_though_the_names_have_nothing_in_common() -> None:
    ours = judged("ref:1", name="The Ring")

    assert resolved(Actor("the ring"), PARTY, ours) == "ref:1"


def test_a_name_of_several_actors_completes_nobody() -> None:
    other = ActorRecord("ref:4", "party", "AT", ("Bewegung Q",))
    found = known(PARTY, other).resolve(Actor("Volksgruppe V; Bewegung Q", country="AT"))

    assert (found.verdict, found.record) == ("match", None)
    assert {one.record.id for one in found.items} == {"ref:1", "ref:4"}


@pytest.mark.parametrize("name", ["Republic of Panama", "Partido Panameñista", "Panama", "Ltd"])
@pytest.mark.parametrize("kind", [None, "party", "government", "company"])
@pytest.mark.parametrize("country", [None, "PA"])
def test_whoever_may_mean_a_record_is_looked_at_again_when_it_comes(
    name: str, kind: str | None, country: str | None
) -> None:
    record = ActorRecord("ref:5", "party", "PA", ("Partido Panameñista", "Panama Republic Party"))
    actor = Actor(name, kind, country)

    found = actors.meaning(actor, [record], naming.matcher())

    if found.verdict != "none":
        assert actors.bears_on(record, name, naming.matcher())


HERE = ActorRecord("ref:8", "party", "AT", ("Party A", "Partei A"), (("ref", "8"),))
THERE = ActorRecord("ref:9", "party", "AT", ("Party B",), (("ref", "9"),))
PERSON = ActorRecord(
    "ref:7",
    "politician",
    "AT",
    ("Person Example",),
    (("ref", "7"),),
    member_of=(
        MemberOf("ref:8", (None, day("2026-01-31"))),
        MemberOf("ref:9", (day("2026-02-01"), None)),
    ),
)


@pytest.mark.parametrize(
    ("first", "last", "party"),
    [
        ("2026-01-10", "2026-01-10", "Party A"),
        ("2026-02-01", "2026-02-03", "Party B"),
        ("2026-01-31", "2026-02-01", None),
    ],
)
def test_a_person_is_of_the_party_of_all_days_of_the_engagement(
    first: str, last: str, party: str | None
) -> None:
    actor = Actor("Person Example", "politician", "AT")
    reference = known(HERE, THERE, PERSON)

    found = actors.completed(actor, reference, Days(day(first), day(last))).of

    assert (found.name if found else None) == party
    assert found is None or found.kind == "party"


def test_of_two_parties_at_a_time_none_is_told_nor_one_that_no_record_describes() -> None:
    actor, on = (
        Actor("Person Example", "politician", "AT"),
        Days(day("2026-03-01"), day("2026-03-01")),
    )
    two = replace(PERSON, member_of=(*(PERSON.member_of or ()), MemberOf("ref:8", (None, None))))

    assert actors.completed(actor, known(HERE, THERE, two), on).of is None
    assert actors.completed(actor, known(HERE, PERSON), on).of is None
    assert actors.completed(actor, known(HERE, THERE, PERSON)).of is None


def test_whom_a_report_says_somebody_is_of_stands() -> None:
    actor = Actor("Person Example", "politician", "AT", of=Actor("Party C"))
    on = Days(day("2026-03-01"), day("2026-03-01"))

    assert actors.completed(actor, known(HERE, THERE, PERSON), on).of == Actor("Party C")


def test_a_person_is_found_by_the_parties_that_its_record_names() -> None:
    matcher = naming.matcher()

    assert actors.naming_key("ref:9") in actors.known_keys(PERSON, matcher)
    assert actors.named_keys([PERSON]) == {actors.is_key("ref:8"), actors.is_key("ref:9")}


_WORDS = st.sampled_from(
    [
        "Party",
        "Democratic",
        "National",
        "Union",
        "Labour",
        "Front",
        "(Marxist)",
        "Youth of the",
        "ALD",
    ]
)
_NAMES = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_KINDS = st.sampled_from(["party", "party_organ", "party_foundation", "politician", "state_organ"])
_COUNTRIES = st.sampled_from(["AT", "DE", None])
_ENDS = st.none() | st.just((None, day("1999-12-31")))


@given(
    records=st.lists(
        st.builds(
            lambda number, kind, country, called, existed: ActorRecord(
                f"ref:{number}", kind, country, tuple(called), existed=existed
            ),
            st.integers(1, 9),
            _KINDS,
            _COUNTRIES,
            st.lists(_NAMES, min_size=1, max_size=2),
            _ENDS,
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one.id,
    ),
    name=_NAMES,
    kind=st.none() | _KINDS,
    country=_COUNTRIES,
)
def test_whatever_is_taken_to_be_meant_bears_on_the_name(
    records: list[ActorRecord], name: str, kind: str | None, country: str | None
) -> None:
    meant = known(*records).resolve(Actor(name, kind, country))

    for one in meant.items:
        assert actors.bears_on(one.record, name, naming.matcher())
