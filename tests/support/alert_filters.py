"""Filters of alerts as anybody may save them, over the alerts of `listed_alerts`."""

from typing import Any

from hypothesis import strategies as st

from interparty_api.handlers.filters import AlertFilter
from tests.support.listed_alerts import COUNTRIES, REGIMES


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    few = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple)
    return st.one_of(st.just(()), few)


filters = st.builds(
    AlertFilter,
    rule=some([*REGIMES, "no-such-rule"]),
    regime=some(REGIMES),
    verdict=some(["missing", "late", "ambiguous"]),
    severity=some(["low", "high", "critical"]),
    status=some(["open", "resolved", "withdrawn"]),
    channel=some(["visit", "forum"]),
    country=some([*COUNTRIES, "NO"]),
    actor=some(["ann lee", "Cy Doe", "Strasse Verein", "nobody", "gb-mnis:7"]),
    q=st.sampled_from([None, None, "forum", "FORUM grand", "tour ann"]),
)
"""Filters that many alerts of a world fulfil, and some that none does."""

_text = st.text(min_size=1, max_size=20)
values = st.one_of(_text, st.lists(_text, max_size=4), st.none(), st.integers())
documents: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.dictionaries(
        st.sampled_from(["rule", "regime", "actor", "q", "country", "verdict", "colour"]),
        values,
        max_size=4,
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "actor": st.one_of(_text, st.lists(_text, min_size=1, max_size=4)),
            "rule": st.lists(_text, min_size=1, max_size=4),
            "q": _text,
            "country": st.sampled_from(["gb", "DE", ["de", "DE"], [" fr "]]),
            "severity": st.sampled_from(["high", ["low", "high", "low"]]),
        },
    ),
)
"""What a client may send as a filter; much of it makes no sense."""
