"""How many sources are independent of one another, and who vouches for a report."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_shared.domain.corroboration import texts
from interparty_shared.domain.corroboration.showing import corroboration_document
from interparty_shared.domain.corroboration.sources import independent, standing_of
from tests.unit.shared.domain.corroboration.told import SOURCES, source

HEADLINE = "Party A sends its chair to Lyon"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.daily.example/a/1", "http://daily.example/a/1/"),
        ("https://m.daily.example/a/1", "https://amp.daily.example/a/1#top"),
        ("https://daily.example/a?id=7&page=2", "https://daily.example/a?page=2&utm_source=x&id=7"),
        ("https://daily.example/a?fbclid=abc", "https://daily.example/a"),
        ("https://en.m.daily.example/a", "https://en.daily.example:443/a"),
        ("https://DAILY.example/a%20b", "https://daily.example/a b"),
        (
            "https://web.archive.org/web/20260302120000/https://daily.example/a",
            "https://daily.example/a",
        ),
        ("https://daily.example/a/amp/", "https://daily.example/a/index.html"),
    ],
)
def test_addresses_of_one_text_are_one(one: str, other: str) -> None:
    assert texts.address(one) == texts.address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://daily.example/a?id=7", "https://daily.example/a?id=8"),
        ("https://daily.example/a", "https://daily.example/A"),
        ("https://daily.example/a", "https://weekly.example/a"),
        ("https://m.example/a", "https://example/a"),
        ("http://[daily/a", "http://[daily/b"),
    ],
)
def test_addresses_of_two_texts_are_two(one: str, other: str) -> None:
    assert texts.address(one) != texts.address(other)


def test_headlines_are_one_whatever_case_marks_and_the_site_behind_them() -> None:
    told = texts.headline(HEADLINE)

    assert told is not None
    assert texts.headline("PARTY A SENDS ITS CHAIR TO LYON! | The Daily", "Daily") == told
    assert texts.headline(f"{HEADLINE} - weekly.example", "weekly.example") == told
    assert texts.headline(f"{HEADLINE} - Lyon turns away", "weekly.example") != told


def test_a_headline_that_might_stand_over_anything_tells_nothing() -> None:
    assert texts.headline("IDU Forum") is None
    assert texts.headline("王毅会见英国工党代表团") is not None


D, W = "https://d.example/", "https://w.example/"


@pytest.mark.parametrize(
    ("why", "count", "given_"),
    [
        ("none", 0, []),
        ("one", 1, [source("Daily D", url=D)]),
        ("two", 2, [source("Daily D", url=D), source("Weekly W", url=W)]),
        ("one publisher", 1, [source("Daily D", url=D), source("The Daily D", url=f"{D}2")]),
        ("one address", 1, [source("Daily D", url=D), source("Weekly W", url=f"{D}?utm_a=b")]),
        (
            "an agency's copy, printed again",
            1,
            [source("Daily D", title=HEADLINE), source("Weekly W", title=HEADLINE.upper())],
        ),
        (
            "a headline that tells nothing",
            2,
            [source("Daily D", title="Talks"), source("Weekly W", title="Talks")],
        ),
        ("one host", 1, [source(url=f"{D}1"), source(url=f"{D}2")]),
        ("two hosts", 2, [source(url=D), source(url=W)]),
        (
            "the host of a publisher that is named",
            1,
            [source(url=f"{D}1"), source("Daily D", url=f"{D}2")],
        ),
        (
            "a site that shows what others publish",
            2,
            [source("Paper P", url=f"{D}1"), source("Paper Q", url=f"{D}2"), source(url=f"{D}3")],
        ),
        (
            "a text that may be by either of two",
            1,
            [
                source("Paper P", url=f"{D}1", title=HEADLINE),
                source("Paper Q", url=f"{D}2", title=HEADLINE),
                source(url=f"{D}3"),
            ],
        ),
        ("nobody known for either", 1, [source(title="Talks"), source(title="More talks")]),
        ("nobody known beside somebody", 1, [source("Daily D"), source(title="Talks")]),
        (
            "a program read the same article",
            1,
            [
                source("Daily D", url=D, coding="person"),
                source("Coder C", url=D, coding="machine"),
            ],
        ),
        (
            "a reprint, and a text of its own",
            2,
            [
                source("Daily D", title=HEADLINE),
                source("Weekly W", title=HEADLINE),
                source("Weekly W", title="What the chair of Party A wanted in Lyon"),
            ],
        ),
        (
            "a program read what was printed again elsewhere",
            1,
            [
                source("Coder C", url=D, coding="machine"),
                source("Daily D", url=D, title=HEADLINE),
                source("Weekly W", url=W, title=HEADLINE),
            ],
        ),
    ],
)
def test_sources_are_counted_once(count: int, given_: list[dict[str, Any]], why: str) -> None:
    assert independent(given_) == count
    assert {independent(order) for order in itertools.permutations(given_)} == {count}


MANY = st.lists(SOURCES, max_size=4).map(lambda lists: [one for some in lists for one in some])


@given(MANY)
def test_there_are_no_more_independent_sources_than_sources(given_: list[dict[str, Any]]) -> None:
    assert min(1, len(given_)) <= independent(given_) <= len(given_)
    assert independent([*given_, *given_]) == independent(given_)


@given(MANY, SOURCES)
def test_one_more_source_raises_the_count_by_one_at_most(
    given_: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    for one in more:
        assert independent([*given_, one]) <= independent(given_) + 1


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.sampled_from("12345")).map(
            lambda told: source(f"Paper {told[0]}", url=f"https://example/{told[1]}")
        ),
        min_size=1,
        max_size=9,
    )
)
def test_more_sources_never_lower_the_count_but_by_showing_two_to_be_one(
    given_: list[dict[str, Any]],
) -> None:
    # Each names its publisher and gives an address alone: nothing that it shows joins two of the others.
    for count in range(len(given_)):
        assert independent(given_[:count]) <= independent(given_)
    assert independent(given_) == _largest(given_)


def _largest(given_: list[dict[str, Any]]) -> int:
    """Return, by trying them all, the most sources of which no two share a publisher or an address."""
    for size in range(len(given_), 0, -1):
        for some in itertools.combinations(given_, size):
            if all(len({one[key] for one in some}) == size for key in ("publisher", "url")):
                return size
    return 0


def test_a_source_that_shows_two_texts_to_be_one_lowers_the_count() -> None:
    two = [source("Daily D", url="https://d.example/1"), source("Weekly W", title=HEADLINE)]

    assert independent(two) == 2
    assert independent([*two, source("Paper P", url="https://d.example/1", title=HEADLINE)]) == 1


@pytest.mark.parametrize(
    ("given_", "who"),
    [
        ([], "unknown"),
        ([source(url="https://d.example/1")], "unknown"),
        ([source("Daily D")], "named"),
        ([source(url="https://d.example/1", coding="person")], "named"),
        ([source("Daily D", coding="machine")], "machine"),
        ([source("Daily D", coding="machine"), source(coding="machine")], "machine"),
        ([source("Daily D", coding="machine"), source("Weekly W")], "named"),
        ([source("Daily D", coding="machine"), source(url="https://w.example/1")], "unknown"),
    ],
)
def test_who_vouches_for_a_report_follows_from_its_sources(
    given_: list[dict[str, Any]], who: str
) -> None:
    assert standing_of(given_) == who


def test_the_document_says_on_how_much_an_engagement_rests() -> None:
    told = [source("Daily D", title=HEADLINE), source("Weekly W", title=HEADLINE)]

    assert corroboration_document(2, told) == {"reports": 2, "independent": 1}
