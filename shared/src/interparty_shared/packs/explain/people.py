"""Who owes the duty, and with whom the contact must be."""

from collections.abc import Iterator
from typing import Final

from interparty_shared.domain.facts import OpenDays
from interparty_shared.domain.regimes import Binds, Control, Limb, Regime
from interparty_shared.packs.explain import english
from interparty_shared.packs.explain.english import begun, listed, places

_ORIGINS: Final = {
    "foreign": "The other side is not of {home}.",
    "third_country": "The other side is of a country outside the European Union on that day.",
    "cross_border": "The contact crosses a border: the other side is of another country, or they met"
    " abroad.",
    "any": "The other side may be of any country, this one included.",
}


def holders(rule: Regime) -> Iterator[str]:
    """Return who is bound, in sentences."""
    binds = rule.binds
    yield f"{begun(listed(_bound(binds), 'or'))}. The duty is laid on {english.HOLDERS[rule.duty_holder]}."
    if binds.roles:
        yield f"Only in the role of {english.spaced(binds.roles)}."
    if binds.institution is not None:
        yield f"Only of one institution: {binds.institution}."
    if binds.chambers:
        yield f"Only members of: {english.spaced(binds.chambers)}."
    if binds.not_chambers:
        yield f"Not members of: {english.spaced(binds.not_chambers)}."
    if binds.chambers or binds.not_chambers:
        yield _without_chamber(binds)
    if binds.presume:
        yield (
            "A politician whose office is not recorded may be bound: what is owed is then undetermined."
        )


def _bound(binds: Binds) -> Iterator[str]:
    where = f" of {places(binds.countries)}" if binds.countries else ""
    if binds.anyone:
        yield f"anyone{where}, a person or a body"
    if binds.offices:
        yield f"{english.offices(binds.offices, 'or')}{where}"
    if binds.kinds:
        yield f"{english.kinds(binds.kinds, 'or')}{where}"
    if binds.id_schemes:
        yield f"whoever has an identifier of {listed(sorted(binds.id_schemes), 'or')}"


def _without_chamber(binds: Binds) -> str:
    if binds.unrecorded_chamber == "unknown":
        return "Whether a member is bound of whom no chamber is recorded is open."
    taken = "to be" if binds.unrecorded_chamber == "bound" else "not to be"
    if binds.titles:
        named = f", unless the name bears a title ({listed(sorted(binds.titles), 'or')}): then it is open"
    elif not binds.chambers:
        named = ", unless the name bears a title of another house: then it is open"
    else:
        named = ""
    return f"A member of whom no chamber is recorded is taken {taken} bound{named}."


def counterparts(rule: Regime) -> Iterator[str]:
    """Return with whom the contact must be, in sentences: one for each limb of the definition."""
    home = places(rule.home) or "the holder's own country"
    yield _ORIGINS[rule.counterpart.origin].format(home=home)
    if not rule.counterpart.limbs:
        yield "It may be anyone."
    elif len(rule.counterpart.limbs) > 1:
        yield "It is one of these; any is enough."
    yield from map(_told, rule.counterpart.limbs)
    if rule.counterpart.but_not:
        yield "Left out is whoever is one of these."
    yield from map(_told, rule.counterpart.but_not)
    if rule.counterpart.pays:
        yield "It counts only where it paid; where nobody is recorded as paying, that is open."


def _told(limb: Limb) -> str:
    return f"{limb.id}: {limb.text}. {' '.join(_asked(limb))}".strip()


def _asked(limb: Limb) -> Iterator[str]:
    """Return what is asked of the facts to say that a limb catches somebody."""
    if limb.specified:
        named = listed(f"{one.name}{_during(one.days)}" for one in limb.specified)
        whole = "" if limb.specified_complete else ", and others whose list was not seen whole"
        yield f"Named{_under(limb)}: {named}{whole}."
    elif limb.kinds is not None:
        yield f"Looked for: {english.kinds(limb.kinds, 'or')}."
    if limb.offices:
        yield f"Only {english.offices(limb.offices, 'or')}."
    if limb.countries is not None:
        yield f"Of {places(limb.countries)}."
    if limb.state_linked:
        yield "An organ of a party that is linked to its state on that day counts as an authority."
    if limb.governing:
        yield "A party counts only if it governed, alone or with others, on a day of the contact."
    if limb.control is not None:
        yield _controlled(limb.control)


def _under(limb: Limb) -> str:
    return f" under {limb.specified_under}" if limb.specified_under else ""


def _during(days: OpenDays) -> str:
    spans = [f"{word} {day}" for word, day in zip(("from", "to"), days, strict=True) if day]
    return f" ({' '.join(spans)})" if spans else ""


def _controlled(control: Control) -> str:
    tests = []
    for basis, percent, inclusive in control.basis:
        if percent == 0 and inclusive:
            tests.append(f"any part {english.BASES[basis]}")
        else:
            tests.append(f"{'' if inclusive else 'more than '}{percent} % {english.BASES[basis]}")
    held = listed(tests, "or")
    of = f" of {places(control.by_countries)}" if control.by_countries else ""
    return f"In the hand of {english.kinds(control.by_kinds, 'or')}{of}: {held}."
