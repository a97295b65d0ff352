"""Reasons are said in the reader's language by patterns: each is of a sentence that is still said."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import interparty_alerts
from interparty_api.i18n import translator
from interparty_api.pages.reasons import PATTERNS, reason
from interparty_shared import domain
from interparty_shared.packs import fixtures
from tests.support.sentences import HOLE, parsed, templates

Said = Mapping[str, Any]
SOURCES = (
    *Path(domain.__file__).parent.rglob("*.py"),
    *Path(interparty_alerts.__file__).parent.glob("*.py"),
)


@cache
def written() -> frozenset[str]:
    """Return the texts in the source of whoever writes reasons, with holes for their values."""
    return frozenset(text for path in SOURCES for _, text in templates(parsed(path)))


@cache
def played() -> tuple[Said, ...]:
    """Return the steps of all reasonings that the fixtures of our packs lead to."""
    return tuple(
        {"step": step.step, "text": step.text, "basis": step.basis, "inputs": step.inputs}
        for suite in fixtures.suites()
        for one in suite.fixtures
        for obligation in fixtures.play(one, suite.rules)
        for step in obligation.reason
    )


def translated(step: str, said: str) -> Iterator[Said]:
    """Yield the steps that were played whose text reads so and is said in another language."""
    t = translator("fr")
    for one in played():
        if one["step"] == step and re.fullmatch(said, one["text"]) and reason(t, one).translated:
            yield one


def spellings(pattern: str) -> Iterator[str]:
    """Yield how the source may have it: a limit is an amount and a currency, its sign a value."""
    limits = pattern.replace("{limit}", "{amount} {currency}")
    for one in (pattern, limits, re.sub("at least|more than", "{sign}", limits)):
        yield re.sub(r"\{\w+\}", HOLE, one)


@pytest.mark.parametrize(
    ("step", "pattern"), [(step, one) for step, ones in PATTERNS.items() for one in ones]
)
def test_every_pattern_is_of_a_sentence_that_is_said(step: str, pattern: str) -> None:
    parts = [re.escape(part) for part in re.split(r"\{\w+\}", pattern)]

    is_written = not written().isdisjoint(spellings(pattern))
    assert is_written or any(translated(step, "(.+?)".join(parts)))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("deadline", r"(?!.*the latest that).*: due .*"),
        ("deadline", r".*, the latest that it can have been\): due .*"),
        ("match", r"Recorded: .*, filed .*: \d+ days after .*"),
        ("match", r"Recorded: .*, filed .*: 1 day after .*"),
        ("match", r"Recorded: .*, filed .*; due .*"),
    ],
)
def test_a_sentence_of_dates_is_said_in_the_readers_language(step: str, said: str) -> None:
    assert any(translated(step, said))


def test_steps_that_consist_of_our_own_sentences_are_all_translated() -> None:
    t = translator("fr")
    ours = {"place", "coverage", "rule", "payer", "territory"}
    of_ours = [one for one in played() if one["step"] in ours]

    assert {one["step"] for one in of_ours} == ours
    assert [one["text"] for one in of_ours if not reason(t, one).translated] == []


def test_a_due_date_is_translated_only_where_it_is_of_one_day_and_a_time_from_it() -> None:
    t = translator("fr")
    dated = [one for one in played() if one["step"] == "deadline"]
    more = [one for one in dated if re.search(", then | came into force ", one["text"])]

    assert len(more) > 10
    assert [one["text"] for one in dated if reason(t, one).translated is (one in more)] == []
