"""What pages are filled with: reasons in words, dates as a drawing, addresses that may be followed."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_api.i18n import LANGUAGES, translator
from interparty_api.pages import coverage_view, links
from interparty_api.pages.reasons import reason
from interparty_api.pages.timeline import GAP, timeline
from tests.support import newsroom

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(0, 400), st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_labels_of_a_timeline_never_meet_and_time_runs_downwards(
    first: date, length: int, due: date | None, judged: date | None, filed: date | None, today: date
) -> None:
    step = {"step": "match", "inputs": {"filed": filed.isoformat()} if filed else {}}
    alert = {
        "occurred": {"from": first.isoformat(), "to": (first + timedelta(length)).isoformat()},
        "due": due and due.isoformat(),
        "alert_date": judged and judged.isoformat(),
        "reason": [step],
    }
    drawing = timeline(translator("en"), alert, today=today)

    places = [one.y for one in drawing.points]
    assert all(later - before >= GAP for before, later in itertools.pairwise(places))
    assert places[-1] + GAP <= drawing.height
    assert len(drawing.points) == (2 if length else 1) + 1 + sum(map(bool, (due, judged, filed)))
    assert all(one.height > 0 for one in drawing.stretches)


@pytest.mark.parametrize("language", LANGUAGES)
def test_known_sentences_are_translated_and_unknown_ones_stay_as_they_are(language: str) -> None:
    t = translator(language)
    steps = newsroom.reason(
        newsroom.MISSING, newsroom.LATE, newsroom.TIMELY, newsroom.TAKEN_BACK, newsroom.ODD
    )
    shown = [reason(t, step) for step in steps]

    assert [one.original for one in shown] == [step["text"] for step in steps]
    translated = [one.translated for one in shown]
    assert translated == [True] * (len(steps) - 1) + [language == "en"]
    others = [one for one in shown if one.translated and language != "en"]
    assert all(one.text != one.original for one in others)
    assert not any("{" in one.text for one in shown)


def test_a_name_with_braces_or_markup_is_a_value_and_nothing_else() -> None:
    step = {
        "step": "counterpart",
        "text": "The counterpart is {who} <b>.",
        "basis": "recorded",
        "inputs": {},
    }
    assert reason(translator("fr"), step).text == "La contrepartie est {who} <b>."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/v1/alerts",
        "http:",
        "https://[",
        "ftp://example.org/",
        None,
        7,
    ],
)
def test_an_address_that_is_not_of_the_web_is_not_followed(url: object) -> None:
    assert links.safe(url) is None


def test_an_address_of_the_web_is_followed() -> None:
    assert links.safe(" https://news.example/a?b=c#d ") == "https://news.example/a?b=c#d"


def test_an_actor_is_found_by_identifier_or_by_name() -> None:
    assert links.actor({"name": "A", "ids": {"gb-mnis": "4066"}}) == "/actors/gb-mnis:4066"
    assert links.actor({"name": "A/B & <C>?"}) == "/actors/A%2FB%20%26%20%3CC%3E%3F"


@given(st.lists(st.tuples(DAYS, st.integers(0, 3000)), min_size=1, max_size=6), DAYS)
def test_a_bar_of_coverage_stays_within_its_width(
    spans: list[tuple[date, int]], today: date
) -> None:
    complete = [
        {"from": first.isoformat(), "to": (first + timedelta(days)).isoformat()}
        for first, days in spans
    ]
    bar = coverage_view.bar(translator("en"), complete, today=today)

    assert bar is not None
    assert all(0 <= x <= coverage_view.WIDTH and width >= 3 for x, width in bar.spans)
    assert all(x + width <= coverage_view.WIDTH + 3 for x, width in bar.spans)
    assert 1 <= len(bar.ticks) <= 6
    assert coverage_view.bar(translator("en"), [], today=today) is None
