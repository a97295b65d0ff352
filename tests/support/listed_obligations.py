"""Obligations as they may be published, what may be asked about them, and what the answer should be.

The answer is worked out by going through everything that was published; nothing is indexed.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st

from interparty_api.handlers import terms
from interparty_api.handlers.obligations import ObligationQuery
from interparty_shared.wire.published import Published
from tests.support.listed_alerts import COUNTRIES, REGIMES, some
from tests.support.published import after, an_obligation, body, gone, person

HOURS = [0, 1, 2, 3, 15, 16, 17, 30]
"""When something is published, in hours from the beginning: a day begins after 16 of them."""
SOURCES = ["urn:test", "urn:other"]
VERDICTS = ["pending", "missing", "late"]
ANN, CY = person("Ann Lee", "GB"), person("Cy Doe", "US")
BO, VEREIN = body("Bo Park", "DE"), body("Straße Verein", "DE")
WORDS: list[dict[str, Any]] = [
    {"verdict": "pending", "first": "2026-03-02", "domestic": ANN, "foreign": BO},
    {"verdict": "missing", "first": "2026-03-01", "domestic": ANN, "foreign": BO},
    {"verdict": "late", "first": "2025-12-02", "domestic": CY, "foreign": VEREIN},
    {"verdict": "missing", "first": "2025-12-02", "domestic": CY, "foreign": BO},
    {"verdict": "pending", "first": "2026-09-01", "domestic": ANN, "foreign": VEREIN},
]
"""Few, so that things are said again; of days before they are published, on that day, and after."""


@st.composite
def words(draw: st.DrawFn) -> Published:
    """Return one word about an obligation: what it is now, or that it no longer holds."""
    # Few obligations and few moments: many words about each, ties, and clocks that differ.
    number = draw(st.integers(1, 5))
    id_, engagement = f"ob_{number}", (SOURCES[number % 2], f"e{number // 3}")
    published = after(draw(st.sampled_from(HOURS)))
    word = draw(st.sampled_from([None, *WORDS]))
    if word is None:
        return gone(id_, engagement, published=published)
    regime = REGIMES[number % 2]
    return an_obligation(id_, engagement=engagement, published=published, regime=regime, **word)


queries = st.builds(
    ObligationQuery,
    source=st.sampled_from([None, None, None, *SOURCES]),
    id=st.sampled_from([None, None, None, "e0", "e1"]),
    regime=some(REGIMES),
    verdict=some([*VERDICTS, "exempt"]),
    country=some([*COUNTRIES, "NO"]),
    actor=some(["ann lee", "Cy Doe", "Strasse Verein", "nobody"]),
    as_of=st.sampled_from([*HOURS, -1, 2.5, 16.5, 31]).map(after),
    limit=st.integers(1, 6),
)


def known(
    published: Iterable[Published], moment: datetime.datetime | None
) -> list[Mapping[str, Any]]:
    """Return what stood at a moment: of all that had been published, the last of each."""
    last: dict[str, Published] = {}
    for said in published:
        if moment is None or said.at <= moment:
            last[said.document["id"]] = said
    return [said.document for said in last.values() if not said.gone]


def expected(published: Iterable[Published], query: ObligationQuery) -> list[Mapping[str, Any]]:
    """Return what a reader of all that was published would list."""
    found = [one for one in known(published, query.as_of) if _fits(one, query)]
    return sorted(found, key=lambda one: (one["occurred"]["from"], one["id"]), reverse=True)


def _fits(one: Mapping[str, Any], query: ObligationQuery) -> bool:
    sides = [one["domestic"], one["foreign"]]
    asked = [terms.name(name) for name in query.actor]
    return (
        query.source in {None, one["engagement"]["source"]}
        and query.id in {None, one["engagement"]["id"]}
        and (not query.regime or one["regime"] in query.regime)
        and (not query.verdict or one["verdict"] in query.verdict)
        and (not query.country or any(side["country"] in query.country for side in sides))
        and (not query.actor or any(terms.name(side["name"]) in asked for side in sides))
    )
