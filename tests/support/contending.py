"""Which records answer which engagements, by trying every way there is; nothing of `sharing` is used."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from interparty_shared.domain import adding, matching, obligations, slips
from interparty_shared.domain.assigning import Fit
from interparty_shared.domain.candidates import Elsewhere
from interparty_shared.domain.facts import Disclosure, Engagement
from interparty_shared.domain.obligations import Duty
from interparty_shared.domain.regimes import Regime

Fits = Sequence[Mapping[int, Fit]]
Way = tuple[int | None, ...]


def ways(fits: Fits) -> Iterator[Way]:
    """Give every way in which nothing is had by one alone and by another too."""
    for way in product(*([None, *one] for one in fits)):
        had = [(thing, fits[at][thing].shared) for at, thing in enumerate(way) if thing is not None]
        if all(shared or sum(thing == other for other, _ in had) == 1 for thing, shared in had):
            yield way


def worth(fits: Fits, way: Way) -> tuple[int, list[float]]:
    """Return the total score and, for ties, the numbers that are had in turn; the lower the better."""
    total = sum(fits[at][thing].score for at, thing in enumerate(way) if thing is not None)
    return total, [-thing if thing is not None else float("-inf") for thing in way]


def had_by_others(
    duty: Duty,
    engagement: Engagement,
    records: Sequence[Disclosure],
    others: Sequence[Engagement],
) -> dict[str, Elsewhere]:
    """Return which records that would answer a duty answer another engagement instead."""
    regime, occurred = duty.opened.regime, engagement.occurred
    ranked = obligations.against(duty, records)
    answering = [one.disclosure for one in ranked if one.score >= regime.match.accept]
    if not regime.register.public or regime.register.stands or regime.shape == "prohibition":
        return {}
    if not all(one.occurred and slips.gap(occurred, one.occurred) for one in answering):
        return {}
    far = regime.match.far_days
    dated = [
        (one.disclosure.occurred, one.disclosure.record_id, one.disclosure)
        for one in ranked
        if one.disclosure.occurred and not one.disclosure.withdrawn
        if slips.gap(occurred, one.disclosure.occurred) <= far
    ]
    dated.sort(key=lambda one: one[:2])
    of_holder = [
        (other.occurred, other.ref, theirs[0])
        for other in others
        if slips.gap(other.occurred, occurred) <= far
        if (theirs := _of(duty, other, regime))
    ]
    takers = sorted([(occurred, engagement.ref, duty), *of_holder], key=lambda one: one[:2])
    fits: list[dict[int, Fit]] = []
    for days, _, one in takers:
        fits.append({})
        for number, (when, _, record) in enumerate(dated):
            found = matching.compare(one.case.sought, record, regime.match)
            if found is not None and found.score >= regime.match.accept:
                fits[-1][number] = Fit(round(found.score * 10_000), slips.gap(days, when) == 0)
    best = max(ways(fits), key=lambda way: worth(fits, way))
    found_with: dict[str, Elsewhere] = {}
    for (days, ref, _), had in zip(takers, best, strict=True):
        if had is not None and ref != engagement.ref:
            found_with.setdefault(dated[had][1], Elsewhere(ref, days))
    ids = {one.record_id for one in answering}
    return {id_: one for id_, one in found_with.items() if id_ in ids}


def _of(duty: Duty, other: Engagement, regime: Regime) -> list[Duty]:
    """Return the duties of the same holder for another engagement."""
    holder = duty.opened.holder
    theirs = obligations.duties(other, regime)
    return [one for one in theirs if adding.same(one.opened.holder, holder)]
