"""Whatever a duty hangs on is found from both sides, in the days in which it is looked for."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_alerts.questions import Rules
from interparty_shared import packs
from interparty_shared.domain import actors, blocking
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Engagement, Ref, Stamp
from interparty_shared.domain.obligations import assess
from interparty_shared.domain.posted import engagement_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from tests.support import builders, shapes

ADDING = [one for one in [*packs.load(), *shapes.rules()] if one.aggregates]
LATER = [replace(one, valid_from=date(2026, 2, 15)) for one in ADDING]
NOTHING = actors.Index([], naming.matcher())
PEOPLE: list[dict[str, Any]] = [
    builders.member("Member Alpha"),
    builders.member("Member Alpha", role="funder"),
    builders.member("Member Alpha", office="local_official"),
    builders.member("Member Alpha", office="diplomat"),
    {"name": "Member Alpha", "kind": "politician", "country": "GB"},
    {"name": "Member Alpha", "kind": "politician", "country": "FR"},
    {"name": "Member Alpha", "kind": "company", "country": "GB", "role": "agent"},
]


@st.composite
def engagements(draw: st.DrawFn) -> Engagement:
    last = draw(st.sampled_from(["2025-12-30", "2026-01-10", "2026-02-20"]))
    posted = builders.engagement(
        draw(st.sampled_from(["g1", "g2"])),
        first=draw(st.sampled_from([last, "2025-12-30"])),
        last=last,
        channel=draw(st.sampled_from(["donation", "donation", "donation", "visit", "meeting"])),
        participants=[
            draw(st.sampled_from(PEOPLE[:1]) | st.sampled_from(PEOPLE)),
            builders.funder("Party P", kind="party"),
            *draw(st.sampled_from([[], [builders.member("Member Beta", role="host")]])),
        ],
        value=draw(st.sampled_from([None, "300.00", "300.00", "2000.00"])),
        time=builders.at(0),
    )
    return engagement_of(Ref("urn:test", draw(st.sampled_from("abc"))), posted["data"])


@settings(max_examples=600, deadline=None)
@given(one=engagements(), other=engagements(), later=st.booleans())
def test_an_engagement_on_which_the_duty_of_another_hangs_has_that_one_looked_at_and_is_found_for_it(
    one: Engagement, other: Engagement, later: bool
) -> None:
    rules = LATER if later else ADDING
    asked = Rules(rules, naming.matcher())
    hangs = [regime for regime in rules if _differs(one, other, regime)]
    if not hangs:
        return

    assert _found(asked.bearing(other), blocking.engagement_links(one))
    version = (one.ref, Stamp(builders.NOON, ""), "")
    questions = asked.asked(version, one, NOTHING).questions
    beside = {
        search for question in questions if question.regime in hangs for search in question.beside
    }
    assert _found(beside, blocking.engagement_links(other))


def _differs(one: Engagement, other: Engagement, regime: Regime) -> bool:
    today = date(2026, 6, 1)
    alone = assess(one, regime, records=(), syncs=(), today=today)
    return alone != assess(one, regime, records=(), syncs=(), today=today, beside=[other])


def _found(searches: set[Search], links: set[Linked]) -> bool:
    return any(
        search.key == key
        and (
            days == blocking.UNDATED
            or any(
                span.low <= days[:8] <= span.high and days[8:] >= span.ends for span in search.spans
            )
        )
        for search in searches
        for key, days in links
    )
