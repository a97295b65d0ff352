"""The rules of patterns that come with Interparty say of their fixtures what is written there."""

import pytest

from interparty_shared.domain.patterns.kinds import KINDS
from interparty_shared.domain.wording import accusation
from interparty_shared.packs import patterns
from interparty_shared.packs.patterns import fixtures
from interparty_shared.packs.patterns.fixtures import Fixture, Suite

SUITES = fixtures.suites()
CASES = [pytest.param(suite, one, id=one.title) for suite in SUITES for one in suite.fixtures]


@pytest.mark.parametrize(("suite", "one"), CASES)
def test_a_fixture_comes_out_as_it_is_written(suite: Suite, one: Fixture) -> None:
    assert fixtures.faults(one, suite.rules) == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda one: one.name)
def test_every_rule_is_shown_by_a_fixture_that_finds_something_and_one_that_finds_nothing(
    suite: Suite,
) -> None:
    expected = [bool(one.expect) for one in suite.fixtures]

    assert any(expected)
    assert not all(expected)


def test_every_kind_has_a_rule() -> None:
    assert {one.kind for one in patterns.load()} == set(KINDS)


@pytest.mark.parametrize(("suite", "one"), CASES)
def test_no_sentence_accuses(suite: Suite, one: Fixture) -> None:
    for alert in fixtures.play(one, suite.rules):
        said = alert.document
        texts = [said["summary"], said["caution"], said["pattern"]["undone"]]
        texts += [said["pattern"]["question"], said["pattern"]["method"]]
        texts += [step["text"] for step in said["reason"]]
        assert [accusation(text) for text in texts] == [None] * len(texts)


@pytest.mark.parametrize("rule", patterns.load(), ids=lambda one: one.id)
def test_every_rule_is_explained_in_sentences(rule: patterns.Rule) -> None:
    said = KINDS[rule.kind].explained(rule)

    assert said
    assert all(one.endswith(".") for one in said)
