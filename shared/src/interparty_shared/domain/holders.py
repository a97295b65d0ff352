"""Is this participant bound? By office, house and institution, on the day of the engagement.

Somebody whom the regime does not bind must never be said to owe it something. So what speaks against
a seat in the house that the regime is about (a former office, a peer's title, another chamber) is
heard even where a register's id says that the person sits, or once sat, there.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from interparty_shared.domain import names, spelling
from interparty_shared.domain.facts import Actor, Engagement
from interparty_shared.domain.findings import Finding, fact_of
from interparty_shared.domain.logic import Truth
from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.words import BODY_KINDS

GATES: Final = frozenset({"holder", "house", "role", "name"})

_HELD_WITH_A_SEAT: Final = frozenset(
    {"head_of_government", "minister", "party_leader", "party_official"}
)
"""Offices that a member of a legislature holds beside the seat that the id speaks of."""
_LOWER_HOUSES: Final = frozenset({"commons", "house", "lower"})
"""Words in the names of the house that a regime is about, where it leaves the other one out."""
# A peer or senator is often reported without the chamber, and seldom without the title; a member of
# a devolved or provincial legislature is called a member of parliament, with other letters behind.
_TITLES_BEFORE: Final = frozenset(
    "lord lady baroness baron viscount viscountess earl countess marquess duke bishop archbishop"
    " senator sen".split()
)
_TITLES_AFTER: Final = frozenset("msp mla td mep mpp mna".split())
_STAYS_AT_HOME: Final = frozenset({"host", "organiser", "funder", "agent", "principal"})
"""Roles in which somebody need not have travelled."""
_REGISTERS_SCRIPT: Final = "LATIN"
"""In which the registers of all packs are written."""


class Present(NamedTuple):
    """Of what countries, in what roles and with ids of what schemes people and bodies took part."""

    countries: frozenset[str | None]
    roles: frozenset[str | None]
    schemes: frozenset[str]


def present(engagement: Engagement) -> Present:
    """Return who took part, as far as `could_bind` asks."""
    actors = engagement.participants
    return Present(
        frozenset(actor.country for actor in actors),
        frozenset(actor.role for actor in actors),
        frozenset(scheme for actor in actors for scheme, _ in actor.ids),
    )


def could_bind(regime: Regime, who: Present, channel: str) -> bool:
    """Return whether a regime could bind any of them: a quick no for most of the regimes there are.

    It never says no where `bound` would not, of each of them.
    """
    binds = regime.binds
    if binds.roles and binds.roles.isdisjoint(who.roles):
        return channel == "representation" and None in who.roles
    abroad = binds.countries is not None and binds.countries.isdisjoint(who.countries)
    return not abroad or not binds.id_schemes.isdisjoint(who.schemes)


def bound(actor: Actor, regime: Regime, channel: str = "") -> Truth:
    """Return whether the regime binds the participant of an engagement of that channel."""
    result: Truth = True
    for answer, _, _ in _QUESTIONS:
        truth = answer(actor, regime, channel)
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def may_be_bound(actor: Actor, regime: Regime, channel: str = "") -> Truth:
    """Return whether the regime binds a participant, where all that is not recorded is unknown.

    `bound` takes a silence for a no in places: of nobody knows what, no verdict is wanted. But what is
    known of somebody from one engagement need not have been said again of another. What no chamber
    means, the packs say.
    """
    result: Truth = True
    for answer, gate, field in _QUESTIONS:
        truth = answer(actor, regime, channel)
        if truth is False and (gate == "house" or getattr(actor, field) is not None):
            return False
        if truth is not True:
            result = None
    return result


def findings(actor: Actor, regime: Regime, channel: str = "", truth: Truth = None) -> list[Finding]:
    """Return what `bound` rests on: the first no, or all that is open, or that nothing is.

    `truth` is what it said, where the caller knows already.
    """
    said: dict[str, Any] = {"name": actor.name, "office": actor.office, "country": actor.country}
    if actor.chamber is not None:
        said["chamber"] = actor.chamber
    if actor.of is not None and regime.binds.institution is not None:
        said["of"] = actor.of.name
    unsettled = []
    for answer, gate, field in _QUESTIONS if truth is not True else ():
        answered = answer(actor, regime, channel)
        if answered is False:
            return [Finding("holder", False, _refused(answer, actor, regime), said)]
        if answered is None:
            text = _open(field, actor, regime)
            unsettled.append(Finding(gate, None, text, said, fact=fact_of(actor.name, field)))
    return unsettled or [Finding("holder", True, f"{actor.name} is bound by {regime.id}.", said)]


def _person(actor: Actor, regime: Regime, _: str) -> Truth:
    binds = regime.binds
    if binds.anyone or actor.kind in binds.kinds:
        return True
    if binds.offices or binds.id_schemes:
        return actor.kind not in BODY_KINDS
    return None if actor.kind is None else False


def _as_a_body(actor: Actor, regime: Regime) -> bool:
    """Return whether it is bound for what it is, so that offices and houses say nothing."""
    return regime.binds.anyone or actor.kind in regime.binds.kinds


def _role(actor: Actor, regime: Regime, channel: str) -> Truth:
    roles = regime.binds.roles
    if not roles or actor.role in roles:
        return True
    # Somebody acts for somebody there: who for whom is to be recorded.
    return None if actor.role is None and channel == "representation" else False


def _country(actor: Actor, regime: Regime, _: str) -> Truth:
    bound_countries = regime.binds.countries
    if bound_countries is None or actor.country in bound_countries:
        return True
    if not _by_register(actor, regime):
        return False
    return True if actor.country is None else None


def _office(actor: Actor, regime: Regime, _: str) -> Truth:
    office, binds = actor.office, regime.binds
    if office in binds.offices or _as_a_body(actor, regime):
        return True
    if _by_register(actor, regime):
        if office is None or office in _HELD_WITH_A_SEAT:
            return True
        return False if office == "former_office_holder" else None
    if office is None and binds.presume and actor.kind == "politician":
        return None
    return False


def _by_register(actor: Actor, regime: Regime) -> bool:
    schemes = regime.binds.id_schemes
    return bool(schemes) and any(scheme in schemes for scheme, _ in actor.ids)


def _house(actor: Actor, regime: Regime, _: str) -> Truth:
    binds, chamber = regime.binds, actor.chamber
    if not (binds.not_chambers or binds.chambers) or _as_a_body(actor, regime):
        return True
    if chamber is None:
        if _titled(actor.name) if not binds.chambers else _title_of(actor.name, binds.titles):
            return None
        return _UNRECORDED[binds.unrecorded_chamber]
    if binds.chambers:
        return chamber in binds.chambers
    if chamber in binds.not_chambers:
        return False
    words = frozenset(chamber.split("_"))
    return binds.not_chambers.isdisjoint(words) and not _LOWER_HOUSES.isdisjoint(words)


_UNRECORDED: Final[dict[str, Truth]] = {"bound": True, "unknown": None, "not_bound": False}


def _title_of(name: str, titles: frozenset[str]) -> bool:
    """Return whether a name bears a title, before or behind it, of those who sit in a house."""
    return bool(titles) and not titles.isdisjoint(spelling.words(name))


@lru_cache(maxsize=16_384)
def _titled(name: str) -> bool:
    if name.endswith(" MS"):  # of the Senedd; "Ms" stands before a name
        return True
    said = spelling.words(name)
    if said and said[-1] in _TITLES_AFTER:
        return True
    for part in name.split(","):
        for word in spelling.words(part):
            if word in _TITLES_BEFORE:
                return True
            if word not in names.TITLES and word not in {"the", "right"}:
                break
    return False


def _institution(actor: Actor, regime: Regime, _: str) -> Truth:
    institution = regime.binds.institution
    if institution is None or _as_a_body(actor, regime):
        return True
    if actor.of is None:
        return None
    if names.similarity(actor.of.name, institution) >= names.SAME:
        return True
    # "European Parliament, DG EXPO" is the institution; a body that only names it is not.
    return None if names.named_in(institution, actor.of.name) else False


def _travelled(actor: Actor, regime: Regime, _: str) -> Truth:
    trip = "visit" in regime.channels and regime.duty_holder == "recipient"
    if trip and actor.role in _STAYS_AT_HOME:
        return None
    return True


def _searchable(actor: Actor, regime: Regime, _: str) -> Truth:
    # An id finds only what the register knows by the same: of another scheme it finds nothing.
    if actor.name.isascii() or not regime.register.public or _by_register(actor, regime):
        return True
    written = [spelling.scripts(name) for name in actor.names]
    return True if any(_REGISTERS_SCRIPT in one or not one for one in written) else None


_QUESTIONS: Final[tuple[tuple[Callable[[Actor, Regime, str], Truth], str, str], ...]] = (
    (_role, "role", "role"),
    (_person, "holder", "kind"),
    (_country, "holder", "country"),
    (_office, "holder", "office"),
    (_house, "house", "chamber"),
    (_institution, "holder", "of"),
    (_travelled, "role", "role"),
    (_searchable, "name", "ids"),
)
"""Each question, its gate, and the fact that settles it."""


def _refused(answer: Callable[[Actor, Regime, str], Truth], actor: Actor, regime: Regime) -> str:
    if answer is _role:
        named = " or ".join(sorted(regime.binds.roles))
        return (
            f"{regime.id} binds the {named}; {actor.name} is recorded as {actor.role or 'neither'}."
        )
    if answer is _person:
        return f"{actor.name} is not of those whom {regime.id} binds ({actor.kind})."
    if answer is _house and actor.chamber is None:
        return f"{regime.id} binds members of another house than {actor.name} is taken to sit in."
    if answer is _house:
        return f"{regime.id} does not bind members of the {actor.chamber}: {actor.name}."
    if answer is _institution and actor.of is not None:
        return f"{actor.name} is not of the {regime.binds.institution}, but of {actor.of.name}."
    if answer is _country:
        what = actor.country or "no recorded country"
    else:
        what = actor.office or "office not recorded"
    return f"{regime.id} does not bind {actor.name} ({what})."


def _open(field: str, actor: Actor, regime: Regime) -> str:
    who = actor.name
    match field:
        case "country":
            return f"{who} is recorded as of {actor.country}, with an id of the register."
        case "office" if actor.office is not None:
            return f"{who} is recorded as {actor.office}, with an id of the register."
        case "office":
            return f"The office of {who} is not recorded."
        case "chamber":
            return f"In which house {who} sits is not recorded."
        case "of" if actor.of is not None:
            return f"Whether {actor.of.name} is of the {regime.binds.institution} is not known."
        case "of":
            return f"The institution of {who} is not recorded."
        case "kind":
            return f"What {who} is, a party or another body, is not recorded."
        case "role" if actor.role is None:
            return f"In what role {who} took part is not recorded."
        case "role":
            return f"{who} is recorded as {actor.role}, not as one who travelled."
        case _:
            return f"{who} cannot be searched for: no id of the register, and no name in Latin letters."
