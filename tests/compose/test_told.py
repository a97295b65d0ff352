"""The account of what a watchdog was told finds what it is there to find."""

from collections.abc import Sequence
from dataclasses import replace

from tests.compose import told
from tests.compose.account import Check
from tests.compose.told import Change, Hook, Letter
from tests.support.letters import a_correction, an_item, mail_of, outgoing

READER = "reader@watchdog.example"
ROOT = "<a.sub@interparty.example>"
VERDICTS = [("a", "missing"), ("b", "late"), ("a", "disclosed"), ("c", "missing")]
CHANGES = [
    Change(
        number,
        "alert.resolved" if verdict == "disclosed" else "alert.opened",
        {"id": alert, "sequence": number, "verdict": verdict},
    )
    for number, (alert, verdict) in enumerate(VERDICTS, start=1)
]
ALL = told.due(CHANGES, lambda _: True)
MISSING = told.due(CHANGES, lambda alert: alert["verdict"] == "missing")


def letter(number: int, alert: str, follows: str | None = None) -> Letter:
    own = f"<msg_{number}@interparty.example>"
    return Letter(
        id=own if follows else f"<{alert}.sub@interparty.example>",
        delivery=f"msg_{number}",
        sequences=(number,),
        to=(READER,),
        follows=(follows, follows),
        alerts=frozenset({alert}),
        unsubscribe="http://127.0.0.1/s/sub/unsubscribe/x",
        at=10.0,
    )


HOOKS = [
    Hook(f"msg_{one.sequence}", {"type": one.type, "data": one.document}, True, "taken", 10.0)
    for one in CHANGES
]
LETTERS = [letter(1, "a"), letter(3, "a", ROOT), letter(4, "c")]


def faults(checks: Sequence[Check]) -> list[str]:
    return [fault for check in checks for fault in check.faults]


def of_hooks(*came: Hook) -> list[str]:
    return faults(told.of_hooks(ALL, came))


def of_letters(*came: Letter) -> list[str]:
    return faults(told.of_letters(MISSING, came, reader=READER))


def test_what_was_told_of_is_due_to_its_end_and_nothing_else() -> None:
    assert sorted(ALL) == [1, 2, 3, 4]
    assert sorted(MISSING) == [1, 3, 4]


def test_what_arrived_whole_has_no_faults_though_some_came_twice() -> None:
    cut = replace(HOOKS[1], answer="cut")
    refused = replace(LETTERS[2], answer="refused")

    assert of_hooks(cut, *HOOKS, HOOKS[3]) == []
    assert of_letters(refused, *LETTERS, LETTERS[0]) == []


def test_what_is_lost_is_found_though_an_attempt_was_refused_or_cut() -> None:
    for answer in ("refused", "cut", "held"):
        assert of_hooks(*HOOKS[:3], replace(HOOKS[3], answer=answer)) == ["4 is lost"]
    assert of_letters(*LETTERS[:2]) == ["4 is lost"]


def test_what_was_not_due_is_found() -> None:
    assert "2 was not due" in of_letters(*LETTERS, letter(2, "b"))


def test_a_run_in_which_nothing_was_due_shows_nothing() -> None:
    assert faults(told.of_hooks({}, [])) == ["nothing was due: nothing is shown by that"]


def test_a_change_under_two_ids_and_an_id_of_two_changes_are_found() -> None:
    assert of_hooks(*HOOKS, replace(HOOKS[0], id="msg_other")) == ["1 under msg_1, msg_other"]
    assert of_hooks(*HOOKS[:3], replace(HOOKS[3], id="msg_1")) == ["msg_1 under 1, 4"]


def test_a_signature_that_does_not_verify_is_found() -> None:
    assert of_hooks(*HOOKS[:3], replace(HOOKS[3], verified=False)) == ["msg_4 at 10"]


def test_a_webhook_that_says_something_else_is_found() -> None:
    other = {"type": "alert.opened", "data": {**HOOKS[2].body["data"], "verdict": "late"}}

    assert of_hooks(*HOOKS[:2], replace(HOOKS[2], body=other), HOOKS[3]) == [
        "3 is alert.opened, not alert.resolved",
        "3 is another document than the change",
    ]


def test_a_mail_that_comes_again_under_another_message_id_is_found() -> None:
    again = replace(LETTERS[2], id="<other@interparty.example>")

    assert of_letters(*LETTERS, again) == [
        "msg_4 under <c.sub@interparty.example>, <other@interparty.example>"
    ]


def test_a_mail_to_somebody_else_and_one_without_its_page_are_found() -> None:
    astray = replace(LETTERS[0], to=("other@watchdog.example",))
    without = replace(LETTERS[2], alerts=frozenset({"a"}))

    assert of_letters(astray, LETTERS[1], without) == [
        f"{ROOT} went to other@watchdog.example",
        "<c.sub@interparty.example> has no link to c",
    ]


def test_a_correction_outside_its_thread_and_a_first_mail_inside_another_are_found() -> None:
    outside = letter(3, "a", "<c.sub@interparty.example>")
    inside = letter(4, "c", ROOT)

    assert of_letters(LETTERS[0], outside, LETTERS[2]) == [
        f"3 follows <c.sub@interparty.example>, not {ROOT}"
    ]
    assert of_letters(LETTERS[0], LETTERS[1], inside) == [f"4 follows {ROOT}, not None"]


def test_what_was_in_flight_must_have_come_again_and_be_settled_by_nobody_before() -> None:
    held = replace(HOOKS[0], answer="held")

    def flew(came: Sequence[Hook], attempts: dict[str, int]) -> tuple[str, ...]:
        return told.in_flight("webhooks", came, [one.id for one in came], attempts).faults

    assert flew([held, *HOOKS], {"msg_1": 1}) == ()
    assert flew([held, *HOOKS[1:]], {}) == ("msg_1 came 1 times and has 0 attempts",)
    assert flew([held, *HOOKS], {"msg_1": 2}) == ("msg_1 came 2 times and has 2 attempts",)
    assert flew(HOOKS, {}) == ("nothing was in flight",)


def test_each_kind_of_answer_is_counted() -> None:
    came = [replace(HOOKS[0], answer=one) for one in ("refused", "cut", "held")]

    assert told.row(ALL, [*came, *HOOKS[:3]]) == {
        "due": 4,
        "arrived": 3,
        "requests": 6,
        "refused": 1,
        "cut": 1,
        "held": 1,
        "came again": 2,
    }


def test_waits_are_from_the_decision_to_the_first_that_was_taken() -> None:
    came = [replace(HOOKS[0], answer="cut", at=2.0), HOOKS[0], replace(HOOKS[1], at=13.0)]

    assert told.waits(came, {1: 9.0, 2: 10.0}) == (2.0, 3.0)
    assert told.waits([], {}) == (0.0, 0.0)


def test_a_mail_is_read_as_it_is_written() -> None:
    first, then = mail_of(outgoing(an_item())), mail_of(outgoing(a_correction(), id_="msg_2"))

    one, other = (told.letter_of(mail, [READER], at=1.0) for mail in (first, then))

    assert one is not None
    assert other is not None
    assert (one.delivery, one.sequences, one.follows) == ("msg_1", (1042,), (None, None))
    assert (other.delivery, other.sequences, other.follows) == ("msg_2", (1043,), (one.id, one.id))
    assert one.alerts == other.alerts == {an_item().alert["id"]}
    assert "/unsubscribe/" in one.unsubscribe


def test_a_mail_that_tells_of_no_alert_is_none() -> None:
    assert told.letter_of(mail_of(outgoing(kind="confirm")), [READER], at=1.0) is None
