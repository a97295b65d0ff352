"""What a reader makes of a register answers the duties of the rule packs that ask this register."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from interparty_ingest.sources import events
from interparty_ingest.sources.registers.known import REGISTERS
from interparty_ingest.sources.registers.register import Register
from interparty_shared.packs import fixtures
from tests.unit.ingest.registers import test_au_interests as au
from tests.unit.ingest.registers import test_de_lobbyregister as de
from tests.unit.ingest.registers import test_eu_ep_meetings as ep
from tests.unit.ingest.registers import test_eu_transparency_register as tr
from tests.unit.ingest.registers import test_gb_electoral_commission as gb

Json = dict[str, Any]


@cache
def suites() -> dict[str, fixtures.Suite]:
    return {suite.name.removesuffix(".yaml"): suite for suite in fixtures.suites()}


def records(register: Register, form: str, raw: bytes) -> list[Mapping[str, Any]]:
    rows = register.readers[form](io.BytesIO(raw))
    return [made.data for row in rows for made in row.made]


def verdicts(pack: str, day: str, engagement: Json, found: list[Mapping[str, Any]]) -> set[str]:
    """Return what the rules of a pack say of an engagement, given the records that were read."""
    case = {
        "title": "What a reader made of a register",
        "cites": "the pack",
        "as_of": day,
        "engagement": engagement,
        "register": found,
        "expect": [],
    }
    return {
        one.verdict
        for one in fixtures.play(fixtures.Fixture.model_validate(case), suites()[pack].rules)
    }


def test_a_visit_that_was_reported_to_the_commission_answers_for_it_and_is_never_called_late() -> (
    None
):
    def visit(day: str, payer: str) -> Json:
        councillor = {
            "name": "Member A",
            "kind": "politician",
            "country": "GB",
            "office": "local_official",
        }
        return {
            "channel": "visit",
            "occurred": {"from": day, "to": day},
            "place": {"country": "ES"},
            "value": {"amount": "2431.50", "currency": "GBP"},
            "participants": [
                {**councillor, "role": "guest"},
                {"name": payer, "kind": "party", "country": "ES", "role": "funder"},
            ],
        }

    found = records(REGISTERS["gb-electoral-commission"], "csv", gb.as_csv(gb.VISIT))

    def said(day: str, payer: str) -> set[str]:
        return verdicts("gb-ppera-visits", "2026-01-15", visit(day, payer), found)

    assert said("2025-06-01", "Party A") == {"disclosed"}
    # The register does not show the days of a visit: nothing is called late by it.
    assert said("2025-04-01", "Party A") == {"disclosed"}
    # The same place, and reported in time: it may be the same visit under another name of the payer.
    assert said("2025-06-01", "Institute of Other Things") == {"ambiguous"}
    assert said("2025-08-20", "Party A") == {"missing"}


def test_a_meeting_that_was_published_is_disclosed_to_whomever_of_those_who_were_met() -> None:
    raw = ep.copy(
        "38595,Ann MEMBER,Belgium,S&D,[],,Trade,Member,,Brussels,"
        '"Embassy of Australia, Embassy of India (Counsellor)",02/03/2026'
    )
    found = records(REGISTERS["eu-ep-meetings"], "csv", raw)

    def met(embassy: str, country: str, day: str) -> set[str]:
        member = {"name": "Ann Member", "kind": "politician", "country": "BE"}
        engagement = {
            "channel": "meeting",
            "occurred": {"from": day},
            "participants": [
                {**member, "office": "member_of_european_parliament"},
                {"name": embassy, "kind": "embassy", "country": country},
            ],
        }
        return verdicts("eu-ep-members", "2026-08-01", engagement, found)

    assert met("Embassy of India", "IN", "2026-03-02") == {"disclosed"}
    assert met("Embassy of Australia", "AU", "2026-03-02") == {"disclosed"}
    assert met("Embassy of India", "IN", "2026-06-02") == {"missing"}


def with_a_member(day: str) -> Json:
    """Return a meeting of a foundation that means to influence policy."""
    return {
        "channel": "meeting",
        "occurred": {"from": day},
        "arrangement": {"purposes": ["influence_policy"]},
        "participants": [
            {"name": "Party Foundation F", "kind": "party_foundation", "country": "US"},
            {
                "name": "Ann Member",
                "kind": "politician",
                "country": "BE",
                "office": "member_of_european_parliament",
            },
        ],
    }


def test_who_is_in_the_transparency_register_was_registered_before_the_meeting_or_was_not() -> None:
    def meeting(registered: str) -> set[str]:
        raw = tr.export(tr.entry(registered=registered, country="UNITED STATES"))
        found = records(REGISTERS["eu-transparency-register"], "xml", raw)
        engagement = with_a_member("2026-03-02")
        return verdicts("eu-transparency-register", "2026-06-01", engagement, found)

    assert meeting("2019-08-28T09:51:42Z") == {"disclosed"}
    assert meeting("2026-03-20T09:51:42Z") == {"late"}


def test_who_left_the_transparency_register_was_registered_until_then_and_no_longer() -> None:
    register = REGISTERS["eu-transparency-register"]
    raw = tr.export(tr.entry(country="UNITED STATES"))
    (row,) = register.readers["xml"](io.BytesIO(raw))
    moment = datetime(2026, 3, 9, 4, tzinfo=UTC)
    event = events.ending(
        register.source, row.made[0], moment=moment, digest=row.digest, day=moment.date()
    )
    assert event is not None
    found = [json.loads(event)["data"]]

    def meeting(day: str) -> set[str]:
        return verdicts("eu-transparency-register", "2026-08-01", with_a_member(day), found)

    assert meeting("2026-03-02") == {"disclosed"}
    assert meeting("2026-06-02") == {"missing"}


def test_who_is_in_the_lobby_register_answers_for_lobbying_for_good() -> None:
    def lobbying(name: str) -> set[str]:
        engagement = {
            "channel": "meeting",
            "occurred": {"from": "2026-05-04"},
            "arrangement": {"activities": ["permanent_lobbying"]},
            "participants": [
                {"name": name, "kind": "party_foundation", "country": "AT"},
                {
                    "name": "Member M",
                    "kind": "politician",
                    "country": "DE",
                    "office": "member_of_parliament",
                },
            ],
        }
        found = records(REGISTERS["de-lobbyregister"], "json", de.answer(de.UNTIL_2024))
        return verdicts("de-lobbyrg", "2026-09-01", engagement, found)

    assert "disclosed" in lobbying("Beratung B GmbH")
    assert "disclosed" not in lobbying("Foundation of Other Things")


def test_a_trip_that_a_member_notified_is_disclosed_or_late_in_the_register_of_their_house() -> (
    None
):
    def trip(chamber: str, days: Json, updated: str) -> set[str]:
        type_, register, pack = {
            "house": ("Representative", "au-interests", "au-house-interests"),
            "senate": ("Senator", "au-senate-interests", "au-senate-interests"),
        }[chamber]
        row = au.TRIP | {
            "member_type": type_,
            "details": "Study tour to India, 2-6 March 2026, courtesy of Party Foundation F.",
            "updated": updated,
        }
        member = {"name": "Member A", "kind": "politician", "country": "AU", "role": "guest"}
        engagement = {
            "channel": "visit",
            "occurred": days,
            "place": {"country": "IN"},
            "value": {"amount": "2400.00", "currency": "AUD"},
            "participants": [
                {**member, "office": "member_of_parliament", "chamber": chamber},
                {
                    "name": "Party Foundation F",
                    "kind": "party_foundation",
                    "country": "IN",
                    "role": "funder",
                },
            ],
        }
        found = records(REGISTERS[register], "csv", au.table(row))
        return verdicts(pack, "2026-09-01", engagement, found)

    there = {"from": "2026-03-02", "to": "2026-03-06"}
    for chamber in ("house", "senate"):
        assert trip(chamber, there, "3/4/2026") == {"disclosed"}
        assert trip(chamber, there, "30/5/2026") == {"late"}
        assert trip(chamber, {"from": "2026-06-02", "to": "2026-06-06"}, "3/4/2026") == {"missing"}
