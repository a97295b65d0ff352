"""What a made-up rule makes of an engagement, with a register that is complete."""

from typing import Any

from interparty_shared.domain.facts import Days, Engagement, Ref
from interparty_shared.domain.obligations import Obligation, assess
from interparty_shared.domain.regimes import Regime
from tests.support import shapes
from tests.unit.shared.domain.world import TODAY, day, funder, member, money, sync, visit

RULES = {rule.rule_id: rule for rule in shapes.rules()}
GIFTS, AGENTS, BAN = RULES["XX-GIFTS"], RULES["XX-AGENTS"], RULES["XX-BAN"]
BEFORE, STATEMENT = RULES["XX-TRIPS-BEFORE"], RULES["XX-TRIPS-STATEMENT"]
OFTEN = RULES["XX-LOBBY"]


def judged(one: Engagement, rule: Regime, **given: Any) -> Obligation:
    (found,) = assess(
        one,
        rule,
        records=given.get("records", ()),
        syncs=given.get("syncs", [sync("2020-01-01", "2026-06-01", register=rule.register.id)]),
        today=given.get("today", TODAY),
        beside=given.get("beside", ()),
    )
    return found


def gift(
    id_: str, on: str, amount: str | None, giver: str = "Party X", **changes: Any
) -> Engagement:
    return visit(
        member(role=None),
        funder(giver, kind="party"),
        ref=Ref("urn:test", id_),
        channel="donation",
        occurred=Days(day(on), day(on)),
        value=money(amount) if amount else None,
        **changes,
    )
