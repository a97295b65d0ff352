"""Identifiers: the same for the same, on every machine; different for what differs."""

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain import identity
from interparty_shared.domain.facts import Actor, Ref
from tests.unit.shared.domain.world import member

PARTS = st.lists(st.text(max_size=8), max_size=4)
TEXTS = st.text(st.sampled_from("ab:\n|/ "), min_size=1, max_size=4)


@given(PARTS, PARTS)
def test_lists_of_parts_do_not_run_into_each_other(one: list[str], two: list[str]) -> None:
    assert (identity.digest(*one) == identity.digest(*two)) == (one == two)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_duties_do_not_collide_by_concatenation(a: str, b: str, c: str, d: str) -> None:
    one = identity.obligation_id("R", Ref(a, b), member())
    two = identity.obligation_id("R", Ref(c, d), member())

    assert (one == two) == ((a, b) == (c, d))


def test_an_id_is_the_same_on_every_machine() -> None:
    holder = member(ids=(("gb-mnis", "4066"),))

    assert identity.digest("a", "b") == "16275ef0f5d0eb9dd9e0a53277549fda"
    assert identity.obligation_id("GB-MP-VISITS", Ref("urn:a", "1"), holder) == (
        "ob_51f639d4e4bf98078fd361fc3fbed413"
    )
    assert identity.obligation_id(
        "GB-MP-VISITS", Ref("urn:a", "1"), Actor("Dr Alex Doe", country="GB")
    ) == ("ob_5f762980f94a36ba2ddfcb2ef689299c")


def test_an_identifier_stands_for_the_actor_and_else_name_and_country() -> None:
    assert identity.actor_key(Actor("X", ids=(("epid", "7"), ("gb-mnis", "1")))) == "epid:7"
    assert identity.actor_key(Actor("Dr Alex Doe", country="GB")) == "name:GB:alex doe"
    assert identity.actor_key(Actor("Doe, Alex")) == "name::alex doe"


def test_the_alert_of_a_duty_bears_its_digest() -> None:
    assert identity.alert_id("ob_12") == "al_12"
