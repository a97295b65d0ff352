"""Whatever a duty hangs on is found from both sides, in the days in which it is looked for."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_alerts.questions import Rules
from interparty_shared import packs
from interparty_shared.domain import actors, blocking, obligations, sharing
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import Disclosure, Engagement, Ref, Stamp
from interparty_shared.domain.obligations import assess
from interparty_shared.domain.posted import disclosure_of, engagement_of
from interparty_shared.domain.regimes import Regime
from interparty_shared.reference import naming
from tests.support import builders, shapes

ADDING = [one for one in [*packs.load(), *shapes.rules()] if one.aggregates]
LATER = [replace(one, valid_from=date(2026, 2, 15)) for one in ADDING]
NOTHING = actors.Index([], naming.matcher())
TODAY = date(2026, 6, 1)
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


CONTENDED = [one for one in packs.load() if one.id in {"GB-MP-VISITS", "EU-EP-MEMBERS"}]
SUPERSEDED = [
    *(replace(one, valid_from=date(2020, 1, 1), version="2020-01-01") for one in CONTENDED),
    *CONTENDED,
]


@st.composite
def visits(draw: st.DrawFn, id_: str) -> Engagement:
    first = draw(st.integers(1, 14))
    posted = builders.engagement(
        id_,
        first=f"2026-02-{first:02}",
        last=f"2026-02-{first + draw(st.integers(0, 3)):02}",
        channel=draw(st.sampled_from(["visit", "visit", "meeting"])),
        participants=[
            draw(st.sampled_from(PEOPLE[:1] * 4) | st.sampled_from(PEOPLE)),
            builders.funder(kind="party_foundation"),
        ],
        value=draw(st.sampled_from([None, "300.00", "2000.00"])),
    )
    return engagement_of(Ref("urn:test", id_), posted["data"])


@st.composite
def filed(draw: st.DrawFn, one: Engagement, id_: str) -> Disclosure:
    first = one.occurred.start.day + draw(st.integers(-5, 5))
    day = f"2026-02-{max(1, min(first, 28)):02}"
    posted = builders.disclosure(
        id_,
        first=day,
        last=day,
        filer={"name": "Member Alpha"},
        register=draw(st.sampled_from(["gb-commons", "gb-commons", "eu-ep-meetings"])),
    )
    return disclosure_of(Ref("urn:test", id_), Stamp(builders.NOON, ""), posted["data"])


@settings(max_examples=300, deadline=None)
@given(data=st.data(), rules=st.sampled_from([CONTENDED, SUPERSEDED]))
def test_an_engagement_that_may_have_the_record_of_another_finds_that_one_and_is_found_for_it(
    data: st.DataObject, rules: list[Regime]
) -> None:
    one, other = data.draw(visits("a")), data.draw(visits("b"))
    records = [data.draw(filed(one, "1")), data.draw(filed(other, "2"))]
    for regime in rules:
        mine = [record for record in records if record.register == regime.register.id]
        alone = assess(one, regime, records=mine, syncs=(), today=TODAY)
        if alone == assess(one, regime, records=mine, syncs=(), today=TODAY, beside=[other]):
            continue
        links = {
            link
            for duty in obligations.duties(one, regime)
            if any(sharing.near(duty.case.sought, held.disclosure) for held in alone)
            for link in blocking.contested_links(duty.opened.holder, one.occurred)
        }
        asked = Rules(rules, naming.matcher())
        for perhaps in (True, False):
            assert _found(asked.contending(other, perhaps=perhaps), links)
        held = obligations.duties(other, regime)
        assert any(
            found.score >= regime.match.accept
            for duty in held
            for found in obligations.against(duty, mine)
        )
        within = blocking.beside_searches(alone[0].holder, sharing.window(one.occurred, regime))
        assert _found(within, blocking.engagement_links(other))


def _differs(one: Engagement, other: Engagement, regime: Regime) -> bool:
    alone = assess(one, regime, records=(), syncs=(), today=TODAY)
    return alone != assess(one, regime, records=(), syncs=(), today=TODAY, beside=[other])


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
