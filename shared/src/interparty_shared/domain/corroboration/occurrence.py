"""Do two reports speak of one engagement?

Two meetings on one day that are taken for one hide a contact; two reports of one that are left apart
only double an alert. So whatever contradicts, or is not known to agree, leaves them apart: channel,
days, at least one participant on each side of a border, place and value. One weakness (days that only
touch or cross, people whom only one of the two names, a name that is only nearly the same, a channel in
which there are many in a day) is made up for where both rest on one text; of a name, the city will do,
too. Nothing hangs on other reports, and the order of the two is nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from interparty_shared.domain import names, slips
from interparty_shared.domain.corroboration import agreeing, sources
from interparty_shared.domain.corroboration.agreeing import Agreement
from interparty_shared.domain.facts import Days, Engagement
from interparty_shared.domain.matching import Feature

TOLERANCE: Final = 1
"""Days by which two reports of one day may differ: it is the next day already in another time zone, and
many give the day on which they were printed. But there may be talks on two days: only where both rest
on one text are days that touch one day."""
LONG: Final = timedelta(days=31)
"""What lasts longer (a programme, a contract) is one with what begins and ends as it does, and with no part
of itself."""
ROUNDED: Final = 0.95
"""Share of the greater amount from which on two amounts are one: somebody rounded it."""

COMPATIBLE: Final[Mapping[frozenset[str], str]] = {
    frozenset({"training", "foundation_programme"}): (
        "A foundation's programme is mostly a training course; no rule tells the two apart."
    ),
}
"""Channels that may be two words for one thing. Only such as no rule tells apart: else what the absorbed
report obliged to would be lost."""
APART: Final[Mapping[frozenset[str], str]] = {
    frozenset({"visit", "meeting"}): "A meeting within a visit is an engagement of its own.",
    frozenset({"visit", "forum"}): "A trip to a forum and the forum fall under different rules.",
    frozenset({"forum", "meeting"}): "A meeting at the edge of a forum is one of its own.",
    frozenset({"visit", "training"}): "Rules on receiving guests speak of visits, not of courses.",
    frozenset({"visit", "hospitality"}): "What was given on a trip is registered beside it.",
    frozenset({"meeting", "communication"}): "A call and a meeting on one day are two contacts.",
    frozenset({"agreement", "representation"}): "A contract and what is done under it are two.",
    frozenset({"donation", "loan"}): "What was given is not to be paid back.",
}
"""Pairs that were weighed and left apart, with why; pairs that stand in neither table are apart, too."""

_MONEY: Final = frozenset({"donation", "loan"})
"""Nothing but the amount tells two of one day apart."""
_FREQUENT: Final = frozenset({"communication"})
"""Of which there may be many on one day between the same people."""
_SMALL: Final = frozenset({"meeting", "communication", "hospitality"})
"""Where those who took part are mostly all named: other people, another engagement."""
_GUESTS: Final = frozenset({"visit", "hospitality"})
"""Where it is another engagement if guest and host change places."""
_TRAVELLING: Final = frozenset({"visit", "foundation_programme"})
"""Which may lead through several cities."""


class Likeness(NamedTuple):
    """That two reports speak of one engagement, and what says so."""

    features: tuple[Feature, ...]
    """`query` is of the report with the smaller (source, id), `candidate` of the other."""
    agreements: tuple[Agreement, ...]
    """Who of the one is who of the other."""


def same_occurrence(a: Engagement, b: Engagement) -> Likeness | None:
    """Return what says that two reports, completed by reference data, speak of one engagement, or None.

    Symmetric. A report is never its own second report. Two events of one source are two engagements,
    for that source tells them apart.
    """
    found = _weighed(a, b)
    return found if isinstance(found, Likeness) else None


def told_apart(a: Engagement, b: Engagement) -> str | None:
    """Return, in a sentence, what speaks against one engagement; None where nothing does."""
    found = _weighed(a, b)
    return found if isinstance(found, str) else None


def _weighed(a: Engagement, b: Engagement) -> Likeness | str:
    if b.ref < a.ref:
        a, b = b, a
    if a.ref == b.ref:
        return "It is the same report."
    if a.ref.source == b.ref.source:
        return f"{a.ref.source} tells the two apart."
    channel = _channel(a.channel, b.channel)
    if channel is not None:
        return channel
    apart = slips.gap(a.occurred, b.occurred)
    if apart > TOLERANCE:
        return f"They lie {apart} days apart."
    if not _as_long(a.occurred, b.occurred):
        return "What lasts for more than a month begins and ends on other days."
    against = next(_contradictions(a, b), None)
    if against is not None:
        return against
    agreed = agreeing.across_a_border(a, b)
    if isinstance(agreed, str):
        return agreed
    turned = next((one for one in agreed if _turned(one)), None)
    if turned is not None and a.channel in _GUESTS:
        return f"In one {turned.ours.name} is the host, in the other the guest."
    return _supported(a, b, agreed)


def _turned(one: Agreement) -> bool:
    return {one.ours.role, one.theirs.role} == {"host", "guest"}


def _channel(ours: str, theirs: str) -> str | None:
    """Return why two channels are not one, if so."""
    pair = frozenset({ours, theirs})
    if ours == theirs or pair in COMPATIBLE:
        return None
    return APART.get(pair, f"A {ours} is no {theirs}.".replace("_", " "))


def _as_long(ours: Days, theirs: Days) -> bool:
    if max(ours.end - ours.start, theirs.end - theirs.start) <= LONG:
        return True
    ends = (ours.start - theirs.start, ours.end - theirs.end)
    return all(abs(one.days) <= TOLERANCE for one in ends)


def _contradictions(a: Engagement, b: Engagement) -> Iterator[str]:
    if a.countries and b.countries and set(a.countries).isdisjoint(b.countries):
        yield f"One was in {', '.join(a.countries)}, the other in {', '.join(b.countries)}."
    if a.city and b.city and _one_city(a, b) is False:
        yield f"One was in {a.city}, the other in {b.city}."
    if _one_value(a, b) is False:
        yield f"One was worth {a.value}, the other {b.value}."
    if a.channel in _MONEY and _one_value(a, b) is None:
        yield f"Without an amount in both, two of a kind ({a.channel}) cannot be told from one."
    agreed = [one.arrangement.agreed if one.arrangement else None for one in (a, b)]
    if agreed[0] and agreed[1] and abs((agreed[0] - agreed[1]).days) > TOLERANCE:
        yield f"One was agreed on {agreed[0]}, the other on {agreed[1]}."


def _one_city(a: Engagement, b: Engagement) -> bool | None:
    """Return whether they were in one city; None where that is not known, or both may be passed through."""
    if not a.city or not b.city or not names.comparable(a.city, b.city):
        return None
    if names.similarity(a.city, b.city) >= names.SAME:
        return True
    lasting = a.occurred.start != a.occurred.end or b.occurred.start != b.occurred.end
    return None if lasting and {a.channel, b.channel} <= _TRAVELLING else False


def _one_value(a: Engagement, b: Engagement) -> bool | None:
    if a.value is None or b.value is None or a.value.currency != b.value.currency:
        return None
    low, high = sorted((a.value.amount, b.value.amount))
    return high == low or float(low) >= ROUNDED * float(high)


def _supported(a: Engagement, b: Engagement, agreed: tuple[Agreement, ...]) -> Likeness | str:
    """Return the likeness, unless there are more weaknesses than one, or nothing that makes up for it."""
    article = _one_article(a, b)
    weak = list(_weaknesses(a, b, agreed))
    misspelt = [one for one in agreed[:2] if not one.certain]
    if len(weak) + len(misspelt) > 1 or (weak and article is None):
        said = [
            *weak,
            *(f"{one.ours.name} is not {one.theirs.name} to the letter" for one in misspelt),
        ]
        return f"Not enough agrees: {', and '.join(said)}."
    if misspelt and article is None and _one_city(a, b) is not True:
        return f"{misspelt[0].ours.name} and {misspelt[0].theirs.name} may be two."
    return Likeness(tuple(_features(a, b, agreed, article)), agreed)


def _weaknesses(a: Engagement, b: Engagement, agreed: tuple[Agreement, ...]) -> Iterator[str]:
    if slips.gap(a.occurred, b.occurred):
        yield "the days only touch"
    elif not _within(a.occurred, b.occurred) and not _within(b.occurred, a.occurred):
        yield "the days only cross"
    channels = {a.channel, b.channel}
    if not _FREQUENT.isdisjoint(channels):
        yield f"of a kind ({a.channel}) there may be several on one day"
    alone = agreeing.people_left(a, b, agreed)
    if alone is not None and not _SMALL.isdisjoint(channels):
        yield f"only one names {alone[0]}, and only the other {alone[1]}"


def _within(inner: Days, outer: Days) -> bool:
    return (outer.start - inner.start).days <= TOLERANCE >= (inner.end - outer.end).days


def _one_article(a: Engagement, b: Engagement) -> str | None:
    """Return the address or headline that both reports rest on, if there is any."""
    ours, theirs = (
        {key for source in one.sources for key in sources.text_keys(source)} for one in (a, b)
    )
    return min(ours & theirs, default=None)


def _features(
    a: Engagement, b: Engagement, agreed: tuple[Agreement, ...], article: str | None
) -> Iterator[Feature]:
    channel = 1.0 if a.channel == b.channel else 0.9
    yield Feature("channel", channel, a.channel, b.channel)
    apart = slips.gap(a.occurred, b.occurred)
    days = 1.0 if a.occurred == b.occurred else 0.9 if apart == 0 else 0.8
    yield Feature("dates", days, _text(a.occurred), _text(b.occurred))
    for one in agreed:
        yield Feature("participant", one.score, one.ours.name, one.theirs.name)
    place = 1.0 if a.countries and b.countries else None
    yield Feature("place", place, ",".join(a.countries), ",".join(b.countries))
    city = 1.0 if _one_city(a, b) else None
    yield Feature("city", city, a.city or "", b.city or "")
    value = 1.0 if _one_value(a, b) else None
    yield Feature("value", value, str(a.value or ""), str(b.value or ""))
    yield Feature("article", None if article is None else 1.0, article or "", article or "")


def _text(days: Days) -> str:
    return f"{days.start}..{days.end}"
