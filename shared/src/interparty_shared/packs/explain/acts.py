"""What must have happened, from what value on, and unless what."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from interparty_shared.domain.regimes import Exemption, Regime, Threshold
from interparty_shared.packs.explain import english
from interparty_shared.packs.explain.english import begun, channels, counted, listed, places, spaced

_PER: Final = {
    "engagement": "for the contact as a whole",
    "payer": "from one payer",
    "source_year": "from one source in a calendar year, this contact included",
}
EXEMPT: Final = {
    "wholly_paid_by_own_party": "the holder's own party paid for all of it",
    "wholly_paid_by_holder": "the holder paid for all of it",
    "wholly_paid_by_home_state": "a public body of the holder's own country paid for all of it",
    "wholly_paid_by_listed": "bodies that are named paid for all of it",
    "wholly_paid_by_kinds": "those who paid for all of it are {of}",
    "holder_office": "the holder is one of the {of}",
    "holder_listed": "the holder is one of those who are named",
    "counterpart_kinds": "all on the other side are {of}",
    "counterpart_office": "all on the other side are {of}",
    "activity": "nothing was done but {of}",
}
_WORDS: Final = {
    "wholly_paid_by_kinds": english.kinds,
    "counterpart_kinds": english.kinds,
    "holder_office": english.offices,
    "counterpart_office": english.offices,
}
"""In which words an exemption speaks of kinds and offices; activities are the pack's own."""


def acts(rule: Regime) -> Iterator[str]:
    """Return what the rule speaks of, in sentences."""
    yield f"{begun(channels(rule.channels))}."
    if rule.activities:
        yield f"Only if one of these was done: {spaced(rule.activities)}."
    if rule.purposes:
        yield f"Only for one of these purposes: {spaced(rule.purposes)}."
    if rule.directed == "direction":
        yield "Only at the order, request or direction of the other side."
    if rule.directed == "association":
        yield "Only at the direction of the other side, or together with it."
    if rule.remunerated:
        yield "Only for pay."
    if rule.inside:
        yield f"Only what took place in {places(rule.inside)}."
    if rule.outside:
        yield f"Only what took place outside {places(rule.outside)}."
    if rule.frequency is not None:
        yield (
            f"Only above {counted(rule.frequency.more_than, 'different contact')} in the"
            f" {counted(rule.frequency.months, 'month')} that end with this one. Fewer on record do not"
            " show that there were fewer."
        )


def values(rule: Regime) -> Iterator[str]:
    """Return from what value on the duty begins, in sentences."""
    for number, limit in enumerate(rule.thresholds):
        until = rule.thresholds[number - 1].since if number else None
        yield f"{begun(threshold(limit))}{_during(limit.since, until)}."
    if not rule.thresholds:
        yield "Of any value, or of none."
    window = rule.elections
    if window is not None and window.no_threshold:
        yield "Before an election there is no threshold."
    elif window is not None and window.threshold is not None:
        yield f"Before an election: {threshold(window.threshold)}."


def threshold(limit: Threshold) -> str:
    """Return from what value on a duty begins."""
    sign = "at least" if limit.inclusive else "more than"
    said = f"{sign} {limit.amount:,} {limit.currency} {_PER[limit.per]}"
    if limit.multiples:
        said += ", and again whenever the sum reaches a further multiple"
    if limit.counts_above is not None:
        said += f", without what is not worth more than {limit.counts_above:,} {limit.currency}"
    return said


def _during(since: date, until: date | None) -> str:
    first = f", since {since}" if since != date.min else ""
    return f"{first}{f', before {until}' if until else ''}"


def exemptions(rule: Regime) -> Iterator[str]:
    """Return the cases in which the duty does not arise, in sentences."""
    for one in rule.exemptions:
        holds = "It is not examined: no report says it."
        if one.when != "not_recorded":
            holds = f"It holds where {_held(one)}."
        yield f"{one.id}: {one.text} {holds}"


def _held(one: Exemption) -> str:
    row = _WORDS.get(one.when, spaced)
    said = EXEMPT[one.when].format(of=row(one.words, "or"))
    if one.when == "wholly_paid_by_home_state" and one.names:
        return f"{said}, or one of these did: {listed(one.names, 'or')}"
    return f"{said}: {listed(one.names, 'or')}" if one.names else said
