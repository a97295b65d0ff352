"""One name against one reference record: a score, with the features that made it.

Pairwise: nothing but the query and the record decides, so that the order in which records arrive,
and who else is known, change nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from interparty_shared.domain import names
from interparty_shared.domain.facts import ActorRecord
from interparty_shared.domain.resolving import caution, compounds, people
from interparty_shared.domain.resolving.aligning import NONE, Likeness, likeness
from interparty_shared.domain.resolving.lexicon import Lexicon
from interparty_shared.domain.resolving.reading import Reader
from interparty_shared.domain.resolving.units import Analysis

PERSON: Final = "politician"
LEAST: Final = 0.61
"""What is worth less is not told: no verdict and no question hangs on it."""
WITHOUT_SEAT: Final = frozenset({"party_international"})
"""Kinds whose country says little: they are at home in many."""
_NO_COUNTRY: Final = 0.97
_OF_NO_COUNTRY: Final = 0.9
_OTHER_KIND: Final = 0.93
_MISSPELT: Final = 0.78
"""What a person's name is worth that differs by a letter: "Julie Smith" and "Julia Smith" may be two."""
_STATE: Final = frozenset({"government", "state_organ", "embassy", "legislature"})
_KINDRED: Final = (
    _STATE,
    frozenset({"party", "party_organ"}),
    frozenset({"party_international", "party"}),
    frozenset({"party_foundation", "academic", "front_organisation"}),
    frozenset({"state_organ", "front_organisation", "media", "company"}),
)
"""Kinds that one reporter takes for another of the same body. A foundation is not its party."""
_ABROAD: Final = 0.95
_ENDED: Final = 0.97
_MAY_HAVE_ENDED: Final = 0.96
_NOT_YET: Final = 0.9
_SLACK: Final = timedelta(days=400)
"""Years of founding and ending are known to the year, and parties end slowly."""
_OF_PEOPLE: Final = frozenset({"word", "place", "seat", "region", "idea"})
"""What words of a person's name may be taken for."""
_GIVEN_ACRONYM: Final = 0.97
_ACRONYM_BESIDE: Final = 0.85
_NEARLY: Final = 0.7
ALIKE: Final = 0.8
_NAMED_TOO: Final = 0.1
"""What a name adds to the acronym that stands beside it."""
_MADE_ACRONYM: Final = 0.85
_NOT_AT_HOME: Final = 0.85
"""What an acronym is worth where no country says whose it is."""
_TINY: Final = 1e-9
"""Sums of weights in another order differ by less."""
_LEAST_MADE: Final = 3
_LONGEST_MADE: Final = 8


class Feature(NamedTuple):
    """One comparison: its score, and the two values that were compared."""

    name: str
    score: float
    query: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Query:
    """Whom a report names; what is None is not known."""

    name: str
    kind: str | None = None
    country: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A record held against a name."""

    record: ActorRecord
    score: float
    features: tuple[Feature, ...]
    relation: str = "same"
    """"same", or "sub_unit": an office or seat of the record's actor."""
    existed: bool = True
    """Whether the record's actor is known to have been there on the day, or nothing speaks against."""
    part: str = ""
    """The part of a compound name that was compared; empty: the whole name."""


class Matcher:
    """Compares names with records by a lexicon; keeps readings of names it has seen."""

    def __init__(self, lexicon: Lexicon, *, kept: int = 65_536) -> None:
        self.reader = Reader(lexicon, kept=kept)
        self._readings = lru_cache(maxsize=kept)(self._read)

    def blocking_keys(self, name: str, *, kind: str | None = None) -> frozenset[str]:
        """Return what a record must share with a name to be compared with it."""
        if kind == PERSON:
            return people.keys_of(name)
        keys = self.reader.read(name).keys
        return keys | people.keys_of(name) if kind is None else keys

    def record_keys(self, record: ActorRecord) -> frozenset[str]:
        """Return the keys under which a record is found: those of all its names."""
        return frozenset[str]().union(
            *(self.blocking_keys(name, kind=record.kind) for name in record.names)
        )

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the names that a name may be made of; empty where it is only itself."""
        return compounds.parts(name, self._is_somebody)

    def _is_somebody(self, text: str) -> bool:
        units = self.reader.read(text).forms[0].units
        kinds = {one.kind for one in units}
        return len(units) > 1 and "word" in kinds and kinds <= _OF_PEOPLE

    def compare(self, query: Query, record: ActorRecord) -> Scored | None:
        """Return how well a record answers a name; None where it cannot be meant (below `LEAST`)."""
        if not record.names or ((query.kind == PERSON) != (record.kind == PERSON) and query.kind):
            return None
        home = _country(query, record)
        kind = _kind(query.kind, record.kind)
        if home is None or kind is None:
            return None
        if record.kind == PERSON:
            score, name = people.best(query.name, record.names)
            if names.comparable(query.name, name) and not names.written_out(query.name, name):
                score = min(score, _MISSPELT)
            found = Likeness(score)
        else:
            said = self.reader.read(query.name)
            found, name = self._best(said, record, known=home == 1.0)
            if found.score >= LEAST:
                limit = caution.most(
                    said,
                    self.reader.read(name),
                    record,
                    at_home=query.country is not None and query.country == record.country,
                    kind_known=query.kind is not None and query.kind != "other",
                )
                found = Likeness(min(found.score, limit), found.sub_unit)
        lived = _lived(query.day, record)
        score = round(found.score * home * kind * lived, 4)
        if score < LEAST:
            return None
        features = (
            Feature("name", round(found.score, 4), query.name, name),
            Feature("country", home, query.country or "", record.country or ""),
            Feature("kind", kind, query.kind or "", record.kind),
            Feature("day", lived, str(query.day or ""), _span(record)),
        )
        relation = "sub_unit" if found.sub_unit else "same"
        return Scored(record, score, features, relation, query.day is None or lived == 1.0)

    def _best(self, query: Analysis, record: ActorRecord, *, known: bool) -> tuple[Likeness, str]:
        """Return how near the nearest of a record's names is, and that name."""
        best, by = NONE, ""
        acronym, short = 0.0, ""
        shortened = bool(query.single or query.acronyms)
        every, plain = self._readings(record.names)
        for theirs in every if query.foreign else plain:
            if query.keys.isdisjoint(theirs.keys):
                continue
            name = theirs.name
            least = 0.0 if query.acronyms else max(best.score, LEAST)
            found = _named(query, theirs, record.country, least, known=known)
            if found.score > best.score or (found.score == best.score and best.score and name < by):
                best, by = found, name
            if best.score == 1.0:
                break
            if not shortened:
                continue
            said = _acronym(query, theirs, known=known)
            if said > acronym or (said == acronym and said and name < short):
                acronym, short = said, name
        if (
            not acronym
            and _NEARLY <= best.score < ALIKE
            and known
            and _short_among(query, by, every)
        ):
            acronym, short = _ACRONYM_BESIDE, by
        if acronym and not query.single:
            acronym += _NAMED_TOO * best.score
            if best.score >= ALIKE:
                # Name and acronym bear each other out.
                best = Likeness((1 + best.score) / 2, best.sub_unit)
        return (Likeness(acronym, best.sub_unit), short) if acronym > best.score else (best, by)

    def _read(self, known: tuple[str, ...]) -> tuple[tuple[Analysis, ...], tuple[Analysis, ...]]:
        """Return the readings of a record's names, and those that a Latin name is held against.

        A name in another script is not, where one in Latin letters is known: what the two have in
        common would be their translation, and there is one to compare with as it is written.
        """
        every = tuple(map(self.reader.read, known))
        plain = tuple(one for one in every if not one.foreign)
        return every, plain or every


def _named(
    query: Analysis, theirs: Analysis, country: str | None, least: float, *, known: bool
) -> Likeness:
    best = NONE
    for ours in query.forms:
        for form in theirs.forms:
            sure = ours.part * form.part
            found = likeness(ours, form, country, max(best.score, least) / sure - _TINY)
            if found.score * sure > best.score:
                best = Likeness(found.score * sure, found.sub_unit)
    short = query.single if len(query.single) <= _LONGEST_MADE else ""
    if short and short == theirs.single and not known:
        return Likeness(best.score * _NOT_AT_HOME, best.sub_unit)
    return best


def _acronym(query: Analysis, theirs: Analysis, *, known: bool) -> float:
    """Return what acronyms say: one given in a name, or made from initials."""
    home = 1.0 if known else _NOT_AT_HOME
    given = {query.single} if query.single else query.acronyms
    if given & theirs.acronyms or (theirs.single and theirs.single in query.acronyms):
        return (_GIVEN_ACRONYM if query.single else _ACRONYM_BESIDE) * home
    short = query.single if _LEAST_MADE <= len(query.single) <= _LONGEST_MADE else ""
    if short and any(short in form.initials for form in theirs.forms):
        return _MADE_ACRONYM * home
    return 0.0


def _short_among(query: Analysis, by: str, names: tuple[Analysis, ...]) -> bool:
    """Return whether a word that a record's nearest name has not is what it goes by for short."""
    words = {one.text for one in query.forms[0].units if one.kind == "word"}
    for theirs in names:
        if theirs.name == by:
            words -= {one.text for one in theirs.forms[0].units}
    return any(one.single in words for one in names)


@lru_cache(maxsize=4_096)
def _kind(asked: str | None, known: str) -> float | None:
    """Return what the kinds say; None: what was posted is another body."""
    if asked in {None, known}:
        return 1.0
    if "other" in {asked, known} or any({asked, known} <= kindred for kindred in _KINDRED):
        return _OTHER_KIND
    return None


def _country(query: Query, record: ActorRecord) -> float | None:
    """Return what the countries say; None: they contradict each other."""
    if query.country is None:
        return _NO_COUNTRY if record.kind not in WITHOUT_SEAT else 1.0
    if record.country is None:
        return _OF_NO_COUNTRY if record.kind not in WITHOUT_SEAT else 1.0
    if query.country == record.country:
        return 1.0
    return _ABROAD if record.kind in WITHOUT_SEAT else None


def _lived(day: date | None, record: ActorRecord) -> float:
    """Return whether the actor existed on a day."""
    if record.existed is None:
        return 1.0
    founded, ended = record.existed
    if day is None:
        return 1.0 if ended is None else _MAY_HAVE_ENDED
    if ended is not None and day - ended > _SLACK:
        return _ENDED
    if founded is not None and founded - day > _SLACK:
        return _NOT_YET
    return 1.0


def _span(record: ActorRecord) -> str:
    if record.existed is None:
        return ""
    return "..".join(str(one or "") for one in record.existed)
