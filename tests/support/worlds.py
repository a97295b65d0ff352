"""Random worlds of facts: small pools, so that versions, names and dates collide."""

import random

from hypothesis import strategies as st

from tests.support import builders
from tests.support.builders import Event
from tests.support.memberships import memberships

MEMBERS = ["Member Alpha", "Alpha Member", "Member Beta", "Rt Hon Member Álpha"]
AGENTS = ["Agency Alpha", "Agency Beta Ltd"]
BODIES = ["Foundation F", "Foundation Eff", "Party International P"]
OTHERWISE = ["Fundación F", "Stiftung F e.V.", "Die Partei P", "Foundation F; Party P"]
"""Bodies as others write them: reference data finds them by what their names mean."""
TIMES = st.integers(0, 3).map(builders.at)
_CAPACITIES: st.SearchStrategy[dict[str, str]] = st.sampled_from(
    [{}, {}, {}, {"office": "local_official"}, {"role": "host"}]
)
"""As what somebody was given something: mostly as a member."""


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
        register=draw(st.sampled_from(["gb-commons", "gb-commons", "gb-commons", "xx-gifts"])),
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
        register=draw(
            st.sampled_from(["gb-commons", "gb-commons", "xx-gifts", "xx-agents", "xx-trips"])
        ),
    )


@st.composite
def retractions(draw: st.DrawFn) -> Event:
    return builders.retraction(
        draw(st.sampled_from(["e1", "e2", "g1", "a1"])),
        id_=draw(st.sampled_from(["r1", "r2"])),
        time=draw(TIMES),
    )


@st.composite
def references(draw: st.DrawFn) -> Event:
    return builders.actor(
        draw(st.sampled_from(["test:1", "test:2"])),
        name=draw(st.sampled_from([*BODIES, *OTHERWISE])),
        country=draw(st.sampled_from(["DE", "GB"])),
        kind=draw(st.sampled_from(["party_foundation", "party", "party_organ"])),
        time=draw(TIMES),
        governing=draw(st.sampled_from([None, [], [{"from": "2026-01-15", "to": None}]])),
        state_linked=draw(st.sampled_from([None, None, [{"from": None, "to": "2026-01-31"}]])),
    )


@st.composite
def judgements(draw: st.DrawFn) -> Event:
    return builders.judgement(
        draw(st.sampled_from([*BODIES, *OTHERWISE])),
        draw(st.sampled_from(["test:1", "test:2", "test:9", None])),
        id_=draw(st.sampled_from(["j1", "j2"])),
        country=draw(st.sampled_from([None, None, "DE"])),
        withdrawn=draw(st.sampled_from([False, False, True])),
        time=draw(TIMES),
    )


@st.composite
def gifts(draw: st.DrawFn) -> Event:
    day = f"2026-0{draw(st.integers(1, 3))}-1{draw(st.integers(0, 3))}"
    accepted = draw(st.sampled_from([None, None, {"accepted": "2026-03-20"}]))
    giver = builders.funder(
        draw(st.sampled_from(BODIES)),
        kind=draw(st.sampled_from(["party", "party_foundation"])),
        country=draw(st.sampled_from(["DE", None])),
    )
    return builders.engagement(
        draw(st.sampled_from(["g1", "g2", "g3", "e2"])),
        first=day,
        last=day,
        channel="donation",
        participants=[
            builders.member(draw(st.sampled_from(MEMBERS)), **draw(_CAPACITIES)),
            {key: value for key, value in giver.items() if value},
        ],
        value=draw(st.sampled_from([None, "200.00", "300.00", "600.00"])),
        time=draw(TIMES),
        arrangement=accepted or {},
    )


@st.composite
def agencies(draw: st.DrawFn) -> Event:
    agreed = draw(st.sampled_from([None, "2026-01-20"]))
    directed = draw(st.sampled_from([True, True, False, None]))
    known = {"agreed": agreed, "directed": directed}
    return builders.engagement(
        draw(st.sampled_from(["a1", "a2"])),
        first="2026-02-01",
        last=None,
        channel=draw(st.sampled_from(["representation", "meeting"])),
        participants=[
            {
                "name": draw(st.sampled_from(AGENTS)),
                "kind": "company",
                **draw(st.sampled_from([{"role": "agent"}, {"role": "agent"}, {}])),
            },
            {
                "name": draw(st.sampled_from(BODIES)),
                "kind": draw(st.sampled_from(["party", "party_organ", "party_foundation"])),
                "country": "DE",
                "role": "principal",
            },
            builders.member(draw(st.sampled_from(MEMBERS)), role="attendee"),
        ],
        value=None,
        time=draw(TIMES),
        arrangement={key: value for key, value in known.items() if value is not None},
    )


@st.composite
def registrations(draw: st.DrawFn) -> Event:
    register = draw(st.sampled_from(["xx-agents", "xx-gifts", "xx-trips", "xx-lobby"]))
    filer = draw(st.sampled_from(MEMBERS if register != "xx-agents" else AGENTS))
    posted = builders.disclosure(
        draw(st.sampled_from(["200", "201"])),
        register=register,
        filer={"name": filer},
        counterparts=[{"name": draw(st.sampled_from(BODIES))}],
        filed=draw(st.sampled_from([None, "2026-01-25", "2026-03-25"])),
        first=draw(st.sampled_from([None, "2026-01-10", "2026-02-20"])),
        last=draw(st.sampled_from([None, None, "2026-03-31"])),
        withdrawn=draw(st.sampled_from([False, False, True])),
        time=draw(TIMES),
    )
    if draw(st.booleans()) and "occurred" in posted["data"]:
        del posted["data"]["occurred"]["to"]
    return posted


@st.composite
def owed(draw: st.DrawFn) -> list[Event]:
    """Return a visit that is owed, mostly with the record that answers it and a sync that covers both.

    Facts that are drawn one by one seldom fit together so far.
    """
    who, body = draw(st.sampled_from(MEMBERS)), draw(st.sampled_from(BODIES))
    number = draw(st.sampled_from(["5", "6"]))
    told = builders.engagement(
        f"e{number}",
        participants=[builders.member(who), builders.funder(body)],
        time=draw(TIMES),
    )
    filed = builders.disclosure(
        number,
        filer={"name": draw(st.sampled_from([who, who, who, *MEMBERS]))},
        counterparts=[{"name": draw(st.sampled_from([body, body, *BODIES]))}],
        filed=draw(st.sampled_from(["2026-02-20", "2026-02-20", "2026-04-20"])),
        withdrawn=draw(st.sampled_from([False, False, False, True])),
        time=draw(TIMES),
    )
    synced = builders.coverage(last=draw(st.sampled_from(["2026-03-01", "2026-05-20"])), id_="c9")
    return draw(st.sampled_from([[told, filed, synced], [told, synced], [told, filed], [told]]))


@st.composite
def registered(draw: st.DrawFn) -> list[Event]:
    """Return an agency for a party that governs, mostly with its registration and a sync."""
    party = {"name": "Party P", "kind": "party", "country": "DE", "role": "principal"}
    role = draw(st.sampled_from([{"role": "agent"}, {"role": "agent"}, {}]))
    agent = {"name": draw(st.sampled_from(AGENTS)), "kind": "company", **role}
    told = builders.engagement(
        draw(st.sampled_from(["a3", "a4"])),
        last=None,
        channel="representation",
        participants=[agent, party],
        value=None,
        arrangement={"directed": True, "agreed": "2026-01-20"},
        time=draw(TIMES),
    )
    known = builders.actor(
        "test:9", name="Party P", kind="party", country="DE", governing=[{"from": "2026-01-01"}]
    )
    filed = builders.disclosure(
        draw(st.sampled_from(["300", "301"])),
        register="xx-agents",
        filer={"name": agent["name"]},
        counterparts=[{"name": draw(st.sampled_from(["Party P", "Party P", "Foundation F"]))}],
        filed=draw(st.sampled_from(["2026-01-25", "2026-03-25"])),
        first=None,
        time=draw(TIMES),
    )
    synced = builders.coverage(last="2026-05-20", register="xx-agents", id_="c8")
    return draw(
        st.sampled_from(
            [
                [told, known, filed, synced],
                [told, known, synced],
                [told, known, filed],
                [told, filed],
            ]
        )
    )


@st.composite
def contending(draw: st.DrawFn) -> list[Event]:
    """Return visits of one member some days apart, and some records of those days or days near to them."""
    who = draw(st.sampled_from(["Member Alpha", "Member Beta"]))
    seats = st.sampled_from([{}, {}, {}, {"ids": {"gb-mnis": "7"}}])
    spelt = st.sampled_from([who, who, who, who, f"Rt Hon {who}"])
    days, day = [], draw(st.integers(1, 5))
    for _ in range(draw(st.sampled_from([2, 2, 3, 4]))):
        days.append(day)
        day += draw(st.sampled_from([1, 2, 2, 3, 4]))
    world = [
        builders.engagement(
            f"n{number}",
            first=f"2026-02-{first:02}",
            last=f"2026-02-{first + draw(st.sampled_from([0, 0, 1])):02}",
            participants=[
                builders.member(draw(spelt), **draw(seats)),
                builders.funder(draw(st.sampled_from([*BODIES[:1] * 4, BODIES[1]]))),
            ],
            value=draw(st.sampled_from([None, "900.00", "900.00", "120.00"])),
            channel=draw(st.sampled_from(["visit"] * 5 + ["meeting"])),
            time=draw(TIMES),
        )
        for number, first in enumerate(draw(st.permutations(days)))
    ]
    for number in range(draw(st.sampled_from([1, 1, 2, 3]))):
        first = max(1, draw(st.sampled_from(days)) + draw(st.sampled_from([-2, -1, 0, 0, 0, 1, 2])))
        filed = builders.disclosure(
            f"40{number}",
            filer={"name": draw(spelt)},
            first=f"2026-02-{first:02}",
            last=f"2026-02-{first + draw(st.sampled_from([0, 0, 1, 3])):02}",
            filed=draw(st.sampled_from(["2026-02-20", "2026-02-20", "2026-04-20"])),
            withdrawn=draw(st.sampled_from([False] * 5 + [True])),
            place={"country": "DE"},
            time=draw(TIMES),
        )
        world.append(filed)
    if draw(st.sampled_from([False, False, True])):
        people = [builders.member(who), builders.funder()]
        moved = builders.engagement(
            "n1", first="2026-03-16", last=None, participants=people, time=draw(TIMES)
        )
        world.append(moved)
    if draw(st.sampled_from([False, False, True])):
        taken_back = draw(st.sampled_from(["n0", "n1"]))
        world.append(builders.retraction(taken_back, id_="rn", time=draw(TIMES)))
    return [*world, builders.coverage(last="2026-05-20", id_="c7")]


_ONE = st.one_of(
    visits(), visits(), records(), records(), syncs(), retractions(), references(), gifts(), gifts()
) | st.one_of(agencies(), registrations(), references(), judgements())
WORLDS = st.lists(
    st.one_of(
        _ONE.map(lambda one: [one]),
        _ONE.map(lambda one: [one]),
        owed(),
        registered(),
        memberships(),
        contending(),
    ),
    min_size=1,
    max_size=12,
).map(lambda groups: [one for group in groups for one in group])

CONTENDED = st.tuples(contending(), st.lists(_ONE, max_size=3), contending() | st.just([])).map(
    lambda drawn: [one for group in drawn for one in group]
)
"""Worlds in which records are contended for; of two such groups, one has versions of what the other has."""


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
    world += adding_up(chance)
    world += near_one_another(chance)
    world.append(builders.coverage(last="2026-05-20"))
    world.append(builders.coverage("2026-01-15", "2026-04-20", id_="c2"))
    return world


def adding_up(chance: random.Random) -> list[Event]:
    """Return visits of a councillor that are to be reported once together they cost enough."""
    visits = []
    for number in range(6):
        first = f"2026-01-{chance.randint(1, 28):02}"
        councillor = {
            "name": "Councillor Alpha",
            "kind": "politician",
            "country": "GB",
            "office": "local_official",
            "role": "guest",
        }
        visits.append(
            builders.engagement(
                f"v{number}",
                first=first,
                last=first,
                participants=[councillor, builders.funder()],
                value=chance.choice(["600.00", "700.00", "800.00"]),
            )
        )
    visits.append(builders.retraction("v0", id_="rv0", time=builders.at(1)))
    synced = builders.coverage(last="2026-05-20", register="gb-electoral-commission", id_="c3")
    return [*visits, synced]


def near_one_another(chance: random.Random) -> list[Event]:
    """Return visits of two members some days apart, and records that answer fewer of them."""
    world: list[Event] = []
    for name in ("Member Lambda", "Member Rho"):
        for number, first in enumerate((2, 5, 8, 11)):
            id_, day = f"{name[7]}{number}", f"2026-02-{first:02}"
            visit = builders.engagement(
                id_,
                first=day,
                last=f"2026-02-{first + chance.randint(0, 1):02}",
                participants=[builders.member(name), builders.funder()],
            )
            world.append(visit)
            if chance.random() < 0.5:
                day = f"2026-02-{first + chance.randint(-1, 1):02}"
                filer = {"name": name}
                world.append(builders.disclosure(f"5{id_}", first=day, last=day, filer=filer))
        if chance.random() < 0.5:
            gone = f"{name[7]}{chance.randrange(4)}"
            world.append(builders.retraction(gone, id_=f"r{gone}", time=builders.at(1)))
    return world
