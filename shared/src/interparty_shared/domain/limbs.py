"""Which limb of a definition catches an actor, on the days of the contact.

An actor can be several things at once: the international department of a party that is the state is
party *and* state. Each limb asks for itself; whichever catches is named in the reason. What a limb asks
of changes with time (who governs, whom an instrument names, who owns what) and is looked up for the
days of the contact.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from interparty_shared.domain import logic, names
from interparty_shared.domain.facts import Actor, Days, Held, OpenDays
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.regimes import Control, Limb, Specified
from interparty_shared.domain.words import BODY_KINDS

PARTY_KINDS: Final = frozenset({"party", "party_organ", "youth_wing"})
_MAY_BE_STATE: Final = frozenset({"party_organ", "front_organisation"})
_STATE_OFFICES: Final = frozenset({"head_of_state", "head_of_government", "minister", "diplomat"})
_PARTY_OFFICES: Final = frozenset({"party_leader", "party_official"})
_MAY_BE_HELD: Final = frozenset(
    {"company", "media", "academic", "other", "front_organisation", "party_foundation"}
)


class _Answer(NamedTuple):
    truth: Truth
    field: str
    """The fact about the actor that would settle it."""
    text: str


def catches(limb: Limb, actor: Actor, on: Days, regime: str) -> Truth:
    """Return whether a limb catches an actor in a contact on those days."""
    return logic.all_of(one.truth for one in _answers(limb, actor, on, regime))


def finding(
    found: Sequence[Limb], actor: Actor, on: Days, regime: str, said: Mapping[str, Any]
) -> Finding:
    """Return which limb catches the actor, or which fact would say whether one does."""
    best: tuple[Limb, Truth] | None = None
    for limb in found:
        truth = catches(limb, actor, on, regime)
        if truth is True:
            best = limb, True
            break
        if truth is None and best is None:
            best = limb, None
    limb, truth = best or (found[0], False)
    inputs = {**said, "limb": limb.id}
    answers = _answers(limb, actor, on, regime)
    if truth is None:
        open_to = next(one for one in answers if one.truth is None)
        fact = fact_of(actor.name, open_to.field)
        return Finding("counterpart", None, open_to.text, inputs, fact=fact)
    told = " ".join(one.text for one in answers if one.text)
    text = f"{actor.name} is {limb.text} (limb {limb.id}). {told}".strip()
    return Finding("counterpart", truth, text, inputs)


def _answers(limb: Limb, actor: Actor, on: Days, regime: str) -> list[_Answer]:
    return list(_asked(limb, actor, on, regime))


def _asked(limb: Limb, actor: Actor, on: Days, regime: str) -> Iterator[_Answer]:
    if limb.countries is not None:
        text = "" if actor.country else f"The country of {actor.name} is not recorded."
        yield _Answer(logic.within(actor.country, limb.countries), "country", text)
    if limb.specified:
        yield _named(limb, actor, on, limb.specified_under or regime)
    elif limb.kinds is not None:
        yield _of_kind(limb, limb.kinds, actor, on)
    if limb.offices:
        yield _in_office(limb, actor)
    if limb.governing:
        yield _governing(actor, on)
    if limb.control is not None:
        yield _controlled(limb.control, actor, on)


def _of_kind(limb: Limb, kinds: frozenset[str], actor: Actor, on: Days) -> _Answer:
    if actor.kind is None:
        return _Answer(None, "kind", f"The counterpart {actor.name} is of kind not recorded.")
    if actor.kind in kinds:
        return _Answer(True, "kind", "")
    if limb.state_linked and actor.kind in _MAY_BE_STATE:
        # A party-state's organ is party *and* state: which, on that day, is for reference data to say.
        if actor.state_linked is None:
            text = f"Whether {actor.name} was an organ of its state is not recorded."
            return _Answer(None, "state_linked", text)
        linked = any(_meets(days, on) for days in actor.state_linked)
        text = f"{actor.name} was {'' if linked else 'not '}an organ of its state on that day."
        return _Answer(linked, "state_linked", text)
    speaks = (limb.state_linked and actor.office in _STATE_OFFICES) or (
        actor.office in _PARTY_OFFICES and not PARTY_KINDS.isdisjoint(kinds)
    )
    if actor.kind == "politician" and speaks:
        # Somebody in an office of state may have come for the party: for whom is to be recorded.
        truth = None if actor.of is None else logic.within(actor.of.kind, kinds)
        text = f"For whom {actor.name} spoke is not recorded." if truth is None else ""
        return _Answer(truth, "of", text)
    return _Answer(False, "kind", f"The counterpart {actor.name} is of kind {actor.kind}.")


def _in_office(limb: Limb, actor: Actor) -> _Answer:
    if actor.office is not None or actor.kind in BODY_KINDS:
        return _Answer(actor.office in limb.offices, "office", "")
    return _Answer(None, "office", f"The office of {actor.name} is not recorded.")


def _governing(actor: Actor, on: Days) -> _Answer:
    if actor.kind not in PARTY_KINDS:
        return _Answer(True, "governing", "")
    if actor.governing is None:
        text = f"Whether {actor.name} governed on those days is not recorded."
        return _Answer(None, "governing", text)
    governed = any(_meets(days, on) for days in actor.governing)
    known = actor.governing_known
    if not governed and known is not None and not any(_holds(days, on) for days in known):
        text = f"Whether {actor.name} governed on those days is not recorded: only for other days it is."
        return _Answer(None, "governing", text)
    text = (
        f"{actor.name} {'governed' if governed else 'did not govern'} on the days of the contact."
    )
    return _Answer(governed, "governing", text)


def _named(limb: Limb, actor: Actor, on: Days, regime: str) -> _Answer:
    if any(one.regime == regime and _meets(one.days, on) for one in actor.specified or ()):
        return _Answer(True, "specified", f"Reference data says that {actor.name} is specified.")
    for one in limb.specified:
        if _is(one, actor) and _meets(one.days, on):
            return _Answer(True, "specified", f"{one.name} is specified by name.")
    if actor.specified is not None or limb.specified_complete:
        return _Answer(False, "specified", f"{actor.name} is not specified.")
    fits = limb.kinds is None or actor.kind is None or actor.kind in limb.kinds
    if not fits:
        return _Answer(False, "specified", f"{actor.name} is not specified.")
    text = f"The list of those specified was not seen whole: whether {actor.name} is on it is not known."
    return _Answer(None, "specified", text)


def _is(one: Specified, actor: Actor) -> bool:
    if one.country is not None and actor.country not in {None, one.country}:
        return False
    return any(
        names.similarity(name, listed) >= names.SAME
        for name in actor.names
        for listed in (one.name, *one.aliases)
    )


def _controlled(control: Control, actor: Actor, on: Days) -> _Answer:
    if actor.held_by is None:
        if actor.kind not in _MAY_BE_HELD:
            return _Answer(False, "held_by", f"{actor.name} is of kind {actor.kind}.")
        return _Answer(None, "held_by", f"In whose hand {actor.name} is is not recorded.")
    truth = logic.any_of(_enough(one, control, on) for one in actor.held_by)
    text = (
        f"By whom and how far {actor.name} is held is not fully recorded." if truth is None else ""
    )
    return _Answer(truth, "held_by", text)


def _enough(one: Held, control: Control, on: Days) -> Truth:
    if one.by_kind not in control.by_kinds or not _meets(one.days, on):
        return False
    theirs = control.by_countries is None or logic.within(one.by_country, control.by_countries)
    far = logic.any_of(
        _reaches(one.percent, least, inclusive)
        for basis, least, inclusive in control.basis
        if basis == one.basis
    )
    return logic.all_of((theirs, far))


def _reaches(percent: Decimal | None, least: Decimal, inclusive: bool) -> Truth:
    if least == 0 and inclusive:
        return True
    if percent is None:
        return None
    return percent > least or (inclusive and percent == least)


def _holds(days: OpenDays, on: Days) -> bool:
    first, last = days
    return (first is None or first <= on.start) and (last is None or on.end <= last)


def _meets(days: OpenDays, on: Days) -> bool:
    first, last = days
    return (first is None or first <= on.end) and (last is None or on.start <= last)
