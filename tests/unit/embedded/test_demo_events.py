"""The demonstration's cases: whole, unambiguous, and accusing nobody real."""

import json
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

from interparty_shared import packs
from interparty_shared.domain import facts, posted
from interparty_shared.domain.obligations import assess
from interparty_shared.wire.events import EVENT

Json = dict[str, Any]
DEMO = files("interparty_embedded").joinpath("demo")
EVENTS: list[Json] = [
    json.loads(line) for line in DEMO.joinpath("events.ndjson").read_text("utf-8").splitlines()
]
EXPECTED: dict[str, dict[str, Json]] = json.loads(DEMO.joinpath("expected.json").read_text("utf-8"))
DAYS = {"GB-MP-VISITS": ("gb-commons", 28), "CA-MP-TRAVEL": ("ca-mp-travel", 60)}


def of_type(kind: str) -> list[Json]:
    return [one for one in EVENTS if one["type"] == f"org.interparty.{kind}.v1"]


ENGAGEMENTS = {one["id"]: one["data"] for one in of_type("engagement")}


def fictional(engagement: str) -> bool:
    return "(fictional)" in ENGAGEMENTS[engagement]["title"]


def expectations() -> list[tuple[str, str, Json]]:
    return [
        (engagement, member, row)
        for engagement, members in EXPECTED.items()
        for member, row in members.items()
    ]


def records_of(engagement: str, member: str) -> list[Json]:
    """Return the versions of the member's record on the engagement, the latest last."""
    found = [
        one
        for one in of_type("disclosure")
        if one["data"]["filer"]["name"] == member and one["id"].split("-")[0] == engagement
    ]
    return [one["data"] for one in sorted(found, key=lambda one: one["time"])]


def test_events_are_cloudevents_with_unambiguous_names() -> None:
    for one in EVENTS:
        assert one["specversion"] == "1.0"
        assert one["source"] == "urn:interparty:demo"
        assert datetime.fromisoformat(one["time"]).tzinfo is not None
    names = [(one["id"], one["time"]) for one in EVENTS]
    assert len(set(names)) == len(names)
    again = [one["id"] for one in EVENTS]
    assert {name for name in again if again.count(name) > 1} == {"C46-whittle"}
    records = {
        (one["id"], one["data"]["register"], one["data"]["record_id"])
        for one in of_type("disclosure")
    }
    assert len({name[1:] for name in records}) == len(records)


def test_events_keep_the_public_contract() -> None:
    for one in EVENTS:
        EVENT.validate_json(json.dumps(one))


def test_coverage_comes_last() -> None:
    kinds = [one["type"].split(".")[2] for one in EVENTS]
    assert kinds[-2:] == ["coverage", "coverage"]
    assert "coverage" not in kinds[:-2]


def test_every_engagement_and_member_has_an_expectation() -> None:
    assert EXPECTED.keys() == ENGAGEMENTS.keys()
    for engagement, data in ENGAGEMENTS.items():
        members = {one["name"] for one in data["participants"] if one.get("kind") == "politician"}
        assert members == EXPECTED[engagement].keys(), engagement


def test_every_real_member_has_a_record_and_no_fictional_one_has() -> None:
    for engagement, member, _ in expectations():
        assert bool(records_of(engagement, member)) is not fictional(engagement), (
            engagement,
            member,
        )
    ours = {
        name["id"]
        for name in of_type("disclosure")
        if not records_of(name["id"].split("-")[0], name["data"]["filer"]["name"])
    }
    assert not ours


def test_dates_and_verdicts_follow_from_the_facts() -> None:
    for engagement, member, row in expectations():
        if row["regime"] is None:
            assert row["verdict"] is row["due"] is row["lag_days"] is None
            assert row["why"].startswith("no pack in this release covers")
            continue
        register, days = DAYS[row["regime"]]
        end = date.fromisoformat(ENGAGEMENTS[engagement]["occurred"]["to"])
        due = end + timedelta(days=days)
        assert row["due"] == due.isoformat(), engagement
        if fictional(engagement):
            continue
        record = records_of(engagement, member)[-1]
        assert record["register"] == register
        filed = date.fromisoformat(record["filed"]) if "filed" in record else None
        assert row["lag_days"] == ((filed - end).days if filed else None), (engagement, member)
        if "lag_days_own_return" in row:
            assert filed is not None
            own = date.fromisoformat(record["occurred"]["to"])
            assert row["lag_days_own_return"] == (filed - own).days
        amount_known = register != "gb-commons" or "value" in record
        late = filed is not None and filed > due and amount_known
        assert row["verdict"] == ("late" if late else "disclosed"), (engagement, member)


def test_the_lags_that_the_cases_are_known_for() -> None:
    def lags(engagement: str) -> list[tuple[str | None, int | None]]:
        rows = EXPECTED[engagement].values()
        return [(row["verdict"], row.get("lag_days_own_return", row["lag_days"])) for row in rows]

    known = {"C22": 30, "C26": 33, "C29": 51, "C35": 81, "C36": 40, "C37": 30, "C39": 62, "C49": 61}
    assert {name: lags(name) for name in known} == {n: [("late", lag)] for n, lag in known.items()}
    assert lags("C34") == [("disclosed", lag) for lag in (15, 19, 19, 23)]
    assert lags("C38") + lags("C40") + lags("C48") == [("disclosed", lag) for lag in (26, 24, 54)]
    assert lags("C47") == [("disclosed", 41), ("disclosed", 36)]
    assert lags("C50") == [("disclosed", 60)] * 2 + [("late", lag) for lag in (67, 69, 75)]


def test_nobody_real_is_expected_to_be_missing() -> None:
    for engagement, member, row in expectations():
        real = not fictional(engagement)
        assert not real or row["verdict"] in {"disclosed", "late", None}, (engagement, member)
    told = {row["verdict"] for engagement, _, row in expectations() if fictional(engagement)}
    assert told == {"missing", "exempt", "undetermined", "not_required"}


def test_no_real_engagement_lies_where_an_absence_could_be_judged() -> None:
    spans = [
        (one["data"]["register"], one["data"]["from"], one["data"]["to"])
        for one in of_type("coverage")
    ]
    for engagement, _, row in expectations():
        if fictional(engagement) or row["regime"] is None:
            continue
        start = ENGAGEMENTS[engagement]["occurred"]["from"]
        register = DAYS[row["regime"]][0]
        assert not any(
            name == register and first <= start and row["due"] <= last
            for name, first, last in spans
        ), engagement


def test_the_rules_agree() -> None:
    records: dict[facts.Ref, facts.Disclosure] = {}
    for one in of_type("disclosure"):
        ref = facts.Ref(one["source"], one["id"])
        stamp = facts.Stamp(datetime.fromisoformat(one["time"]), "")
        if ref not in records or records[ref].stamp < stamp:
            records[ref] = posted.disclosure_of(ref, stamp, one["data"])
    syncs = [posted.coverage_of(one["data"]) for one in of_type("coverage")]
    today = datetime(2026, 11, 22, tzinfo=UTC).date()
    for engagement, members in EXPECTED.items():
        seen = posted.engagement_of(
            facts.Ref("urn:interparty:demo", engagement), ENGAGEMENTS[engagement]
        )
        for regime in packs.load():
            own = regime.register.id
            found = assess(
                seen,
                regime,
                records=[record for record in records.values() if record.register == own],
                syncs=[sync for sync in syncs if sync.register == own],
                today=today,
            )
            said = {one.holder.name: (one.verdict, str(one.due)) for one in found}
            wanted = {
                name: (row["verdict"], row["due"])
                for name, row in members.items()
                if row["regime"] == regime.id
            }
            assert {name: said.get(name) for name in wanted} == wanted, engagement
            if not fictional(engagement):
                assert "missing" not in {verdict for verdict, _ in said.values()}, engagement
