"""Filters of alerts as values: saved by subscriptions, asked by feeds and the live stream.

A filter means what the query of the same words means (`handlers/alerts.py`): of each field one value
must hold, and all fields must. `matches` says of one revision what the listing says of them all; a
property holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeGuard

from interparty_api.handlers import terms
from interparty_api.handlers.alerts import FEW, AlertFields, AlertQuery
from interparty_api.store.alerts import Revision
from interparty_shared.domain import countries, words
from interparty_shared.errors import Invalid

EVERYTHING: Final = "*"
MOST_VALUES: Final = 50
LONGEST_VALUE: Final = 300
STATUSES: Final = ("open", "resolved", "withdrawn")
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "verdict": frozenset(words.VERDICTS),
    "severity": frozenset(words.SEVERITIES),
    "status": frozenset(STATUSES),
    "channel": frozenset(words.CHANNELS),
}
MOST_ANCHORS: Final = 64
"""A filter has no more terms than this: of a field that would make more, the value is looked at later."""
_COUNTRY: Final = terms.country("")
COMMON: Final = frozenset(
    "agreement association centre chamber commission committee communication conference congress"
    " council delegation democracy democratic donation embassy federation forum foundation government"
    " group hospitality institute institution international matching meeting member members membership"
    " ministry national organisation parliament parliamentary party people peoples political president"
    " programme record records republic representation society training union university visit".split()
)
"""Said of many bodies and contacts: who searches for such a word and a name is found by the name."""


@dataclass(frozen=True, slots=True)
class AlertFilter(AlertFields):
    """Which alerts, of all times."""

    def query(self, **more: Any) -> AlertQuery:
        """Return the query for the alerts that fulfil it; `more` are times, order, page."""
        return AlertQuery(**{one.name: getattr(self, one.name) for one in fields(self)}, **more)

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it: single values as they are, several as a list."""
        said: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value:
                alone = isinstance(value, tuple) and len(value) == 1
                said[one.name] = value[0] if alone else list(value) if value != self.q else value
        return said

    def matches(self, revision: Revision) -> bool:
        """Return whether a revision fulfils it."""
        for name in FEW:
            wanted = getattr(self, name)
            if wanted and revision.attributes.get(name) not in wanted:
                return False
        if self.country and revision.terms.isdisjoint(terms.country(one) for one in self.country):
            return False
        if self.actor and revision.terms.isdisjoint(self._actors()):
            return False
        return self.q is None or terms.words([self.q]) <= revision.words

    def anchors(self) -> frozenset[str]:
        """Return terms of which every revision that fulfils it has one (`anchors_of`).

        Who asks for an actor or for words is found by those alone, which few revisions have. What
        many have (a country, a severity, a verdict) is made one term together, so that who asks for
        the grave ones of a country is not looked at for each of that country.
        """
        if self.actor:
            return frozenset(self._actors())
        if self.q is not None:
            return frozenset({f"word:{_telling(terms.words([self.q]))}"})
        found: list[tuple[str, ...]] = [(terms.country(one),) for one in self.country] or [()]
        for name in FEW:
            values = getattr(self, name)
            if values and len(found) * len(values) <= MOST_ANCHORS:
                found = [(*parts, f"{name}={value}") for parts in found for value in values]
        return frozenset(_together(parts) for parts in found)

    def _actors(self) -> set[str]:
        return {term for value in self.actor for term in terms.actor_asked(value)}


def anchors_of(revision: Revision) -> frozenset[str]:
    """Return the terms of a revision under which the filters are found that it may fulfil."""
    few: list[tuple[str, ...]] = [()]
    for name in FEW:
        if name in revision.attributes:
            few += [(*parts, f"{name}={revision.attributes[name]}") for parts in few]
    countries_ = [(one,) for one in revision.terms if one.startswith(_COUNTRY)]
    return frozenset(
        {
            *revision.terms,
            *(f"word:{word}" for word in revision.words),
            *(_together((*lead, *parts)) for lead in ((), *countries_) for parts in few),
        }
    )


def _together(parts: tuple[str, ...]) -> str:
    return "&".join(parts) or EVERYTHING


def _telling(found: frozenset[str]) -> str:
    """Return the word that fewest revisions are likely to have: the longest that is no common noun."""
    return max(found, key=lambda one: (one not in COMMON, len(one), one))


def parse(given: Mapping[str, Any], *, pointer: str = "/filter") -> AlertFilter:
    """Return the filter that a JSON object says: a value, or a list of them, for each field.

    Raises:
        Invalid: a field or word is unknown, a value is empty or no text, or there are too many.
    """
    names = {one.name for one in fields(AlertFilter)}
    for name in given:
        if name not in names:
            said = name[:100].encode("utf-8", "backslashreplace").decode()
            at = f"{pointer}/{said.replace('~', '~0').replace('/', '~1')}"
            raise Invalid(f"no such filter; there are {', '.join(sorted(names))}", pointer=at)
    found: dict[str, Any] = {}
    for name, value in given.items():
        at = f"{pointer}/{name}"
        if name == "q":
            found[name] = _words(value, at)
        else:
            found[name] = _values(name, value, at)
    return AlertFilter(**found)


def _is_text(value: object) -> TypeGuard[str]:
    """Return whether it is text that a database keeps: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > LONGEST_VALUE or "\x00" in value:
        return False
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _words(value: object, pointer: str) -> str:
    if not _is_text(value) or not terms.words([value]):
        raise Invalid("has no word that can be searched for", pointer=pointer)
    return value


def _values(name: str, value: object, pointer: str) -> tuple[str, ...]:
    many: Sequence[object] = value if isinstance(value, list) else [value]
    if not 0 < len(many) <= MOST_VALUES:
        raise Invalid(f"has no value, or more than {MOST_VALUES}", pointer=pointer)
    found = []
    for one in many:
        if not _is_text(one) or not one.strip():
            raise Invalid(f"{str(one)[:50]!r} is no text that can be looked for", pointer=pointer)
        word = one.strip().upper() if name == "country" else one.strip()
        known = countries.CODES if name == "country" else _KNOWN.get(name)
        if known is not None and word not in known:
            raise Invalid(f"{word[:50]!r} is not known", pointer=pointer)
        found.append(word)
    return tuple(dict.fromkeys(found))
