"""No sentence that the code can say accuses, whether or not a scenario reaches it; each is typed."""

import ast
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from interparty_shared import domain, packs
from interparty_shared.domain.duties import Basis
from interparty_shared.domain.wording import accusation
from tests.support.sentences import HOLE, Said, parsed, steps, templates

DOMAIN = sorted(Path(domain.__file__).parent.glob("*.py"))
EXPLAIN = sorted((Path(packs.__file__).parent / "explain").glob("*.py"))
PATTERN = "wording.py"
"""The file that names the words themselves."""


def sentences(path: Path) -> list[str]:
    """Return the texts of a file that are more than one word."""
    return [text for _, text in templates(parsed(path)) if " " in text.strip()]


def said() -> list[Said]:
    return [one for path in DOMAIN for one in steps(parsed(path))]


@pytest.mark.parametrize(
    "path",
    [path for path in (*DOMAIN, *EXPLAIN) if path.name != PATTERN],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_sentence_in_the_source_accuses(path: Path) -> None:
    assert [text for text in sentences(path) if accusation(text)] == []


def test_the_sentences_of_steps_findings_and_summaries_are_among_them() -> None:
    found = {text for path in DOMAIN for text in sentences(path)}

    assert len(found) > 150
    assert {
        f"No matching record found in {HOLE} as of {HOLE}.",  # a step
        "It was not done for pay, as recorded.",  # a finding
        f"{HOLE}: no matching record found in {HOLE} as of {HOLE}; due {HOLE}.",  # a summary
        "The text of this rule was not seen by those who wrote it down; have it checked.",
    } <= found


def test_a_sentence_that_nothing_reaches_is_found_with_each_of_its_choices() -> None:
    tree = ast.parse(
        '''
def never(late: bool) -> str:
    """Failed to be a sentence: a docstring."""
    if late is None:
        return f"{late} has {'failed' if late else 'yet'} to file" + " it."
    return "Nothing."
'''
    )

    found = {text for _, text in templates(tree)}
    assert {f"{HOLE} has failed to file it.", f"{HOLE} has yet to file it.", "Nothing."} <= found
    assert [text for text in found if "docstring" in text] == []
    assert accusation(f"{HOLE} has failed to file it.") == "failed to"


def test_every_step_says_what_it_rests_on() -> None:
    known = set(get_args(Basis))

    assert len(said()) >= 14
    assert [one for one in said() if not one.bases or not set(one.bases) <= known] == []
    assert {basis for one in said() for basis in one.bases} == known


def test_an_absence_is_of_a_register_as_of_a_time_or_not_yet_and_nothing_else_is_one() -> None:
    absences = [one for one in said() if one.bases == ("not_found",)]

    assert Counter(text for one in absences for text in one.texts) == Counter(
        [
            f"No matching record found in {HOLE} as of {HOLE}.",
            f"No matching record yet; one filed by {HOLE} would be in time.",
        ]
    )
    others = [one for one in said() if one.bases != ("not_found",)]
    assert [text for one in others for text in one.texts if "matching record" in text] == []


def test_what_is_not_assessable_says_what_is_not_known_or_not_judged() -> None:
    texts = [text for one in said() if one.bases == ("not_assessable",) for text in one.texts]

    assert len(texts) >= 6
    denials = ("Not ", " not ", "neither ", "nothing ")
    assert [text for text in texts if not any(word in text for word in denials)] == []
