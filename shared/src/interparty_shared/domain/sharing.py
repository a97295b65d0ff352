"""Which records answer one engagement and not another: an assignment, not a first hit for each.

A record answers every engagement whose days its own days meet: one filing of a trip covers all that
happened on it. A record whose days only come near an engagement may be about it, with days that are not
told exactly, or about another one. It answers where no other engagement of the holder under the rule has
it: of all ways to give records to engagements, that of the greatest score (`assigning`). A record that
several have by their days is not taken by one alone, while they have no others.

Where every record that would answer belongs to another engagement, nothing is missing: one event may
have been reported twice, or one filing may be meant for both. That is a doubt, `ambiguous`.

Asked of an engagement that no record of its own days answers, and of no other: their verdicts hang on
nothing beside. What is reckoned with is bounded: engagements not further away than the pack's `far_days`,
held by the same person by identifier or by name to the letter, on whose days this version of the rule was
in force, and records by that person within the same days. A register whose records stand is not asked: they
answer for all that falls into their time. A record without days is about any engagement that it fits.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from interparty_shared.domain import adding, assigning, gates, matching, slips
from interparty_shared.domain.assigning import Fit
from interparty_shared.domain.candidates import Candidate, Elsewhere
from interparty_shared.domain.facts import Actor, Days, Disclosure, Engagement, Ref
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.registers import MatchLimits
from interparty_shared.domain.sought import Sought

MOST: Final = 32
"""How many engagements that contend for records, one through the other, are weighed against each other."""
_EXACT: Final = 10_000
"""Scores have four places."""


class Contender(NamedTuple):
    """Another engagement of the holder, and what a record of it would show."""

    ref: Ref
    sought: Sought


def asks(regime: Regime) -> bool:
    """Return whether records under a rule are of single engagements, so that these may contend for them."""
    return regime.register.public and not regime.register.stands and regime.shape != "prohibition"


def window(occurred: Days, regime: Regime) -> Days:
    """Return the days of the engagements that may contend with one of these days."""
    far = timedelta(days=regime.match.far_days)
    first, last = occurred
    start = first - far if first - first.min > far else first.min
    return Days(start, last + far if last.max - last > far else last.max)


def contenders(
    engagement: Engagement, holder: Actor, regime: Regime, beside: Iterable[Engagement]
) -> list[Contender]:
    """Return those of other engagements that contend with one for what its holder filed.

    Whether the duty arose there, or was exempted, is no matter: many file what they need not.
    """
    if not asks(regime):
        return []
    days, found = window(engagement.occurred, regime), []
    for other in beside:
        if other.ref == engagement.ref or slips.gap(other.occurred, days) > 0:
            continue
        of_holder = (
            case.sought for case in gates.cases(other, regime) if adding.same(case.holder, holder)
        )
        sought = next(of_holder, None)
        if sought is not None:
            found.append(Contender(other.ref, sought))
    return found


def contested(sought: Sought, ranked: Iterable[Candidate], limits: MatchLimits) -> bool:
    """Return whether records answer an engagement, but none of its own days: others may have them."""
    answering = [one for one in ranked if one.score >= limits.accept]
    return bool(answering) and all(near(sought, one) for one in answering)


def near(sought: Sought, found: Candidate | None) -> bool:
    """Return whether a record comes near the days of an engagement, but does not meet them."""
    return found is not None and not sought.standing and _apart(sought, found.disclosure)


def taken(
    ref: Ref,
    sought: Sought,
    ranked: Sequence[Candidate],
    others: Iterable[Contender],
    limits: MatchLimits,
) -> dict[str, Elsewhere]:
    """Return the records that would answer an engagement and answer another, by their ids.

    `ranked` are the records by the holder, each once, as `matching.rank` returns them.
    """
    beside = sorted(
        (one for one in others if one.ref != ref),
        key=lambda one: (
            slips.gap(one.sought.occurred, sought.occurred),
            one.sought.occurred,
            one.ref,
        ),
    )
    if not beside or not contested(sought, ranked, limits):
        return {}
    records = [one.disclosure for one in ranked if _weighed(sought, one.disclosure, limits)]
    records.sort(key=lambda one: (one.occurred, one.record_id))
    takers = _contending([Contender(ref, sought), *beside], records, limits)
    takers.sort(key=lambda one: (one[0].sought.occurred, one[0].ref))
    had = assigning.assigned([fits for _, fits in takers])
    by: dict[str, Elsewhere] = {}
    for (one, _), thing in zip(takers, had, strict=True):
        if thing is not None and one.ref != ref:
            by.setdefault(records[thing].record_id, Elsewhere(one.ref, one.sought.occurred))
    answering = (one.disclosure.record_id for one in ranked if one.score >= limits.accept)
    return {id_: by[id_] for id_ in answering if id_ in by}


def _contending(
    all_: Sequence[Contender], records: Sequence[Disclosure], limits: MatchLimits
) -> list[tuple[Contender, dict[int, Fit]]]:
    """Return the first one and those that contend with it, one through the other, with what fits each."""
    found = [(all_[0], _fits(all_[0], range(len(records)), records, limits))]
    rest, asked, reached = list(all_[1:]), set[int](), set(found[0][1])
    while reached - asked and len(found) < MOST:
        looked = sorted(reached - asked)
        asked |= reached
        left = []
        for one in rest:
            if len(found) < MOST and _fits(one, looked, records, limits):
                found.append((one, _fits(one, range(len(records)), records, limits)))
                reached |= found[-1][1].keys()
            else:
                left.append(one)
        rest = left
    return found


def _fits(
    one: Contender, numbers: Iterable[int], records: Sequence[Disclosure], limits: MatchLimits
) -> dict[int, Fit]:
    """Return which of the records, by their numbers, would answer an engagement."""
    found = {}
    for number in numbers:
        record = records[number]
        if (
            slips.gap(one.sought.occurred, record.occurred or one.sought.occurred)
            <= limits.far_days
        ):
            candidate = matching.compare(one.sought, record, limits)
            if candidate is not None and candidate.score >= limits.accept:
                shared = not _apart(one.sought, record)
                found[number] = Fit(round(candidate.score * _EXACT), shared)
    return found


def _apart(sought: Sought, record: Disclosure) -> bool:
    return record.occurred is not None and slips.gap(sought.occurred, record.occurred) > 0


def _weighed(sought: Sought, record: Disclosure, limits: MatchLimits) -> bool:
    if record.occurred is None or record.withdrawn:
        return False
    return slips.gap(sought.occurred, record.occurred) <= limits.far_days
