"""What a rule says, in sentences: one golden text, and each turn of phrase that other rules take."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from interparty_shared import packs
from interparty_shared.domain import words
from interparty_shared.errors import NotFound
from interparty_shared.packs import fixtures
from interparty_shared.packs.explain import Explanation, chosen, english, explained
from tests.support.rulebook import pack

GOLDEN = Path(__file__).with_name("gb-mp-visits.txt")
EVENT = date(2026, 9, 1)
PUBLIC = {
    "id": "xx-agents",
    "name": "Agents",
    "public": True,
    "shows_filing_date": True,
    "shows_amount": False,
}
BANNED = {"shape": "prohibition", "trigger": None, "deadline": None}


def made(event: date | None = None, **changes: Any) -> dict[str, str]:
    """Return what the small pack says after changes: each part's sentences, by its heading."""
    told = explained(packs.parse(pack(**changes), name="x"), event)
    return {part.heading: " ".join(part.sentences) for part in told.parts}


def written(told: Explanation) -> str:
    """Return an explanation as `interparty rules explain` prints it."""
    lines = [f"{told.rule}, version {told.version}", told.title]
    for part in told.parts:
        lines += ["", part.heading, *(f"  {sentence}" for sentence in part.sentences)]
    return "\n".join(lines) + "\n"


def test_a_whole_rule_reads_as_written_down_here() -> None:
    (rule,) = chosen(packs.load(), "GB-MP-VISITS", on=EVENT)

    assert written(explained(rule, EVENT)) == GOLDEN.read_text(encoding="utf-8")


def test_every_rule_of_ours_answers_every_question_in_sentences() -> None:
    for rule in packs.load():
        for part in explained(rule, EVENT).parts:
            unfinished = [one for one in part.sentences if not one.endswith((".", ")"))]
            assert [one for one in unfinished if not one.startswith("http")] == [], rule.rule_id


@pytest.mark.parametrize(
    ("changes", "heading", "sentence"),
    [
        (
            {"status": "proposed"},
            "The duty",
            "Proposed: it gives no obligations. It would hold from",
        ),
        (
            {"status": "repealed", "valid": {"from": "2020-01-01", "to": "2025-12-31"}},
            "The duty",
            "Repealed. It held from 2020-01-01 to 2025-12-31.",
        ),
        ({"rule": "XX-AGENTS-ONE"}, "The duty", "It is one of several rules of XX-AGENTS."),
        ({}, "Who owes it", "Anyone, a person or a body. The duty is laid on the one who acts for"),
        ({}, "Who owes it", "Only in the role of agent."),
        (
            {"binds": {"kinds": ["party", "company"], "countries": ["GB", "XK"]}},
            "Who owes it",
            "Political parties or companies of the United Kingdom (GB) or XK.",
        ),
        (
            {"binds": {"offices": ["minister"], "chambers": ["lords"], "titles": ["lord", "lady"]}},
            "Who owes it",
            "Only members of: lords. A member of whom no chamber is recorded is taken to be bound,"
            " unless the name bears a title (lady or lord): then it is open.",
        ),
        (
            {
                "binds": {
                    "offices": ["minister"],
                    "chambers": ["lords"],
                    "unrecorded_chamber": "not_bound",
                }
            },
            "Who owes it",
            "A member of whom no chamber is recorded is taken not to be bound.",
        ),
        (
            {"binds": {"offices": ["institution_manager"], "institution": "House I"}},
            "Who owes it",
            "Only of one institution: House I.",
        ),
        ({}, "With whom", "The other side is not of the United Kingdom (GB)."),
        ({}, "With whom", "s.3(a): a political party of a foreign country. Looked for: political"),
        (
            {"counterpart": {"origin": "any"}},
            "With whom",
            "The other side may be of any country, this one included. It may be anyone.",
        ),
        (
            {
                "counterpart": {
                    "origin": "foreign",
                    "limbs": [
                        {
                            "id": "a",
                            "text": "a governing party",
                            "kinds": ["party"],
                            "governing": True,
                        },
                        {
                            "id": "b",
                            "text": "one that is named",
                            "countries": ["RU"],
                            "specified": [{"name": "Party P", "from": "2025-07-01"}],
                            "specified_complete": False,
                        },
                        {
                            "id": "c",
                            "text": "a body in such hands",
                            "control": {
                                "by_kinds": ["government"],
                                "any_of": [
                                    {"of": "shares", "percent": "15", "above": "exclusive"},
                                    {"of": "direction"},
                                ],
                            },
                        },
                    ],
                }
            },
            "With whom",
            "It is one of these; any is enough. a: a governing party. Looked for: political parties."
            " A party counts only if it governed, alone or with others, on a day of the contact."
            " b: one that is named. Named: Party P (from 2025-07-01), and others whose list was not"
            " seen whole. Of Russia (RU). c: a body in such hands. In the hand of governments: more"
            " than 15 % of the shares or any part in directing it.",
        ),
        (
            {"activities": ["lobbying"], "purposes": ["influence_election"], "remunerated": True},
            "What counts",
            "Only if one of these was done: lobbying. Only for one of these purposes: influence"
            " election. Only for pay.",
        ),
        (
            {"directed": "association", "inside": ["GB"]},
            "What counts",
            "together with it. Only what took place in the United Kingdom (GB).",
        ),
        (
            {"frequency": {"more_than": 30, "months": 3}},
            "What counts",
            "Only above 30 different contacts in the 3 months that end with this one.",
        ),
        ({}, "From what value on", "Of any value, or of none."),
        (
            {
                "threshold": [
                    {"amount": "500", "currency": "GBP", "above": "exclusive"},
                    {
                        "amount": "2230",
                        "currency": "GBP",
                        "above": "inclusive",
                        "since": "2024-01-01",
                        "per": "source_year",
                        "multiples": True,
                    },
                ]
            },
            "From what value on",
            "At least 2,230 GBP from one source in a calendar year, this contact included, and again"
            " whenever the sum reaches a further multiple, since 2024-01-01. More than 500 GBP for the"
            " contact as a whole, before 2024-01-01.",
        ),
        (
            {
                "exemptions": [
                    {
                        "id": "diplomats",
                        "when": "counterpart_office",
                        "of": ["diplomat"],
                        "text": "Diplomats are left out.",
                    },
                    {
                        "id": "private",
                        "when": "not_recorded",
                        "text": "Private matters are left out.",
                    },
                ]
            },
            "Unless",
            "diplomats: Diplomats are left out. It holds where all on the other side are diplomats."
            " private: Private matters are left out. It is not examined: no report says it.",
        ),
        ({}, "Until when", "Within 14 days after the day on which it began."),
        (
            {
                "deadline": {
                    "amount": 15,
                    "unit": "working_day",
                    "start": "exclusive",
                    "calendar": "FR",
                },
                "then": [{"amount": 30, "unit": "day", "start": "exclusive"}],
            },
            "Until when",
            "Within 15 working days after the day on which it began, then within 30 days after the day of"
            " that. Working days are those of FR: Monday to Friday, but for public holidays.",
        ),
        (
            {"deadline": {"by": "at_once", "amount": 3}},
            "Until when",
            "Without undue delay (taken as 3 days) after the day on which it began. The law gives no"
            " number of days; the number is our own allowance.",
        ),
        (
            {
                "shape": "periodic",
                "trigger": "period_end",
                "period": {"every": "half_year", "begins": "04-06"},
            },
            "Until when",
            "The periods: each half-year, from 6 April on.",
        ),
        (
            BANNED,
            "Until when",
            "There is no deadline: nothing that is filed changes a prohibition.",
        ),
        (BANNED, "When an absence is judged", "No register is searched."),
        ({}, "The register", "It is not public."),
        ({"register": None}, "The register", "Nothing is published that could be searched."),
        (
            {"register": {**PUBLIC, "records": "standing", "hidden": ["the fee"]}},
            "The register",
            "Its records stand from a day on",
        ),
        (
            {"register": {**PUBLIC, "hidden": ["the fee", "the address"]}},
            "The register",
            "What those who file tell and it does not publish: the fee and the address.",
        ),
        ({}, "When an absence is judged", "Never: what is filed is not published."),
        (
            {"register": {**PUBLIC, "absence": "Entries are put in anew."}},
            "When an absence is judged",
            "Never: Entries are put in anew.",
        ),
        (
            {"register": PUBLIC, "publication_days": 5, "sync_days": 1},
            "When an absence is judged",
            "6 days after the due date: 5 for the register to publish, 1 for our copy.",
        ),
        (
            {
                "shape": "prior",
                "register": PUBLIC,
                "deadline": {"by": "before_event"},
            },
            "When an absence is judged",
            "0 days after the due date, or the last day if that is later:",
        ),
        ({}, "Alerts", "No verdict raises an alert."),
        (
            {"register": PUBLIC, "severity": {"missing": "high", "late": "low"}},
            "Alerts",
            "An alert is raised for: missing (high) and late (low). No other verdict raises one.",
        ),
        ({"enabled": False}, "Alerts", "The rule is switched off: it gives no obligations."),
        (
            {"confidence": "recall", "not_seen": ["The text of section 3."]},
            "How sure this is",
            "Recall: general knowledge, and the text was not seen. Not seen: The text of section 3.",
        ),
        ({}, "The law", "Agents Act 2025, section 3. https://law.example/agents"),
    ],
)
def test_a_rule_is_told_in_plain_words(
    changes: dict[str, Any], heading: str, sentence: str
) -> None:
    assert sentence in made(**changes)[heading]


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
        " What is filed from 2026-09-16 on is late."
        " An absence is pending before 2026-09-21; from then on a complete copy makes it missing."
    )


def test_dates_before_an_election_and_before_the_law_say_so() -> None:
    window = made(date(2026, 4, 20), election_window=WINDOW)["Dates, for 2026-04-20"]
    early = made(date(2025, 9, 1))["Dates, for 2025-09-01"]

    assert window.startswith("2026-04-20 lies before an election.")
    assert "due 2026-04-22" in window
    assert early.startswith("The rule in this version did not bind anyone on 2025-09-01;")


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
