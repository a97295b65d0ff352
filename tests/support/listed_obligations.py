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
from tests.support.listed_alerts import COUNTRIES, NAMES, REGIMES, some
from tests.support.published import after, an_obligation, body, gone, person

DAYS = ["2025-12-02", "2026-02-28", "2026-03-01", "2026-03-02", "2026-09-01"]
"""Some before what is said of them is published, on that day, and after."""
VERDICTS = ["pending", "missing", "late"]
SOURCES = ["urn:test", "urn:other"]


@st.composite
def words(draw: st.DrawFn) -> Published:
    """Return one word about an obligation: what it is now, or that it no longer holds."""
    number = draw(st.integers(1, 8))
    id_, engagement = f"ob_{number}", (SOURCES[number % 2], f"e{number // 3}")
    # Few moments make ties; and clocks of two workers may differ.
    published = after(draw(st.integers(0, 30)))
    if draw(st.integers(0, 5)) == 0:
        return gone(id_, engagement, published=published)
    return an_obligation(
        id_,
        engagement=engagement,
        published=published,
        verdict=draw(st.sampled_from(VERDICTS)),
        regime=draw(st.sampled_from(REGIMES)),
        first=draw(st.sampled_from(DAYS)),
        domestic=person(draw(st.sampled_from(NAMES)), draw(st.sampled_from(COUNTRIES))),
        foreign=body(draw(st.sampled_from(NAMES)), draw(st.sampled_from(COUNTRIES))),
    )


queries = st.builds(
    ObligationQuery,
    source=st.sampled_from([None, None, *SOURCES]),
    id=st.sampled_from([None, None, "e0", "e1"]),
    regime=some(REGIMES),
    verdict=some([*VERDICTS, "exempt"]),
    country=some([*COUNTRIES, "NO"]),
    actor=some(["ann lee", "Cy Doe", "Strasse Verein", "nobody"]),
    as_of=st.integers(-1, 31).map(after),
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
