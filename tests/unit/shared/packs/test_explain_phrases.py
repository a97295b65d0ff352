"""Each turn of phrase by which a rule is told, brought about by the small pack."""

from typing import Any

import pytest

from tests.support.told import BANNED, PUBLIC, made

YEARLY = {"amount": "2230", "currency": "GBP", "above": "exclusive", "per": "source_year"}


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
            {
                "binds": {
                    "offices": ["minister"],
                    "not_chambers": ["lords"],
                    "unrecorded_chamber": "unknown",
                }
            },
            "Who owes it",
            "Not members of: lords. Whether a member is bound of whom no chamber is recorded is open.",
        ),
        (
            {"binds": {"offices": ["institution_manager"], "institution": "House I"}},
            "Who owes it",
            "Only of one institution: House I.",
        ),
        ({}, "With whom", "The other side is not of the United Kingdom (GB)."),
        ({}, "With whom", "s.3(a): a political party of a foreign country. Looked for: political"),
        (
            {
                "counterpart": {
                    "origin": "foreign",
                    "pays": True,
                    "but_not": [
                        {
                            "id": "z",
                            "text": "an envoy who is named",
                            "offices": ["diplomat"],
                            "specified": [{"name": "Envoy E"}],
                            "specified_under": "XX-OTHER",
                        }
                    ],
                }
            },
            "With whom",
            "It may be anyone. Left out is whoever is one of these. z: an envoy who is named. Named under"
            " XX-OTHER: Envoy E. Only diplomats. It counts only where it paid; where nobody is recorded as"
            " paying, that is open.",
        ),
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
                                "by_countries": ["RU"],
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
            " seen whole. Of Russia (RU). c: a body in such hands. In the hand of governments of Russia"
            " (RU): more than 15 % of the shares or any part in directing it.",
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
            {"threshold": {**YEARLY, "counts_above": "500"}},
            "From what value on",
            "More than 2,230 GBP from one source in a calendar year, this contact included, without what"
            " is not worth more than 500 GBP.",
        ),
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
        (
            {
                "exemptions": [
                    {
                        "id": "named",
                        "when": "holder_listed",
                        "names": ["Body A", "Body B"],
                        "text": "Two bodies are left out.",
                    }
                ]
            },
            "Unless",
            "It holds where the holder is one of those who are named: Body A or Body B.",
        ),
        ({}, "Until when", "Within 14 days after the day on which it began."),
        (
            {"transition": {"amount": 3, "unit": "month", "start": "inclusive"}},
            "Until when",
            "What stood already when the rule came into force: 3 calendar months beginning with the day"
            " 2026-01-01.",
        ),
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
            {"register": {**PUBLIC, "records": "filers"}},
            "The register",
            "Its records are of the filer alone,",
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
