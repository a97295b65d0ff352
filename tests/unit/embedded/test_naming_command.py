"""`interparty actors judge` refuses what says nothing, or two things at once."""

import pytest

from tests.support.command import interparty

SAID = ("actors", "judge", "Party P", "--by", "Desk D", "--reason", "Its statutes")
HOW = "Say whom it means with --as ID, or --nobody; or take back what was said with --withdraw."


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--as", "x:1", "--nobody"),
        ("--as", "x:1", "--withdraw"),
        ("--nobody", "--withdraw"),
    ],
)
def test_a_judgement_says_one_thing(options: tuple[str, ...]) -> None:
    said = interparty(*SAID, *options)

    assert said.code != 0
    assert HOW in said.err


def test_a_kind_that_no_actor_is_of_is_named_with_those_that_are() -> None:
    said = interparty(*SAID, "--as", "x:1", "--kind", "partei")

    assert said.code != 0
    assert "'partei' is no kind: academic, " in said.err
