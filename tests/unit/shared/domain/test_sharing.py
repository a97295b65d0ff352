"""Which engagements contend for a record, and which do not."""

from datetime import date
from typing import Any

import pytest

from interparty_shared import packs
from interparty_shared.domain import sharing
from interparty_shared.domain.facts import Days, Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.obligations import Obligation, assess
from interparty_shared.domain.posted import disclosure_of, engagement_of
from tests.support import builders

(RULE,) = [one for one in packs.load() if one.id == "GB-MP-VISITS"]


def visit(id_: str, first: str, last: str, **changes: Any) -> Engagement:
    posted = builders.engagement(id_, first=first, last=last, **changes)
    return engagement_of(Ref(builders.SOURCE, id_), posted["data"])


def filed(id_: str, first: str | None, last: str | None = None) -> Disclosure:
    posted = builders.disclosure(id_, first=first, last=last, place={"country": "DE"})
    return disclosure_of(Ref(builders.SOURCE, id_), Stamp(builders.NOON, ""), posted["data"])


def judged(one: Engagement, record: Disclosure, *beside: Engagement) -> Obligation:
    (found,) = assess(
        one, RULE, records=[record], syncs=(), today=builders.day("2026-06-01"), beside=beside
    )
    return found


FIRST = visit("first", "2026-02-01", "2026-02-04")


def test_a_record_that_another_engagement_has_is_among_the_candidates_with_whose_it_is() -> None:
    second = visit("second", "2026-02-06", "2026-02-08")

    found = judged(FIRST, filed("2", "2026-02-06", "2026-02-08"), second)

    assert found.verdict == "ambiguous"
    (candidate,) = found.candidates
    assert candidate.score >= RULE.match.accept
    assert candidate.why.endswith(
        "answers the engagement of 2026-02-06 to 2026-02-08 (urn:test, second)"
    )
    assert found.reason[-1].inputs["engagement"] == {"source": "urn:test", "id": "second"}


@pytest.mark.parametrize(
    "other",
    [
        visit("other", "2026-03-08", "2026-03-09"),
        visit("other", "2026-02-06", "2026-02-08", channel="loan"),
        visit(
            "other",
            "2026-02-06",
            "2026-02-08",
            participants=[builders.member("Member Q"), builders.funder()],
        ),
        visit("first", "2026-02-06", "2026-02-08"),
    ],
    ids=["beyond far_days", "not under the rule", "of somebody else", "the same one"],
)
def test_nobody_else_takes_a_record_away(other: Engagement) -> None:
    """The record lasts for weeks, so that it is of the days of all of them, and near the first."""
    long_one = filed("2", "2026-02-06", "2026-03-09")

    assert judged(FIRST, long_one, other).verdict == "disclosed"


def test_a_record_without_days_is_about_any_engagement_that_it_fits() -> None:
    undated = filed("2", None)
    second = visit("second", "2026-02-06", "2026-02-08")

    assert judged(FIRST, undated, second).verdict == "disclosed"
    assert judged(second, undated, FIRST).verdict == "disclosed"


def test_of_two_that_a_record_fits_alike_the_earlier_one_has_it() -> None:
    between = filed("2", "2026-02-06")
    second = visit("second", "2026-02-08", "2026-02-11")

    assert judged(FIRST, between, second).verdict == "disclosed"
    assert judged(second, between, FIRST).verdict == "ambiguous"


def test_the_days_of_those_that_contend_end_where_the_calendar_does() -> None:
    ever = Days(date.min, date.max)

    assert sharing.window(ever, RULE) == ever


def test_those_beyond_the_bound_take_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third needs its own record, so the second needs its own, so the first has none."""
    second, third = (visit(f"e{day}", f"2026-02-{day}", f"2026-02-{day}") for day in ("06", "08"))
    records = [filed("2", "2026-02-06"), filed("3", "2026-02-08")]
    known: dict[str, Any] = {"records": records, "syncs": (), "today": builders.day("2026-06-01")}

    (all_weighed,) = assess(FIRST, RULE, **known, beside=[third, second])
    monkeypatch.setattr(sharing, "MOST", 2)
    (nearest_weighed,) = assess(FIRST, RULE, **known, beside=[third, second])

    assert (all_weighed.verdict, nearest_weighed.verdict) == ("ambiguous", "disclosed")
