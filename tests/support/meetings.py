"""Random worlds of contacts: few bodies and many weeks, so that patterns come about."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support import builders
from tests.support.builders import Event

FIRST = date(2024, 1, 1)
LATEST = date(2026, 3, 1)
"""Later than that nothing can have been published: these worlds are looked at then."""
FOREIGN: list[Event] = [
    {"name": "Department X", "kind": "party_organ", "country": "CN"},
    {"name": "Department Ex", "kind": "party_organ", "country": "CN"},
    {"name": "Foundation F", "kind": "party_foundation", "country": "US"},
    {"name": "Minister M", "kind": "politician", "country": "CN", "office": "minister"},
]
LOCAL: list[Event] = [
    {"name": "Party A", "kind": "party", "country": "DE"},
    {"name": "Party B", "kind": "party", "country": "DE"},
    {"name": "Party Ay", "kind": "party", "country": "DE"},
    {"name": "Party C", "kind": "party", "country": "FR"},
    {"name": "Ministry D", "kind": "government", "country": "DE"},
]
ROLES = [("host", "guest"), ("guest", "host"), (None, None)]
SECOND = "urn:second"
TOLD: list[tuple[int | None, int | None]] = [(3, 5), (3, None), (None, 5), (3, 90), (None, None)]
"""Days after which the host's and the guest's side tell of it."""
CHANNELS = ["visit", "visit", "meeting", "training", "donation"]


@st.composite
def meetings(draw: st.DrawFn, most: int = 40) -> Event:
    """Return an engagement of which there may be other versions, at some time in two years."""
    day = FIRST + timedelta(days=draw(st.integers(0, 26)) * 28 + draw(st.integers(0, 6)))
    ours, theirs = draw(st.sampled_from(ROLES))
    local = dict(draw(st.sampled_from(LOCAL)))
    if draw(st.booleans()):
        local = {
            "name": f"Member of {local['name']}",
            "kind": "politician",
            "country": local["country"],
            "office": draw(st.sampled_from(["member_of_parliament", "party_leader"])),
            "of": {"name": local["name"], "kind": "party"},
        }
    channel = draw(st.sampled_from(CHANNELS))
    participants = [
        _in_role(dict(draw(st.sampled_from(FOREIGN))), theirs),
        _in_role(local, ours),
        *draw(st.sampled_from([[], [_in_role(dict(LOCAL[3]), ours)]])),
    ]
    return builders.engagement(
        f"m{draw(st.integers(1, most))}",
        first=day.isoformat(),
        last=None,
        participants=participants,
        value=draw(st.sampled_from([None, "900.00"])),
        place=None,
        time=draw(st.integers(0, 3).map(builders.at)),
        channel=channel,
        sources=_told_by(day, *draw(st.sampled_from(TOLD))),
    )


def _told_by(day: date, host: int | None, guest: int | None) -> list[dict[str, Any]]:
    return [
        {
            "publisher": side,
            "side": side,
            "published": min(day + timedelta(days=days), LATEST).isoformat(),
        }
        for side, days in (("host", host), ("guest", guest))
        if days is not None
    ]


def _in_role(actor: Event, role: str | None) -> Event:
    return {**actor, "role": role} if role else actor


@st.composite
def parties(draw: st.DrawFn) -> Event:
    """Return what is known of a party: when it governed, and by what other name it goes."""
    id_, name, other = draw(
        st.sampled_from([("a", "Party A", "Party Ay"), ("b", "Party B", "Party Bee")])
    )
    governing: list[dict[str, Any]] = draw(
        st.sampled_from(
            [[], [{"from": "2024-06-01", "to": None}], [{"from": "2020-01-01", "to": "2024-12-31"}]]
        )
    )
    return builders.actor(
        f"test:{id_}",
        kind="party",
        country="DE",
        names=[{"name": name}, *draw(st.sampled_from([[], [{"name": other}]]))],
        governing=governing,
        time=draw(st.integers(0, 2).map(builders.at)),
    )


@st.composite
def retractions(draw: st.DrawFn, most: int = 40, source: str = builders.SOURCE) -> Event:
    number = draw(st.integers(1, most))
    time = draw(st.integers(0, 3).map(builders.at))
    return builders.retraction(f"m{number}", id_=f"r{number}", time=time, source=source)


@st.composite
def worlds(draw: st.DrawFn) -> list[Event]:
    """Return meetings, some of which another source tells of too, who is who, and what was taken back."""
    met = draw(st.lists(meetings(), min_size=8, max_size=60))
    again = [
        told_again(one, draw(st.sampled_from(["One title", "Another"])), draw(st.integers(0, 3)))
        for one in draw(st.lists(st.sampled_from(met), max_size=8))
    ]
    return [
        *met,
        *again,
        *draw(st.lists(parties(), max_size=4)),
        *draw(st.lists(retractions(), max_size=4)),
        *draw(st.lists(retractions(source=SECOND), max_size=2)),
    ]


def told_again(one: Event, title: str, version: int = 0) -> Event:
    """Return what another source says of the same meeting."""
    data = {**one["data"], "title": title, "sources": [{"publisher": title}]}
    time = builders.at(version).isoformat()
    return {**one, "source": SECOND, "time": time, "data": data}


WORLDS = worlds()


def some(chance: random.Random, count: int) -> list[Event]:
    """Return a world with so many engagements, the same for one seed."""
    found = []
    for number in range(count):
        day = FIRST + timedelta(days=chance.randint(0, 700))
        ours, theirs = chance.choice(ROLES)
        found.append(
            builders.engagement(
                f"s{number}",
                first=day.isoformat(),
                last=None,
                participants=[
                    _in_role(dict(chance.choice(FOREIGN)), theirs),
                    _in_role(dict(chance.choice(LOCAL)), ours),
                ],
                value=chance.choice([None, "900.00"]),
                place=None,
                channel=chance.choice(CHANNELS[:4]),
                sources=_told_by(day, *chance.choice(TOLD)),
            )
        )
    governing: list[dict[str, Any]] = [{"from": "2024-06-01", "to": None}]
    for name, spans in (("A", governing), ("B", [])):
        found.append(
            builders.actor(
                f"test:{name.lower()}",
                kind="party",
                country="DE",
                names=[{"name": f"Party {name}"}],
                governing=spans,
            )
        )
    return found
