"""Whether two reports speak of one engagement: cases that a journalist can read, and laws."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared import packs
from interparty_shared.backtest.index import Index
from interparty_shared.domain import actors, blocking, words
from interparty_shared.domain.corroboration import agreeing, occurrence
from interparty_shared.domain.corroboration.occurrence import same_occurrence, told_apart
from interparty_shared.domain.facts import ActorRecord, Engagement, Ref
from interparty_shared.reference import naming
from tests.unit.shared.domain.corroboration import told
from tests.unit.shared.domain.corroboration.told import CASES, meeting


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_two_reports_are_of_one_engagement_or_of_two(case: dict[str, Any]) -> None:
    a, b = told.both(case)

    against = told_apart(a, b)

    if case["one"]:
        assert against is None
        assert same_occurrence(a, b) is not None
    else:
        assert case.get("because", "a reason") in str(against)
        assert same_occurrence(a, b) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_the_order_of_the_two_is_nothing(case: dict[str, Any]) -> None:
    a, b = told.both(case)

    assert same_occurrence(a, b) == same_occurrence(b, a)
    assert told_apart(a, b) == told_apart(b, a)


def test_the_cases_have_sentences_for_titles() -> None:
    titles = [case["title"] for case in CASES]

    assert len(set(titles)) == len(titles)
    assert sum(case["one"] for case in CASES) >= 10


def test_the_features_say_what_was_compared() -> None:
    a = meeting("urn:a", countries=("FR",), city="Lyon")
    b = meeting("urn:b", countries=("FR",), city="LYON")

    likeness = same_occurrence(a, b)

    assert likeness is not None
    assert [(one.name, one.score) for one in likeness.features] == [
        ("channel", 1.0),
        ("dates", 1.0),
        ("participant", 1.0),
        ("participant", 1.0),
        ("place", 1.0),
        ("city", 1.0),
        ("value", None),
        ("article", None),
    ]


def test_other_names_from_reference_data_bring_two_spellings_together() -> None:
    record = ActorRecord(
        "partyfacts:1", "party", "CN", names=("Chinese Communist Party", "中国共产党")
    )
    a = meeting("urn:a", "Party A, party, GB", "Chinese Communist Party, party,")
    b = meeting("urn:b", "Party A, party, GB", "中国共产党, party,")

    assert same_occurrence(a, b) is None
    reference = actors.Index([record], naming.matcher())
    completed = [actors.completed_engagement(one, reference) for one in (a, b)]

    assert same_occurrence(completed[0], completed[1]) is not None


def test_channels_are_one_only_where_no_rule_that_we_ship_tells_them_apart() -> None:
    for pair in occurrence.COMPATIBLE:
        assert pair <= words.CHANNELS
        for regime in packs.load():
            assert len(pair & regime.channels) in {0, 2}, (sorted(pair), regime.rule_id)


def test_no_pair_of_channels_is_both_one_and_two() -> None:
    assert not occurrence.COMPATIBLE.keys() & occurrence.APART.keys()
    assert all(pair <= words.CHANNELS and len(pair) == 2 for pair in occurrence.APART)


def test_initials_alone_are_no_name_for_no_search_would_find_them() -> None:
    union = told.actor("Christlich Demokratische Union, party, DE")

    assert agreeing.alike(union, told.actor("CDU, party, DE")) is None
    assert agreeing.alike(union, replace(told.actor("CDU, party, DE"), aliases=(union.name,)))


def test_in_a_crowd_everybody_is_found_under_his_own_name() -> None:
    crowd = [f"Member Number{number}, politician, GB" for number in range(300)]
    a = meeting("urn:a", *crowd, "Party P, party, FR", channel="forum")
    b = meeting("urn:b", *crowd[::-1], "Party P, party, FR", channel="forum")

    likeness = same_occurrence(a, b)

    assert likeness is not None
    assert len(likeness.agreements) == 301
    assert all(one.ours.name == one.theirs.name for one in likeness.agreements)


@given(told.reports(), told.reports())
def test_likeness_is_symmetric(a: Engagement, b: Engagement) -> None:
    assert same_occurrence(a, b) == same_occurrence(b, a)
    assert (same_occurrence(a, b) is None) is (told_apart(a, b) is not None)


@given(told.reports())
def test_a_report_is_never_its_own_second_report(report: Engagement) -> None:
    assert same_occurrence(report, report) is None
    assert same_occurrence(report, replace(report, title="Corrected")) is None


@given(told.reports(), st.sampled_from([(), ("DE",)]))
def test_what_speaks_against_it_does_so_however_much_agrees(
    report: Engagement, where: tuple[str, ...]
) -> None:
    other = replace(report, ref=Ref("urn:z", "1"), countries=("US",))

    assert same_occurrence(replace(report, countries=("GB",)), other) is None
    assert same_occurrence(replace(report, countries=where), replace(other, channel="loan")) is None


def as_posted(report: Any) -> Any:
    """Return a report as it is linked: without the names that reference data adds."""
    people = (replace(one, aliases=()) for one in report.participants)
    return replace(report, participants=tuple(people))


@given(told.posted(), st.none() | st.dictionaries(st.text(max_size=3), st.integers(0, 9)))
def test_whatever_is_of_one_engagement_is_found_by_its_keys(
    reports: list[Any], costs: dict[str, int] | None
) -> None:
    """Also where the keys that cost most are left out, whatever they cost."""

    def cost(key: str) -> int:
        return sum(n for part, n in (costs or {}).items() if part in key)

    known = [one.engagement for one in reports]
    index = Index(
        (one, blocking.engagement_links(as_posted(one)) | blocking.record_links(one))
        for one in known
    )

    for one in known:
        searches = blocking.neighbour_searches(one)
        if costs is not None:
            searches = blocking.cheapest(blocking.neighbour_sides(one), cost)
        found = {other.ref for other in index.find(searches)}
        like = {other.ref for other in known if same_occurrence(one, other)}
        assert like <= found


def test_reports_in_two_scripts_are_found_from_either_side_by_whom_their_names_mean() -> None:
    ours = (
        replace(told.actor("議員甲, politician, TW"), record="x:chia"),
        replace(told.actor("甲黨, party, FR"), record="x:p"),
    )
    theirs = (
        replace(told.actor("Member Chia, politician, TW"), record="x:chia"),
        replace(told.actor("Parti P, party, FR"), record="x:p"),
    )
    row = {"channel": "meeting", "when": "2026-02-03", "who": []}
    a, b = (
        replace(told.report(row, Ref(f"urn:{number}", "1")), participants=people)
        for number, people in enumerate((ours, theirs))
    )
    index = Index(
        (one, blocking.engagement_links(as_posted(one)) | blocking.record_links(one))
        for one in (a, b)
    )

    assert same_occurrence(a, b) is not None
    for one in (a, b):
        assert {a, b} <= set(index.find(blocking.neighbour_searches(one)))
