"""How many messages each subscription may be sent at once."""

from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers.slots import Slots


def test_each_in_turn_gets_its_slots_and_no_more_than_there_is_room() -> None:
    slots = Slots(in_flight=10, per_subscription=4, per_second=1_000)
    slots.ready("a", "b", "c", "d")

    assert slots.turn(0.0) == {"a": 4, "b": 4, "c": 2}
    for one, count in {"a": 4, "b": 4, "c": 2}.items():
        slots.took(one, 0.0, count)
    slots.ready("a", "b", "c")
    assert slots.turn(0.0) == {}
    slots.gave("a", 0.1, 3)

    assert slots.turn(0.1) == {"d": 3}


def test_who_has_no_free_slot_keeps_its_place_and_holds_up_nobody() -> None:
    slots = Slots(in_flight=64, per_subscription=4, per_second=1_000)
    slots.took("hangs", 0.0, 4)
    slots.ready("hangs", "b")

    assert slots.turn(1.0) == {"b": 4}
    slots.gave("hangs", 1.0, 1)
    slots.ready("c")
    assert list(slots.turn(1.0)) == ["hangs", "c"]


@given(st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 4)), max_size=200))
def test_no_subscription_is_sent_more_than_its_rate(steps: list[tuple[float, int]]) -> None:
    slots = Slots(in_flight=64, per_subscription=4, per_second=10)
    at, sent, began = 0.0, 0, 0.0
    for passed, given_back in steps:
        at += passed
        slots.ready("a")
        count = slots.turn(at).get("a", 0)
        if count:
            slots.took("a", at, count)
            sent += count
        back = min(given_back, slots.flying)
        if back:
            slots.gave("a", at, back)
        assert slots.flying <= 4
        assert sent <= 4 + (at - began) * 10 + 1e-3


def test_the_rate_says_how_long_to_wait() -> None:
    slots = Slots(per_subscription=4, per_second=10)
    slots.took("a", 0.0, 4)
    slots.gave("a", 0.0, 4)
    slots.ready("a")

    assert slots.turn(0.0) == {}
    pause = slots.wait(0.0)
    assert pause is not None
    assert slots.turn(pause) == {"a": 1}
    slots.forget(100.0)
    assert slots.free("a", 100.0) == 4
