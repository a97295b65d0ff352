"""By which terms the router finds filters: never missing one that is fulfilled."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from interparty_api.handlers import terms
from interparty_api.handlers.filters import MOST_ANCHORS, AlertFilter, anchors_of
from interparty_api.store.alerts import Revision

NOW = datetime(2026, 6, 1, tzinfo=UTC)
VALUES = {
    "rule": ["R1", "R2", "R3"],
    "regime": ["G1", "G2"],
    "verdict": ["missing", "late"],
    "severity": ["low", "high", "critical"],
    "status": ["open", "resolved"],
    "channel": ["visit", "forum"],
}
COUNTRIES = ["GB", "DE", "FR"]
NAMES = ["Party A", "Member M", "Foundation F"]


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


filters = st.builds(
    AlertFilter,
    country=some(COUNTRIES),
    actor=st.one_of(st.just(()), some(NAMES)),
    q=st.sampled_from([None, None, "foundation", "member", "forum party", "foundation berlin"]),
    **{name: some(values) for name, values in VALUES.items()},
)


@st.composite
def revisions(draw: st.DrawFn) -> Revision:
    names = draw(some(NAMES))
    countries = draw(some(COUNTRIES))
    title = draw(st.sampled_from(["Forum in Berlin", "Visit"]))
    found = {terms.name(name) for name in names} | {terms.country(one) for one in countries}
    return Revision(
        sequence=1,
        alert="al_1",
        revision=1,
        attributes={name: draw(st.sampled_from(values)) for name, values in VALUES.items()},
        updated=NOW,
        opened=NOW,
        due=date(2026, 6, 1),
        type="alert.opened",
        document={},
        terms=frozenset(found),
        words=terms.words([*names, title]),
    )


@given(st.lists(filters, min_size=1, max_size=20), revisions())
def test_a_filter_that_is_fulfilled_is_always_found(
    saved: list[AlertFilter], revision: Revision
) -> None:
    found = anchors_of(revision)

    for one in saved:
        assert 0 < len(one.anchors()) <= MOST_ANCHORS
        if one.matches(revision):
            assert one.anchors() & found, one


@given(filters.filter(lambda one: not one.actor and one.q is None), revisions())
def test_by_countries_and_words_of_ours_hardly_any_is_found_that_is_not_fulfilled(
    saved: AlertFilter, revision: Revision
) -> None:
    """Where no field had to be left out, found is fulfilled."""
    sizes = [len(getattr(saved, name)) or 1 for name in (*VALUES, "country")]
    whole = 1
    for size in sizes:
        whole *= size
    if whole <= MOST_ANCHORS and saved.anchors() & anchors_of(revision):
        assert saved.matches(revision)


def test_terms_are_told_by_example() -> None:
    assert AlertFilter().anchors() == {"*"}
    assert AlertFilter(country=("GB",)).anchors() == {"country:GB"}
    assert AlertFilter(country=("GB", "DE"), severity=("high",)).anchors() == {
        "country:GB&severity=high",
        "country:DE&severity=high",
    }
    assert AlertFilter(q="Berlin Foundation").anchors() == {"word:berlin"}
    assert AlertFilter(actor=("Party A",), severity=("high",)).anchors() == {terms.name("Party A")}
