"""Alerts as they may be published, what may be asked about them, and what the answer should be.

The answer is worked out by looking at every revision; nothing is indexed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from interparty_api.handlers import terms
from interparty_api.handlers.alerts import SORTS, AlertQuery
from interparty_api.store.listing import Costs
from interparty_shared.domain import words
from interparty_shared.wire.published import Published
from tests.support.published import after, an_alert, body, person

COUNTRIES = ["GB", "DE", "US", "FR"]
NAMES = ["Ann Lee", "Bo Park", "Dr. Ann LEE", "Cy Doe", "Straße Verein"]
REGIMES = ["GB-MP-VISITS", "CA-MP-TRAVEL"]
UNJUDGED: dict[str, Any] = {
    "triage": {"state": "none", "by": None, "note": None, "at": None, "log": []},
    "answers": [],
}
"""What an alert bears that nobody has judged or answered."""


@dataclass(frozen=True)
class World:
    """Alerts as published, in the order of their sequences."""

    published: tuple[Published, ...]

    def as_of(self, moment: datetime.datetime | None) -> list[dict[str, Any]]:
        """Return the last revision of each alert, as it was known at a moment."""
        last: dict[str, dict[str, Any]] = {}
        for said in self.published:
            updated = datetime.datetime.fromisoformat(said.document["updated"])
            if moment is None or updated <= moment:
                last[said.document["id"]] = {**said.document, "sequence": said.sequence, **UNJUDGED}
        return list(last.values())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    said = []
    revisions: dict[str, list[datetime.datetime]] = {}
    for sequence in range(1, draw(st.integers(0, 25)) + 1):
        id_ = f"al_{draw(st.integers(1, 15))}"
        before = revisions.setdefault(id_, [])
        # Few moments make ties; and clocks of two workers may differ.
        updated = after(draw(st.integers(0, 4)))
        before.append(updated)
        said.append(
            an_alert(
                sequence,
                id_=id_,
                revision=len(before),
                status=draw(st.sampled_from(["open", "open", "resolved", "withdrawn"])),
                severity=draw(st.sampled_from(["low", "high", "critical"])),
                verdict=draw(st.sampled_from(["missing", "late"])),
                regime=draw(st.sampled_from(REGIMES)),
                domestic=person(draw(st.sampled_from(NAMES)), draw(st.sampled_from(COUNTRIES))),
                foreign=body(draw(st.sampled_from(NAMES)), draw(st.sampled_from(COUNTRIES))),
                title=draw(st.sampled_from(["Forum", "Grand forum", "Tour"])),
                due=draw(st.sampled_from([None, "2026-01-02", "2026-01-03"])),
                opened=before[0],
                updated=updated,
            )
        )
    return World(tuple(said))


def some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(
        st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple)
    )


moments = st.one_of(st.none(), st.integers(-1, 5).map(after))
queries = st.builds(
    AlertQuery,
    regime=some(REGIMES),
    verdict=some(["missing", "late", "ambiguous"]),
    severity=some(["low", "high", "critical"]),
    status=some(["open", "resolved", "withdrawn"]),
    country=some([*COUNTRIES, "NO"]),
    actor=some(["ann lee", "Cy Doe", "Strasse Verein", "nobody"]),
    q=st.sampled_from([None, None, "forum", "FORUM grand", "tour ann"]),
    since=moments,
    before=moments,
    as_of=moments,
    sort=st.sampled_from(SORTS),
    limit=st.integers(1, 6),
)
costs = st.builds(
    Costs,
    cap=st.sampled_from([1, 3, 1000]),
    sorted=st.sampled_from([1, 4, 20_000]),
    runs=st.sampled_from([1, 3, 256]),
    few_runs=st.sampled_from([0, 1, 8]),
)


def expected(world: World, query: AlertQuery) -> list[dict[str, Any]]:
    """Return what a reader of the whole world would list."""
    found = [one for one in world.as_of(query.as_of) if _fits(one, query)]
    order, down = query.sort.lstrip("-"), query.sort.startswith("-")
    if order != "severity":
        return sorted(
            found, key=lambda one: (one[order] or "9999-12-31", one["sequence"]), reverse=down
        )
    newest = sorted(found, key=lambda one: (one["updated"], one["sequence"]), reverse=True)
    return sorted(newest, key=lambda one: words.SEVERITIES.index(one["severity"]), reverse=down)


def _fits(one: dict[str, Any], query: AlertQuery) -> bool:
    sides = list(one["subject"].values())
    updated = datetime.datetime.fromisoformat(one["updated"])
    text = " ".join([one["summary"], one["evidence"]["engagements"][0]["title"]])
    return (
        all(one[name] in values for name, values in query.filters.items())
        and (not query.country or any(side["country"] in query.country for side in sides))
        and (
            not query.actor
            or any(terms.name(s["name"]) in map(terms.name, query.actor) for s in sides)
        )
        and (query.q is None or terms.words([query.q]) <= terms.words([text]))
        and (query.since is None or updated >= query.since)
        and (query.before is None or updated < query.before)
    )
