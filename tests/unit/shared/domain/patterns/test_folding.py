"""An alert folds the weaker ones that it implies: counted and linked, never dropped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.patterns.episodes import Told, told
from interparty_shared.domain.patterns.flags import Flag, judged_through
from interparty_shared.packs import patterns

RULES = {rule.id: replace(rule, mode="live") for rule in patterns.load()}
TODAY = date(2026, 6, 1)
WEEK = judged_through(TODAY)
SEVERITIES = ("info", "low", "medium", "high")


def flag(
    rule: str,
    engagements: Sequence[int],
    *,
    severity: str = "low",
    subject: str = "s",
    week: int = WEEK,
    total: int | None = None,
) -> Flag:
    document: dict[str, Any] = {
        "subject": {"domestic": {"name": "Party A", "country": "DE"}, "foreign": {"name": "X"}},
        "channel": "meeting",
        "channels": {"meeting": len(engagements)},
        "window": {"from": "2026-05-01", "to": "2026-05-31"},
        "occurred": {"from": "2026-05-01", "to": "2026-05-31"},
        "engagements": [["urn:a", str(one)] for one in engagements],
        "reports": [],
        "total": len(engagements) if total is None else total,
        "summary": f"{rule} over {len(engagements)}.",
        "reason": [],
        "undone": "",
        "numbers": {},
        "series": [],
        "effect": 1,
        "certainty": 1,
        "stake": 0,
        "severity": severity,
    }
    return Flag(rule, subject, week, "CN\nDE", document)


def alerts(*flags: Flag) -> dict[str, Told]:
    """Return the alerts of flags by rule; of each rule there is one."""
    return {one.document["rule"]["id"]: one for one in told(RULES, flags, TODAY, {})}


def test_one_of_another_kind_that_counts_nothing_more_is_folded_and_linked_both_ways() -> None:
    found = alerts(
        flag("SURGE-PAIR", [1, 2, 3, 4], severity="high"),
        flag("FIRST-CONTACT", [2]),
        flag("DUAL-TRACK", [3, 4, 5]),
    )

    head, weaker, apart = found["SURGE-PAIR"], found["FIRST-CONTACT"], found["DUAL-TRACK"]
    assert weaker.folded
    assert weaker.document["folded_into"] == head.id
    assert head.document["folds"] == [
        {
            "id": weaker.id,
            "rule": "FIRST-CONTACT",
            "severity": "low",
            "engagements": 1,
            "summary": "FIRST-CONTACT over 1.",
        }
    ]
    assert not apart.folded
    assert apart.document["folds"] == []


def test_what_is_folded_at_second_hand_is_folded_into_the_gravest() -> None:
    found = alerts(
        flag("SURGE-COUNTRIES", [1, 2, 3, 4], severity="high"),
        flag("SURGE-PAIR", [1, 2, 3], severity="medium"),
        flag("FIRST-CONTACT", [1]),
    )

    head = found["SURGE-COUNTRIES"]
    assert {one["rule"] for one in head.document["folds"]} == {"SURGE-PAIR", "FIRST-CONTACT"}
    assert found["FIRST-CONTACT"].document["folded_into"] == head.id


def test_one_whose_engagements_are_not_all_named_is_not_said_to_be_implied() -> None:
    found = alerts(
        flag("SURGE-PAIR", [1, 2, 3], severity="high"), flag("DUAL-TRACK", [1, 2], total=140)
    )

    assert not found["DUAL-TRACK"].folded


def test_one_that_is_over_folds_nothing_and_is_not_folded() -> None:
    long_ago = WEEK - RULES["SURGE-PAIR"].ends_after - 1
    found = alerts(
        flag("SURGE-PAIR", [1, 2, 3], severity="high", week=long_ago), flag("FIRST-CONTACT", [1])
    )

    assert found["SURGE-PAIR"].document["status"] == "resolved"
    assert not found["FIRST-CONTACT"].folded


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(RULES)),
            st.sets(st.integers(0, 5), min_size=1),
            st.sampled_from(SEVERITIES),
        ),
        max_size=8,
    )
)
def test_none_is_dropped_and_each_that_is_folded_is_in_one_that_is_not_and_is_as_grave(
    some: list[tuple[str, set[int], str]],
) -> None:
    flags = [
        flag(rule, sorted(refs), severity=severity, subject=f"s{number}")
        for number, (rule, refs, severity) in enumerate(some)
    ]

    found = {one.id: one for one in told(RULES, flags, TODAY, {})}

    assert len(found) == len(flags)
    links = {(fold["id"], one.id) for one in found.values() for fold in one.document["folds"]}
    assert links == {(one.id, one.document["folded_into"]) for one in found.values() if one.folded}
    for weaker, head in links:
        assert not found[head].folded
        assert set(found[weaker].refs) <= set(found[head].refs)
        grave = [SEVERITIES.index(found[one].document["severity"]) for one in (weaker, head)]
        assert grave[0] <= grave[1]


def test_the_order_of_flags_is_nothing() -> None:
    flags = [flag("SURGE-PAIR", [1, 2]), flag("SURGE-COUNTRIES", [1, 2]), flag("DUAL-TRACK", [2])]

    assert alerts(*flags) == alerts(*reversed(flags))
