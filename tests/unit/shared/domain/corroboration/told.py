"""Reports for the tests of corroboration: as a journalist writes them, and at random."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from interparty_shared.domain import words
from interparty_shared.domain.corroboration.grouping import Report
from interparty_shared.domain.facts import Actor, Arrangement, Days, Engagement, Ref
from interparty_shared.domain.money import Money
from tests.unit.shared.domain.world import NOON, day

CASES = yaml.safe_load((Path(__file__).parent / "reports.yaml").read_text(encoding="utf-8"))


def actor(text: str) -> Actor:
    """Read "Priti Patel, politician, GB, guest, gb-mnis:4066"."""
    name, kind, country, *rest = (part.strip() for part in text.split(","))
    found = Actor(name, kind=kind or None, country=country or None)
    for word in rest:
        if ":" in word:
            scheme, value = word.split(":")
            found = replace(found, ids=(*found.ids, (scheme, value)))
        elif word in words.ROLES:
            found = replace(found, role=word)
        else:
            assert word in words.OFFICES, word
            found = replace(found, office=word)
    return found


def span(text: str) -> Days:
    start, _, end = str(text).partition(" to ")
    return Days(day(start), day(end or start))


def report(row: dict[str, Any], ref: Ref) -> Engagement:
    amount, currency = row["worth"].split() if "worth" in row else ("0", "")
    sources = [
        dict(zip(("publisher", "title", "url", "coding"), one, strict=False))
        for one in row.get("sources", ())
    ]
    return Engagement(
        ref=ref,
        channel=row["channel"],
        occurred=span(row["when"]),
        end_known=True,
        participants=tuple(map(actor, row["who"])),
        title=row.get("title"),
        countries=(row["where"],) if "where" in row else (),
        city=row.get("city"),
        value=Money(Decimal(amount), currency) if currency else None,
        sources=tuple({key: value for key, value in one.items() if value} for one in sources),
        arrangement=Arrangement(agreed=row["agreed"]) if "agreed" in row else None,
    )


def both(case: dict[str, Any]) -> tuple[Engagement, Engagement]:
    """Return the two reports of a case."""
    other = "urn:a" if case.get("same_source") else "urn:b"
    rows = [{**case.get("both", {}), **case.get(side, {})} for side in ("a", "b")]
    return report(rows[0], Ref("urn:a", "1")), report(rows[1], Ref(other, "2"))


def meeting(source: str = "urn:a", *who: str, **changes: Any) -> Engagement:
    """Return a report of the meeting of Party A and Party P on 2 March 2026."""
    standing = Engagement(
        ref=Ref(source, "1"),
        channel="meeting",
        occurred=Days(day("2026-03-02"), day("2026-03-02")),
        end_known=True,
        participants=tuple(map(actor, who or ("Party A, party, GB", "Party P, party, FR"))),
    )
    return replace(standing, **changes)


def at(engagement: Engagement, days: float = 0) -> Report:
    """Return it as a report that was first posted so many days after the tests' beginning."""
    return Report(NOON + timedelta(days=days), engagement)


def source(publisher: str | None = None, **said: Any) -> dict[str, Any]:
    return {"publisher": publisher, **said} if publisher else said


CHANNELS = ["meeting"] * 6 + ["visit", "training", "foundation_programme", "donation"]
MEMBER = actor("Member M, politician, GB, guest")
PARTY = actor("Party P, party, FR, host")
PEOPLE = st.sampled_from(
    [
        actor("Member M, politician, GB, guest"),
        actor("M Member, politician,"),
        actor("Member Em, politician, GB, gb-mnis:1"),
        actor("Member M, politician, GB, gb-mnis:1"),
        actor("Member M, politician, GB, gb-mnis:2"),
        actor("Julie Smith, politician, GB, minister"),
        actor("Julia Smith, politician, GB"),
        replace(actor("議員甲, politician, TW"), aliases=("Member Chia",), record="x:chia"),
        replace(actor("Member Chia, politician, TW"), aliases=("議員甲",), record="x:chia"),
        actor("Member Chia, politician, TW"),
    ]
)
BODIES = st.sampled_from(
    [
        actor("Party P, party, FR, host"),
        actor("Party P, party,"),
        actor("Parti P, party, FR"),
        actor("Foundation F, party_foundation, DE, funder"),
        actor("F Stiftung, party_foundation, DE"),
        actor("Communist Party, party, VN"),
        replace(actor("甲黨, party, FR"), aliases=("Party P", "Parti P"), record="x:p"),
        replace(actor("Parti P, party, FR"), aliases=("甲黨",), record="x:p"),
    ]
)
SOURCES = st.lists(
    st.builds(
        lambda publisher, title, url, coding: {
            key: value
            for key, value in (
                ("publisher", publisher),
                ("title", title),
                ("url", url),
                ("coding", coding),
            )
            if value
        },
        st.sampled_from([None, "Daily D", "The Daily D", "Agency A", "Weekly W"]),
        st.sampled_from(
            [None, "Party A sends its chair to Lyon", "Talks", "Member M in Lyon again today"]
        ),
        st.sampled_from(
            [
                None,
                "https://daily.example/1",
                "http://m.daily.example/1?utm_x=1",
                "https://w.example/2",
            ]
        ),
        st.sampled_from([None, None, "person", "machine"]),
    ),
    max_size=3,
)


@st.composite
def reports(draw: st.DrawFn) -> Engagement:
    """Return a report out of a small world, so that many are of one engagement."""
    start = date(2026, 3, draw(st.sampled_from([1, 2, 2, 2, 3])))
    lasts = draw(st.sampled_from([0, 0, 0, 0, 0, 1, 3, 40]))
    city = draw(st.sampled_from([None, None, None, "Lyon", "Lyon", "Paris"]))
    return Engagement(
        ref=Ref(
            draw(st.sampled_from(["urn:a", "urn:b", "urn:c", "urn:d", "urn:e"])),
            draw(st.sampled_from("12")),
        ),
        channel=draw(st.sampled_from(CHANNELS)),
        occurred=Days(start, start + timedelta(days=lasts)),
        end_known=draw(st.booleans()) or lasts > 0,
        participants=(
            draw(st.one_of(st.just(MEMBER), PEOPLE)),
            draw(st.one_of(st.just(PARTY), BODIES)),
            *draw(st.lists(st.one_of(PEOPLE, BODIES), max_size=2)),
        ),
        title=draw(st.sampled_from([None, "Talks", "More talks"])),
        countries=draw(st.sampled_from([(), (), (), ("FR",), ("FR",), ("GB",), ("FR", "DE")])),
        city=city,
        value=draw(
            st.sampled_from([None, None, Money(Decimal(100), "EUR"), Money(Decimal(99), "EUR")])
        ),
        sources=tuple(draw(SOURCES)),
        lane=draw(st.sampled_from(["live", "backfill"])),
    )


@st.composite
def posted(draw: st.DrawFn, most: int = 6) -> list[Report]:
    """Return some reports, each under a (source, id) of its own."""
    found = draw(st.lists(reports(), max_size=most, unique_by=lambda one: one.ref))
    return [at(one, draw(st.integers(0, 2))) for one in found]


CITIES = st.sampled_from([None, None, "Lyon", "Paris"])
AMOUNTS = st.sampled_from([None, None, "100", "200"])


@st.composite
def chained(draw: st.DrawFn, most: int = 7) -> list[Report]:
    """Return reports of one meeting, or of several: what is like two may be of two that are unlike."""
    sources = draw(st.lists(st.sampled_from("abcdefgh"), max_size=most, unique=True))
    return [at(draw(likely(name)), draw(st.integers(0, 3))) for name in sources]


@st.composite
def likely(draw: st.DrawFn, name: str) -> Engagement:
    """Return what a source says of the meeting: the city and the amount, as far as it says so."""
    amount = draw(AMOUNTS)
    value = Money(Decimal(amount), "EUR") if amount else None
    return meeting(f"urn:{name}", city=draw(CITIES), value=value)
