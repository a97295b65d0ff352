"""What a rule says, in sentences: one golden text, and each turn of phrase that other rules take."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from interparty_shared import packs
from interparty_shared.domain import regimes, triggers, words
from interparty_shared.errors import NotFound
from interparty_shared.packs import fixtures
from interparty_shared.packs.explain import Explanation, acts, chosen, english, explained
from tests.support.rulebook import pack
from tests.support.told import BANNED, PUBLIC, made

GOLDEN = Path(__file__).with_name("gb-mp-visits.txt")
EVENT = date(2026, 9, 1)


def written(told: Explanation) -> str:
    """Return an explanation as `interparty rules explain` prints it."""
    lines = [f"{told.rule}, version {told.version}", told.title]
    for part in told.parts:
        lines += ["", part.heading, *(f"  {sentence}" for sentence in part.sentences)]
    return "\n".join(lines) + "\n"


def test_a_whole_rule_reads_as_written_down_here() -> None:
    (rule,) = chosen(packs.load(), "GB-MP-VISITS", on=EVENT)

    assert written(explained(rule, EVENT)) == GOLDEN.read_text(encoding="utf-8"), (
        f"run: .venv/bin/interparty rules explain GB-MP-VISITS --event {EVENT} >{GOLDEN}"
    )


def test_every_rule_of_ours_answers_every_question_in_sentences() -> None:
    for rule in packs.load():
        for part in explained(rule, EVENT).parts:
            unfinished = [one for one in part.sentences if not one.endswith((".", ")"))]
            assert [one for one in unfinished if not one.startswith("http")] == [], rule.rule_id


WINDOW = {
    "elections": ["2026-05-07"],
    "opens": {"amount": 28, "unit": "day"},
    "deadline": {"amount": 48, "unit": "hour", "start": "exclusive"},
    "threshold": "none",
    "publication_days": 2,
}


def test_what_is_otherwise_before_an_election_is_told_where_it_matters() -> None:
    limit = {"amount": "500", "currency": "GBP", "above": "exclusive"}

    told = made(election_window=WINDOW, register=PUBLIC, publication_days=9, threshold=limit)

    assert "Before an election there is no threshold." in told["From what value on"]
    assert "Before an election: within 48 hours after the day on which" in told["Until when"]
    assert "Before an election is: 2026-04-09 to 2026-05-06." in told["Until when"]
    assert "Before an election the register is given 2 days." in told["When an absence is judged"]


def test_dates_are_worked_out_for_a_day() -> None:
    told = made(EVENT, register={**PUBLIC}, publication_days=5, sync_days=1)

    assert told["Dates, for 2026-09-01"] == (
        "For 2026-09-01 the day on which it began is 2026-09-01: due 2026-09-15 (Tuesday)."
        " What is filed after 2026-09-15 is late."
        " An absence is pending before 2026-09-21; from then on a complete copy makes it missing."
    )


def test_dates_before_an_election_and_before_the_law_say_so() -> None:
    window = made(date(2026, 4, 20), election_window=WINDOW)["Dates, for 2026-04-20"]
    early = made(date(2025, 9, 1))["Dates, for 2025-09-01"]

    assert window.startswith("2026-04-20 lies before an election.")
    assert "due 2026-04-22" in window
    assert early.startswith("The rule in this version did not bind anyone on 2025-09-01;")


def test_the_last_of_days_has_its_dates_too() -> None:
    told = made(date.max, register=PUBLIC)[f"Dates, for {date.max}"]

    assert f"due {date.max}" in told


def test_of_a_prohibition_no_date_follows() -> None:
    assert made(EVENT, **BANNED)["Dates, for 2026-09-01"] == "No date follows."


def test_the_version_of_a_day_is_chosen_else_the_latest_else_the_one_named() -> None:
    first = packs.parse(pack(valid={"from": "2026-01-01", "to": "2026-06-30"}), name="x")
    second = packs.parse(pack(version="2026-07-01", valid={"from": "2026-07-01"}), name="x")
    known = [second, first]

    assert chosen(known, "XX-AGENTS", on=date(2026, 3, 1)) == [first]
    assert chosen(known, "XX-AGENTS", on=date(2026, 9, 1)) == [second]
    assert chosen(known, "XX-AGENTS", on=date(2020, 1, 1)) == [second]
    assert chosen(known, "XX-AGENTS", version="2026-01-01", on=date(2026, 9, 1)) == [first]


def test_a_regimes_id_chooses_all_of_its_rules() -> None:
    rules = [packs.parse(pack(rule=f"XX-AGENTS-{name}"), name="x") for name in ("TWO", "ONE")]

    found = chosen(rules, "XX-AGENTS", on=EVENT)

    assert [one.rule_id for one in found] == ["XX-AGENTS-ONE", "XX-AGENTS-TWO"]
    assert chosen(rules, "XX-AGENTS-TWO", on=EVENT) == [rules[0]]


def test_a_rule_that_is_not_there_is_said_not_to_be() -> None:
    with pytest.raises(NotFound, match=r"^There is no rule XX-AGENTS in version 1999-01-01\.$"):
        chosen([], "XX-AGENTS", version="1999-01-01", on=EVENT)


@pytest.mark.parametrize(
    ("items", "row"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, b", "c"], "a, b; and c"),
    ],
)
def test_things_stand_in_a_row(items: list[str], row: str) -> None:
    assert english.listed(items) == row


def test_every_word_of_the_vocabulary_has_its_english() -> None:
    assert set(english.KINDS) == words.ACTOR_KINDS
    assert set(english.OFFICES) == words.OFFICES
    assert set(english.CHANNELS) == words.CHANNELS


def test_every_jurisdiction_of_ours_has_its_name() -> None:
    named = {rule.jurisdiction for suite in fixtures.suites() for rule in suite.rules}

    assert named <= english.PLACES.keys()


TOLD: dict[type, str] = {
    regimes.Regime: (
        "id rule version title jurisdiction status valid_from valid_to shape enabled duty not_shown"
        " citation sources confidence not_seen duty_holder binds counterpart channels inside outside"
        " activities purposes directed remunerated frequency thresholds exemptions trigger"
        " deadline chain transition period elections publication_days sync_days register new_members"
        " severity"
    ),
    regimes.Binds: (
        "countries offices id_schemes not_chambers institution presume kinds roles anyone chambers titles"
        " unrecorded_chamber"
    ),
    regimes.Counterpart: "origin limbs but_not pays",
    regimes.Control: "by_kinds by_countries basis",
    regimes.Limb: (
        "id text kinds countries offices state_linked governing specified specified_complete"
        " specified_under control"
    ),
    regimes.Threshold: "amount currency inclusive since per multiples counts_above",
    regimes.Register: (
        "id name url public shows_filing_date shows_amount kept_days records absence hidden"
    ),
    regimes.ElectionWindow: "spans threshold no_threshold deadline publication_days",
}
NOT_TOLD = {"match"}
"""How near a record must come is our own measure, and no part of the law."""


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_whatever_a_rule_can_say_is_told(kind: type) -> None:
    # A field that is new has to be told in `packs/explain`, and then to be added here.
    assert {one.name for one in fields(kind)} - NOT_TOLD == set(TOLD[kind].split())


def test_every_exemption_and_every_moment_has_its_words() -> None:
    exemptions = get_args(get_type_hints(regimes.Exemption)["when"])
    moments = get_args(triggers.Moment)

    assert set(exemptions) == acts.EXEMPT.keys() | {"not_recorded"}
    assert set(moments) == triggers.WORDS.keys()
