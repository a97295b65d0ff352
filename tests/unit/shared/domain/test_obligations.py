"""Obligations are a pure function of facts, packs and the day; and what must hold of any of them."""

import json
from datetime import UTC, date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_shared.domain import coverage, gates, identity, words
from interparty_shared.domain.documents import alert_document, obligation_document
from interparty_shared.domain.facts import Actor, Coverage, Disclosure, Engagement, Ref
from interparty_shared.domain.matching import NEAR
from interparty_shared.domain.obligations import Obligation, assess, duties, judge
from interparty_shared.domain.posted import engagement_of
from tests.unit.shared.domain import world
from tests.unit.shared.domain.world import GB, PACKS, TODAY, member, record, sync, visit

RECORDS = st.lists(world.RECORDS, max_size=5).map(world.unique)
SYNCS = st.lists(world.SYNCS, max_size=4)
TODAYS = st.integers(-60, 200).map(lambda days: TODAY + timedelta(days=days))
MORE = settings(max_examples=150)


def judged(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date = TODAY
) -> list[Obligation]:
    return [
        one
        for regime in PACKS
        for one in assess(engagement, regime, records=records, syncs=syncs, today=today)
    ]


@MORE
@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS, st.randoms(use_true_random=False))
def test_the_order_of_records_and_syncs_is_nothing(
    engagement: Engagement,
    records: list[Disclosure],
    syncs: list[Coverage],
    today: date,
    chance: object,
) -> None:
    turned, moved = list(records), list(syncs)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    chance.shuffle(moved)  # type: ignore[attr-defined]

    assert judged(engagement, records, syncs, today) == judged(engagement, turned, moved, today)


@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS)
def test_what_does_not_belong_here_changes_nothing(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date
) -> None:
    before = judged(engagement, records, syncs, today)
    stranger = record("9", filer=Actor("Quite Different", ids=(("gb-mnis", "77"),)))
    elsewhere = record("8", register="us-fara", filer=engagement.participants[0])
    other_copy = sync("2020-01-01", "2026-12-31", register="us-fara")

    after = judged(engagement, [*records, stranger, elsewhere], [*syncs, other_copy], today)

    assert after == before


@MORE
@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS)
def test_missing_is_said_only_where_everything_is_known(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date
) -> None:
    for one in judged(engagement, records, syncs, today):
        assert one.verdict in words.VERDICTS
        assert (one.verdict == "undetermined") == bool(one.missing_facts)
        assert (one.verdict == "exempt") == (one.exemption is not None)
        assert (one.disclosure is not None) == (one.verdict in {"disclosed", "late"})
        if one.verdict != "missing":
            assert one.attested is None
            continue
        case = next(
            case for case in gates.cases(engagement, one.regime) if case.holder == one.holder
        )
        assert case.required is True
        assert case.missing == ()
        assert one.regime.register.public
        assert one.due is not None
        assert one.alert_date is not None
        assert one.alert_date <= today
        assert one.attested is not None
        assert one.attested.date() <= today
        believed = [
            sync
            for sync in syncs
            if sync.register == one.regime.register.id and sync.synced.date() <= today
        ]
        first = coverage.attested_at(believed, engagement.occurred.start, one.alert_date)
        assert first is not None
        assert first <= one.attested
        assert all(near.score < one.regime.match.doubt for near in one.candidates)
        for near in one.candidates:
            seen = near.disclosure.stamp.time
            assert seen <= one.attested or seen.date() > today


@MORE
@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS)
def test_late_is_said_only_of_a_certain_record_and_by_the_milder_date(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date
) -> None:
    for one in judged(engagement, records, syncs, today):
        if one.verdict != "late":
            continue
        assert one.disclosure is not None
        found = one.disclosure
        assert found.certain
        assert found.disclosure.filed is not None
        assert found.disclosure.occurred is not None
        assert found.disclosure.filed <= today
        assert found.score >= one.regime.match.accept
        assert (found.features[1].score or 0) >= NEAR
        end = max(engagement.occurred.end, found.disclosure.occurred.end)
        assert one.due == one.regime.deadline.due(end)
        assert found.disclosure.filed > one.due
        assert one.regime.register.shows_filing_date


@MORE
@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS, st.integers(1, 200))
def test_time_alone_changes_nothing_before_the_day_that_was_said(
    engagement: Engagement,
    records: list[Disclosure],
    syncs: list[Coverage],
    today: date,
    later: int,
) -> None:
    then = today + timedelta(days=later)

    for before, after in zip(
        judged(engagement, records, syncs, today),
        judged(engagement, records, syncs, then),
        strict=True,
    ):
        assert before.wake is None or before.wake > today
        if before.wake is None or then < before.wake:
            assert before._replace(wake=None) == after._replace(wake=None)


@given(world.ENGAGEMENTS, RECORDS, SYNCS, SYNCS, TODAYS)
def test_further_syncs_settle_what_was_not_assessable_and_nothing_else(
    engagement: Engagement,
    records: list[Disclosure],
    syncs: list[Coverage],
    further: list[Coverage],
    today: date,
) -> None:
    for before, after in zip(
        judged(engagement, records, syncs, today),
        judged(engagement, records, [*syncs, *further], today),
        strict=True,
    ):
        changes = (before.verdict, after.verdict)
        assert before.verdict == after.verdict or changes == ("not_assessable", "missing")


@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS)
def test_duties_that_are_kept_are_judged_as_those_found_anew(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date
) -> None:
    for regime in PACKS:
        kept = duties(engagement, regime)
        known = [one for one in records if one.register == regime.register.id]
        for _ in range(2):
            ours = [judge(duty, known, syncs, today) for duty in kept]

            assert ours == assess(engagement, regime, records=records, syncs=syncs, today=today)
            assert len({one.id for one in ours}) == len(ours)


@given(world.ENGAGEMENTS, RECORDS, SYNCS, TODAYS)
def test_every_obligation_is_a_document_that_names_what_it_rests_on(
    engagement: Engagement, records: list[Disclosure], syncs: list[Coverage], today: date
) -> None:
    for one in judged(engagement, records, syncs, today):
        document = json.loads(json.dumps(obligation_document(one)))
        alert = json.loads(json.dumps(alert_document(one, engagement)))

        assert document["citation"]
        assert document["regime_version"] == one.regime.version
        assert [step["text"] for step in document["reason"]]
        assert alert["evidence"]["register"]["id"] == one.regime.register.id
        assert (alert["evidence"]["register"]["synced"] is not None) == (one.verdict == "missing")
        assert document["reason"][-1]["text"].endswith(".")


@given(world.POSTED_ENGAGEMENT, TODAYS)
def test_whatever_can_be_posted_can_be_judged(data: dict[str, object], today: date) -> None:
    engagement = engagement_of(Ref("urn:any", "1"), data)

    for regime in PACKS:
        gates.passed_over(engagement, regime)
    judged(engagement, [record(filer=engagement.participants[0])], [], today)


def test_each_duty_has_its_own_identity() -> None:
    once = judged(visit(), [], [])
    again = judged(visit(member(role="speaker"), world.funder("Else")), [], [])
    other = judged(visit(ref=Ref("urn:test", "e2")), [], [])

    assert [one.id for one in once] == [one.id for one in again]
    assert once[0].id == identity.obligation_id("GB-MP-VISITS", Ref("urn:test", "e1"), member())
    assert once[0].id != other[0].id


def test_moments_are_said_in_universal_time() -> None:
    moment = sync("2026-01-01", "2026-05-01").synced.astimezone(UTC)
    (one,) = assess(visit(), GB, records=[], syncs=[sync("2026-01-01", "2026-05-01")], today=TODAY)

    assert one.attested == moment
    assert one.attested.tzinfo is UTC
