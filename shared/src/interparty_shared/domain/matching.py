"""Does this record answer that duty? A score with the features that made it.

A missed match is a false accusation, a false match hides a contact: between the two lies
`ambiguous`. The filer must be the one who owes the duty; then the dates, the counterpart, the place
and the amount speak, and what is unknown on either side speaks neither way. A filer or a date that
is only nearly right is a doubt: such a record never reaches acceptance, nor does it count for
nothing. Weights are stated below, once; the record of each comparison is kept as evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from interparty_shared.domain import names, slips, standing
from interparty_shared.domain.candidates import Candidate, Feature
from interparty_shared.domain.facts import Actor, Days, Disclosure
from interparty_shared.domain.money import Money
from interparty_shared.domain.registers import MatchLimits
from interparty_shared.domain.sought import NEAR, SLIP, Sought
from interparty_shared.domain.words import BODY_KINDS

__all__ = ["NEAR", "SLIP", "Candidate", "Feature", "Sought", "compare", "rank", "same_actor"]

COUNTERPART_WEIGHT: Final = 0.55
PLACE_WEIGHT: Final = 0.30
AMOUNT_WEIGHT: Final = 0.15
UNKNOWN: Final = 0.8
"""What a feature counts when one side is silent: neither proof nor doubt."""
FILER_FLOOR: Final = 0.85
"""From this likeness of the names on, a filer is the holder, if perhaps misspelt."""
DOUBTED: Final = 0.65
"""What a filer counts who may be the holder: the family name agrees, or identifiers contradict."""
_SAME_NAME: Final = 0.95
_GIVEN: Final = frozenset({"donation", "loan"})
_ATTENDED: Final = frozenset({"visit", "meeting", "forum", "training", "foundation_programme"})
_UNLIKE: Final = 0.5
"""Below this likeness two counterparts share no more than what all foundations or parties share."""


def rank(sought: Sought, records: Iterable[Disclosure], limits: MatchLimits) -> list[Candidate]:
    """Return the records by the same filer, best first; one per record id, its latest version.

    Equal scores are ordered by filing date and record id, so that the order of arrival is nothing.
    """
    found = []
    for record in _latest(records):
        candidate = compare(sought, record, limits)
        if candidate is not None:
            found.append(candidate)
    return sorted(
        found,
        key=lambda one: (-one.score, one.disclosure.filed or date.max, one.disclosure.record_id),
    )


def _latest(records: Iterable[Disclosure]) -> Iterable[Disclosure]:
    """Return each record once: as it was last posted, with the earliest filing date that was posted.

    Two collectors of one register may differ in when they say it was filed; nothing is called late
    on the word of the later one.
    """
    latest: dict[str, Disclosure] = {}
    filed: dict[str, date] = {}
    for record in records:
        id_ = record.record_id
        known = latest.get(id_)
        if known is None or (known.stamp, known.ref) < (record.stamp, record.ref):
            latest[id_] = record
        if record.filed is not None:
            filed[id_] = min(record.filed, filed.get(id_, record.filed))
    return [
        record if record.filed == filed.get(id_) else replace(record, filed=filed[id_])
        for id_, record in latest.items()
    ]


def compare(sought: Sought, record: Disclosure, limits: MatchLimits) -> Candidate | None:
    """Return how well a record answers, or None where somebody else filed it."""
    filer, certain = same_actor(sought.holder, record.filer)
    if filer.score is None or filer.score < DOUBTED:
        return None
    features: tuple[Feature, ...] = (
        filer,
        _dates(sought, record, limits),
        _counterparts(sought.counterparts, record),
        _place(sought.countries, record.countries),
        _amount(sought.value, record.value),
    )
    channel = _channel(sought, record, limits)
    if record.withdrawn:
        return Candidate(record, 0.0, features + channel)
    _, dates, counterpart, place, amount = (
        UNKNOWN if feature.score is None else feature.score for feature in features
    )
    features += channel
    counterpart = counterpart if counterpart >= _UNLIKE else 0.0
    if sought.standing:
        counterpart, place = (1.0, 1.0) if sought.alone else (counterpart, place)
        score = round(filer.score * dates * standing.likeness(counterpart, place), 4)
        if filer.score < FILER_FLOOR or dates == SLIP or counterpart < FILER_FLOOR:
            score = min(score, limits.accept - 0.01)
        return Candidate(record, score, features, certain and dates >= NEAR)
    rest = COUNTERPART_WEIGHT * counterpart + PLACE_WEIGHT * place + AMOUNT_WEIGHT * amount
    # Nobody is in two places: by the same person on the same days, a record that names another
    # counterpart is a doubt to be looked at, not proof of a second visit.
    if features[1].score == 1.0:
        rest = 0.4 + 0.6 * rest
    score = round(filer.score * dates * rest, 4)
    # Several small doubts do not add up to certainty that it is another visit: a payer under another
    # name, a pet name, a day more or less.
    if _too_near(features[1].score, features[3].score):
        score = max(score, limits.doubt)
    # Under which heading it is put is at times mistaken: that is a doubt, too, and refutes nothing.
    if filer.score < FILER_FLOOR or features[1].score == SLIP or (channel and not channel[0].score):
        score = min(score, limits.accept - 0.01)
    known = features[1].score is not None and features[1].score >= NEAR
    return Candidate(record, score, features, certain and known)


def _too_near(dates: float | None, place: float | None) -> bool:
    """Return whether days and place alone forbid to say that it is another visit of the same person.

    Where the record gives no days, the place must agree; where it does, the place must not speak
    against.
    """
    return place == 1.0 if dates is None else dates >= NEAR and place != 0.0


def same_actor(left: Actor, right: Actor) -> tuple[Feature, bool]:
    """Return whether two people are one, by shared identifiers first, else by their names.

    Also returns whether that is certain: the same identifier, or the same name to the letter. Where
    identifiers and names contradict each other, or only the family name agrees, it is a doubt.
    """
    theirs = dict(right.ids)
    score, ours, other, near = _names_alike(left, right)
    if left.kind in BODY_KINDS:
        # Bodies have no family name: what they share beside their kind must be all that one has.
        mine, theirs_told = names.telling(ours), names.telling(other)
        near = score >= FILER_FLOOR or (near and (mine <= theirs_told or theirs_told <= mine))
    shared = [(scheme, value) for scheme, value in left.ids if scheme in theirs]
    if shared:
        agreeing = [(scheme, value) for scheme, value in shared if theirs[scheme] == value]
        scheme, value = (agreeing or shared)[0]
        said = (f"{scheme}:{value}", f"{scheme}:{theirs[scheme]}")
        if not agreeing:
            doubt = DOUBTED if score >= _SAME_NAME else 0.0
            return Feature("filer", doubt, *said), False
        likely = near or any(
            names.similarity(one, another) > 0 or not names.comparable(one, another)
            for one in left.names
            for another in right.names
        )
        if likely and len(agreeing) == len(shared):
            return Feature("filer", 1.0, *said), True
        return Feature("filer", DOUBTED, *said), False
    said = (ours, other)
    if not near:
        return Feature("filer", 0.0, *said), False
    abroad = bool(left.country and right.country and left.country != right.country)
    if abroad or score < FILER_FLOOR:
        return Feature("filer", DOUBTED, *said), False
    return Feature("filer", score, *said), names.written_out(*said)


def _names_alike(left: Actor, right: Actor) -> tuple[float, str, str, bool]:
    """Return the best score of two people's names, the names that have it, and if it may be one."""
    if left.name == right.name:
        return 1.0, left.name, right.name, True
    pairs = [
        (one, another)
        for one in left.names
        for another in right.names
        if not names.sounds(one).isdisjoint(names.sounds(another))
    ]
    score, ours, other = max(
        ((names.similarity(*pair), *pair) for pair in pairs), default=(0.0, left.name, right.name)
    )
    near = score >= FILER_FLOOR or any(names.same_family(*pair) for pair in pairs)
    return score, ours, other, near


def _dates(sought: Sought, record: Disclosure, limits: MatchLimits) -> Feature:
    occurred = sought.occurred
    query = _text(occurred)
    if sought.standing:
        said = f"{_text(record.occurred) if record.occurred else '-'}, filed {record.filed or '-'}"
        return Feature("dates", standing.stood(sought, record, limits), query, said)
    if record.occurred is None:
        said = f"filed {record.filed}" if record.filed else ""
        return Feature("dates", _filed_near(sought, record.filed, limits), query, said)
    apart = slips.gap(occurred, record.occurred)
    if apart <= limits.near_days:
        score = 1.0 if apart == 0 else NEAR
    else:
        reach = limits.far_days - limits.near_days
        is_far = apart > limits.far_days
        score = 0.0 if is_far else 0.8 * (1 - (apart - limits.near_days) / (reach + 1))
        starts = occurred.start, record.occurred.start
        if score < SLIP and (
            slips.mistaken(*starts) or (not is_far and slips.month_apart(*starts))
        ):
            score = SLIP
    return Feature("dates", score, query, _text(record.occurred))


@lru_cache(maxsize=8_192)
def _text(days: Days) -> str:
    return f"{days.start}..{days.end}"


def _filed_near(sought: Sought, filed: date | None, limits: MatchLimits) -> float | None:
    """Return what a filing date alone says of the days: nothing for, at most something against.

    It cannot answer what came long after it; and what was filed long after it was due may be about
    a later visit to the same place.
    """
    if filed is None:
        return None
    if (sought.occurred.start - filed).days > limits.far_days:
        return 0.0
    last = sought.due or sought.occurred.end
    return SLIP if (filed - last).days > limits.far_days else None


def _counterparts(sought: Sequence[Actor], record: Disclosure) -> Feature:
    ours = _names_of(sought)
    theirs = tuple(part for actor in record.counterparts for part in names.parts(actor.name))
    if not ours or not (theirs or record.purpose):
        return Feature("counterpart", None, "; ".join(ours[:3]), "; ".join(theirs[:3]))
    for other in record.counterparts:
        for mine in sought if other.ids else ():
            if set(mine.ids) & set(other.ids):
                return Feature("counterpart", 1.0, mine.name, other.name)
    score, query, found = names.best(ours, theirs)
    if record.purpose and score < 1.0:
        named = next((name for name in ours if names.named_in(name, record.purpose)), None)
        if named is not None:
            return Feature("counterpart", 1.0, named, "purpose")
    if score == 0 and not any(names.comparable(a, b) for a in ours for b in theirs):
        return Feature("counterpart", None, "; ".join(ours[:3]), "; ".join(theirs[:3]))
    return Feature("counterpart", score, query, found)


def _names_of(sought: Sequence[Actor]) -> tuple[str, ...]:
    if len(sought) == 1 and not sought[0].aliases:
        return (sought[0].name,)
    return tuple(dict.fromkeys(name for actor in sought for name in actor.names))


def _place(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Feature:
    if not ours or not theirs:
        return Feature("place", None, ",".join(ours), ",".join(theirs))
    return Feature("place", float(bool(set(ours) & set(theirs))), ",".join(ours), ",".join(theirs))


def _channel(sought: Sought, record: Disclosure, limits: MatchLimits) -> tuple[Feature, ...]:
    """Return whether both are about money given, or both about what was attended; nothing where unsaid."""
    ours, theirs = sought.channel, record.channel
    if not limits.by_channel or ours is None or theirs is None:
        return ()
    if not {ours, theirs} <= _GIVEN | _ATTENDED:
        return ()
    return (Feature("channel", float((ours in _GIVEN) is (theirs in _GIVEN)), ours, theirs),)


def _amount(ours: Money | None, theirs: Money | None) -> Feature:
    query, found = str(ours or ""), str(theirs or "")
    if ours is None or theirs is None or ours.currency != theirs.currency:
        return Feature("amount", None, query, found)
    high, low = max(ours.amount, theirs.amount), min(ours.amount, theirs.amount)
    return Feature("amount", 1.0 if high == 0 else round(float(low / high), 2), query, found)
