"""Random worlds of facts: small pools, so that versions, names and dates collide."""

import random

from hypothesis import strategies as st

from tests.support import builders
from tests.support.builders import Event

MEMBERS = ["Member Alpha", "Alpha Member", "Member Beta", "Rt Hon Member Álpha"]
BODIES = ["Foundation F", "Foundation Eff", "Party International P"]
TIMES = st.integers(0, 3).map(builders.at)


@st.composite
def visits(draw: st.DrawFn) -> Event:
    start = draw(st.integers(1, 20))
    month = draw(st.sampled_from([2, 3, 5]))
    return builders.engagement(
        draw(st.sampled_from(["e1", "e2", "e3"])),
        first=f"2026-{month:02}-{start:02}",
        last=draw(st.sampled_from([None, f"2026-{month:02}-{start + 3:02}"])),
        participants=[
            builders.member(draw(st.sampled_from(MEMBERS))),
            *draw(st.sampled_from([[], [builders.member("Member Gamma")]])),
            builders.funder(
                draw(st.sampled_from(BODIES)), country=draw(st.sampled_from(["DE", "GB"]))
            ),
        ],
        value=draw(st.sampled_from([None, "120.00", "900.00"])),
        place=draw(st.sampled_from([None, "DE", "GB"])),
        time=draw(TIMES),
    )


@st.composite
def records(draw: st.DrawFn) -> Event:
    start = draw(st.integers(1, 20))
    month = draw(st.sampled_from([2, 3, 5]))
    return builders.disclosure(
        draw(st.sampled_from(["100", "101"])),
        id_=draw(st.sampled_from(["d1", "d2", "d3"])),
        filer={"name": draw(st.sampled_from(MEMBERS))},
        counterparts=[{"name": draw(st.sampled_from(BODIES))}],
        filed=draw(st.sampled_from([None, "2026-03-01", "2026-05-20"])),
        first=f"2026-{month:02}-{start:02}",
        last=None,
        withdrawn=draw(st.booleans()),
        time=draw(TIMES),
    )


@st.composite
def syncs(draw: st.DrawFn) -> Event:
    return builders.coverage(
        draw(st.sampled_from(["2026-01-01", "2026-02-15", "2026-04-01"])),
        draw(st.sampled_from(["2026-04-15", "2026-05-25"])),
        id_=draw(st.sampled_from(["c1", "c2", "c3"])),
        time=draw(TIMES),
        register=draw(st.sampled_from(["gb-commons", "ca-mp-travel"])),
    )


@st.composite
def retractions(draw: st.DrawFn) -> Event:
    return builders.retraction(
        draw(st.sampled_from(["e1", "e2"])),
        id_=draw(st.sampled_from(["r1", "r2"])),
        time=draw(TIMES),
    )


@st.composite
def references(draw: st.DrawFn) -> Event:
    return builders.actor(
        draw(st.sampled_from(["test:1", "test:2"])),
        name=draw(st.sampled_from(BODIES)),
        country=draw(st.sampled_from(["DE", "GB"])),
        time=draw(TIMES),
    )


WORLDS = st.lists(
    st.one_of(visits(), visits(), records(), records(), syncs(), retractions(), references()),
    min_size=1,
    max_size=14,
)


def crowded(chance: random.Random) -> list[Event]:
    """Return engagements and the records that answer them, few names, so that workers collide."""
    world: list[Event] = []
    for number in range(20):
        name = f"Member {chance.choice(['Alpha', 'Omega', 'Sigma', 'Theta', 'Kappa'])}"
        people = [builders.member(name), builders.funder()]
        world.append(builders.engagement(f"e{number}", participants=people))
        if chance.random() < 0.7:
            world.append(
                builders.disclosure(
                    str(number),
                    filer={"name": name},
                    filed=chance.choice(["2026-02-20", "2026-05-01"]),
                    withdrawn=chance.random() < 0.1,
                )
            )
        if chance.random() < 0.2:
            world.append(builders.retraction(f"e{number}", id_=f"r{number}", time=builders.at(1)))
    world.append(builders.coverage(last="2026-05-20"))
    world.append(builders.coverage("2026-01-15", "2026-04-20", id_="c2"))
    return world
