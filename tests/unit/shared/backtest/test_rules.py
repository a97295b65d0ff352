"""Regimes that are not asked about an engagement would have had nothing to say."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from interparty_shared import packs
from interparty_shared.backtest.rules import Rules
from interparty_shared.domain import obligations, regimes
from interparty_shared.domain.facts import Actor, Days, Engagement, Ref

OWN = packs.load()
CANADA = next(one for one in OWN if one.rule_id == "CA-MP-TRAVEL")
ABROAD = replace(CANADA, id="ANYWHERE", binds=replace(CANADA.binds, countries=None))
ACTORS = st.builds(
    Actor,
    name=st.sampled_from(["Member M", "Party P", "Lord L"]),
    kind=st.sampled_from([None, "politician", "party", "government", "other"]),
    country=st.sampled_from([None, "GB", "CA", "DE", "BE", "EU"]),
    office=st.sampled_from([None, "member_of_parliament", "institution_manager", "minister"]),
    ids=st.sampled_from(
        [(), (("gb-mnis", "1"),), (("epid", "1"), ("gb-mnis", "2")), (("x", "1"),)]
    ),
    of=st.sampled_from([None, Actor("European Parliament")]),
)
ENGAGEMENTS = st.builds(
    lambda day, **fields: Engagement(
        ref=Ref("urn:test", "e1"), occurred=Days(day, day), end_known=True, **fields
    ),
    day=st.sampled_from([date(2022, 5, 1), date(2025, 8, 31), date(2026, 2, 1)]),
    channel=st.sampled_from(["visit", "meeting", "donation"]),
    participants=st.lists(ACTORS, min_size=2, max_size=4).map(tuple),
    countries=st.sampled_from([(), ("GB",), ("DE",)]),
)


@given(engagements=st.lists(ENGAGEMENTS, min_size=1, max_size=4))
def test_no_regime_is_left_out_under_which_anything_is_owed(engagements: list[Engagement]) -> None:
    every = [*OWN, ABROAD]
    rules, forgetful = Rules(every), Rules(every, most=1)

    for one in [*engagements, *engagements]:  # the second time from memory
        asked = [regime.rule_id for regime in rules.applying(one)]
        owing = [
            regime.rule_id
            for regime in regimes.in_force(every, one.occurred.end)
            if obligations.duties(one, regime)
        ]
        assert len(asked) == len(set(asked))
        assert set(owing) <= set(asked)
        assert forgetful.applying(one) == rules.applying(one)


def test_only_regimes_that_may_bind_somebody_are_asked() -> None:
    day = Days(date(2026, 2, 1), date(2026, 2, 1))

    def asked(*people: Actor) -> set[str]:
        met = Engagement(Ref("urn:test", "e1"), "visit", day, end_known=True, participants=people)
        return {regime.rule_id for regime in Rules(OWN).applying(met)}

    party = Actor("Party P", kind="party", country="FR")
    canadian = Actor("Member M", "politician", "CA", office="member_of_parliament")

    assert asked(Actor("Official O", "politician", "CA", office="party_official"), party) == set()
    assert "CA-MP-TRAVEL" in asked(party, canadian)
    assert not any(one.startswith("GB-") for one in asked(party, canadian))


def test_what_two_sets_of_packs_share_is_one_object() -> None:
    first = Rules(OWN)

    second = Rules([replace(CANADA), ABROAD], like=first)

    assert second.packs[0] is next(one for one in first.packs if one == CANADA)
    assert second.packs[0] is CANADA
