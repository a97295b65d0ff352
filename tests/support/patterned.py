"""What patterns there are in a set of events, in one pass, as `interparty backtest` finds them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from interparty_shared.backtest import patterns
from interparty_shared.backtest.evaluation import Evaluator
from interparty_shared.domain.documents import engagement_document, moment
from interparty_shared.domain.patterns.episodes import SOURCE
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.packs.patterns import fixtures
from interparty_shared.reference.country_names import english
from interparty_shared.wire.published import Published
from tests.support import backtests
from tests.support.builders import Event
from tests.support.published import BEGINNING, TRACE

LIFE = ("revision", "opened", "updated")


def patterned(events: Iterable[Event], rules: Sequence[Rule], now: datetime) -> dict[str, Any]:
    """Return the alerts of patterns, open or over, without their history, by id."""
    standing = backtests.standing(events, now)
    today = now.astimezone(UTC).date()
    posted = {one.ref: one for one in standing.engagements}
    # What several reports tell of counts once, and is shown as the first of them tells it.
    found = patterns.contacts(Evaluator(standing, today=today).engagements(), standing.reference)
    found.shown = {ref: engagement_document(posted[ref]) for ref in found.shown}
    told = patterns.outcome(rules, found, today, english).told
    return {one.id: {"id": one.id, **one.document} for one in told}


def published(revisions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the last revision of each alert of a pattern that was not withdrawn, without its history."""
    newest = {one["id"]: one for one in revisions if one.get("pattern")}
    return {
        id_: {key: value for key, value in one.items() if key not in LIFE}
        for id_, one in newest.items()
        if one["status"] != "withdrawn"
    }


def an_alert_of(
    rule: str, sequence: int = 1, *, revision: int = 1, case: int = 0, **more: Any
) -> Published:
    """Return the record of an alert of a pattern, as a fixture of its rule raises it."""
    (suite,) = [one for one in fixtures.suites() if one.rules[0].id == rule]
    finding = [one for one in suite.fixtures if one.expect]
    told = fixtures.play(finding[case], suite.rules)[0]
    document = {
        "id": told.id,
        "revision": revision,
        **told.document,
        "opened": moment(BEGINNING),
        "updated": moment(BEGINNING),
        **more,
    }
    return Published("alert", f"{SOURCE}\nCN\nDE", document, BEGINNING, TRACE, sequence=sequence)
