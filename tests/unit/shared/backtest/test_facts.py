"""The version in force of each event, and what stands of them."""

from interparty_shared.backtest.facts import Facts, Standing
from interparty_shared.domain.facts import Actor
from tests.support import backtests, builders
from tests.support.builders import Event


def standing(*events: Event) -> Standing:
    return backtests.standing(events, builders.at(200))


def titles(found: Standing) -> list[str | None]:
    return [one.title for one in found.engagements]


def test_the_version_with_the_latest_time_is_in_force_whatever_came_last() -> None:
    late = builders.engagement(title="corrected", time=builders.at(1))
    early = builders.engagement(title="first")

    assert titles(standing(late, early)) == titles(standing(early, late)) == ["corrected"]


def test_of_two_contents_under_one_time_the_same_one_is_in_force_in_any_order() -> None:
    one, other = builders.engagement(title="one"), builders.engagement(title="other")

    assert titles(standing(one, other)) == titles(standing(other, one))


def test_a_retraction_takes_back_what_is_not_newer_than_itself() -> None:
    taken_back = standing(builders.retraction(time=builders.at(1)), builders.engagement())
    reported_again = standing(
        builders.engagement(time=builders.at(2)), builders.retraction(time=builders.at(1))
    )

    assert (titles(taken_back), taken_back.retracted) == ([], 1)
    assert (len(reported_again.engagements), reported_again.retracted) == (1, 0)


def test_what_is_said_again_superseded_or_in_conflict_is_counted() -> None:
    facts = Facts()
    for posted in (
        builders.engagement(),
        builders.engagement(),
        builders.engagement(title="corrected", time=builders.at(1)),
        builders.engagement(title="otherwise", time=builders.at(1)),
    ):
        facts.add(*backtests.said(posted, builders.at(200)))

    counts = facts.counts
    assert (counts.events, counts.repeated, counts.superseded, counts.conflicts) == (4, 1, 1, 1)


def test_an_event_without_a_time_is_dated_by_when_it_was_read() -> None:
    undated = builders.engagement(title="undated")
    del undated["time"]

    assert titles(standing(undated, builders.engagement(title="dated"))) == ["undated"]


def test_equal_people_days_and_amounts_of_different_events_are_one_object() -> None:
    found = standing(
        builders.engagement("e1"),
        builders.engagement("e2"),
        builders.disclosure("1", first="2026-02-01", last="2026-02-04"),
    )

    one, other = found.engagements
    assert one.participants[0] is other.participants[0]
    assert one.value is other.value
    assert one.occurred is found.records[0].occurred


def test_a_record_a_sync_and_reference_data_stand_beside_engagements() -> None:
    found = standing(
        builders.disclosure("7"),
        builders.coverage(last="2026-06-30"),
        builders.actor(name="Foundation F"),
    )

    assert [one.record_id for one in found.records] == ["7"]
    assert [one.register for one in found.syncs] == ["gb-commons"]
    assert found.actors == 1
    assert found.reference.resolve(Actor("Foundation F")).verdict == "match"
