"""Random worlds of people who are of parties by reference data, which comes late and is corrected."""

from hypothesis import strategies as st

from tests.support import builders
from tests.support.builders import Event

_TIMES = st.integers(0, 3).map(builders.at)
_PARTIES = ["test:9", "test:9", "test:9", "test:2"]


@st.composite
def memberships(draw: st.DrawFn) -> list[Event]:
    """Return an agency for the leader of a party, who is of which one by reference data, if at all."""
    leader = {"name": "Leader L", "kind": "politician", "country": "DE", "role": "principal"}
    agent = {"name": "Agency Alpha", "kind": "company", "role": "agent"}
    told = builders.engagement(
        "a5",
        first=draw(st.sampled_from(["2026-02-01", "2026-03-01"])),
        last=None,
        channel="representation",
        participants=[agent, {**leader, "office": "party_leader"}],
        value=None,
        arrangement={"directed": True, "agreed": "2026-01-20"},
        time=draw(_TIMES),
    )
    spans = st.sampled_from([{}, {"to": "2026-02-14"}, {"from": "2026-02-15"}])
    of = st.builds(lambda party, span: {"party": party, **span}, st.sampled_from(_PARTIES), spans)
    person = builders.actor(
        "test:8",
        name=leader["name"],
        kind="politician",
        country="DE",
        time=draw(_TIMES),
        member_of=draw(st.none() | st.lists(of, min_size=1, max_size=2)),
    )
    party = builders.actor(
        draw(st.sampled_from(_PARTIES)),
        name="Party P",
        kind=draw(st.sampled_from(["party", "party", "party_foundation"])),
        country="DE",
        governing=[{"from": "2026-01-01"}],
        time=draw(_TIMES),
    )
    judged = builders.judgement(leader["name"], "test:8", id_="j8", time=draw(_TIMES))
    return draw(
        st.sampled_from(
            [[told, person, party], [told, person, party], [person, party, told], [told, person]]
        )
    ) + draw(st.sampled_from([[], [], [judged]]))


MEMBERSHIPS = st.lists(memberships(), min_size=1, max_size=3).map(
    lambda groups: [one for group in groups for one in group]
)
"""Worlds of nothing else: versions of one person, of two parties and of one engagement."""
