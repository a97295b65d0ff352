"""Our own reference data: bodies of the world's parties, and names of parties in other scripts.

`bodies/*.yaml` lists foundations, internationals, party organs, youth wings and bodies linked to a
state; `party_names/*.yaml` gives, under the number that Party Facts has for a party, the names that
other languages know it by, and for one-party states since when it has governed. In both, a key that
is a language tag (`en`, `zh`, `zh-Hant`) holds names in that language, the usual one first.

Each file says on what it rests (`confidence: general knowledge`); an entry with a `source` rests on
that page. A name that is not certain is left out: a wrong one is worse than none.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from interparty_shared.domain import countries, spelling, words
from interparty_shared.errors import Misconfigured

_TAG: Final = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_CYRILLIC, _ARABIC = frozenset({"CYRILLIC"}), frozenset({"ARABIC"})
WRITTEN_IN: Final[Mapping[str, frozenset[str]]] = {
    "zh": frozenset({"CJK"}),
    "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "ko": frozenset({"HANGUL"}),
    **dict.fromkeys(("ru", "uk", "bg", "be", "kk", "mk", "mn", "ky", "tg"), _CYRILLIC),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), _ARABIC),
    **dict.fromkeys(("hi", "ne", "mr"), frozenset({"DEVANAGARI"})),
    "bn": frozenset({"BENGALI"}),
    "ta": frozenset({"TAMIL"}),
    "th": frozenset({"THAI"}),
    "he": frozenset({"HEBREW"}),
    "el": frozenset({"GREEK"}),
    "ka": frozenset({"GEORGIAN"}),
    "hy": frozenset({"ARMENIAN"}),
    "km": frozenset({"KHMER"}),
    "lo": frozenset({"LAO"}),
    "my": frozenset({"MYANMAR"}),
    "si": frozenset({"SINHALA"}),
    "am": frozenset({"ETHIOPIC"}),
}
"""One of which scripts each name in a language has letters of."""


class Span(BaseModel):
    """Days from `from` to `to`; null: without end on that side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: Annotated[date | None, Field(alias="from")]
    to: date | None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("'to' lies before 'from'")
        return self


class Entry(BaseModel):
    """What both kinds of entries say; every other key is a language and holds names in it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    short: tuple[str, ...] = ()
    wikidata: Annotated[str | None, Field(pattern="^Q[1-9][0-9]*$")] = None
    source: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    governing: tuple[Span, ...] | None = None
    governing_known: tuple[Span, ...] | None = None
    state_linked: tuple[Span, ...] | None = None

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """Give the names with their languages, as written."""
        for lang, said in (self.__pydantic_extra__ or {}).items():
            for name in [said] if isinstance(said, str) else said:
                yield name, lang

    @model_validator(mode="after")
    def _named(self) -> Self:
        for lang, said in (self.__pydantic_extra__ or {}).items():
            if not _TAG.match(lang):
                raise ValueError(f"{lang!r} is neither a field nor a language")
            if not isinstance(said, str | list) or not all(isinstance(one, str) for one in said):
                raise ValueError(f"{lang}: a name, or a list of names")
        found = list(self.names)
        if not any(lang == "en" for _, lang in found):
            raise ValueError("no name in English ('en')")
        for name, lang in found:
            wanted = WRITTEN_IN.get(lang.split("-")[0])
            if not name.strip() or (wanted and not wanted & spelling.scripts(name)):
                raise ValueError(f"{lang}: {name!r} is not written in that language's script")
        if len(set(found)) != len(found):
            raise ValueError("the same name twice in one language")
        return self


class Party(Entry):
    """More of a party that Party Facts has."""

    id: Annotated[int, Field(gt=0)]
    parlgov: tuple[Annotated[int, Field(gt=0)], ...] = ()
    """The numbers that ParlGov has for it, where names alone would not find it."""
    same_cabinets_as: Annotated[int | None, Field(gt=0)] = None
    """The number under which Party Facts has the alliance by whose name it governs."""


class Body(Entry):
    """A body that Party Facts has not, or has as a party although it is of another kind."""

    id: Annotated[str, Field(pattern="^([a-z0-9][a-z0-9-]*|partyfacts:[1-9][0-9]*)$")]
    kind: words.ActorKind
    country: str | None = None
    parent: Annotated[str | None, Field(pattern="^(partyfacts|interparty):[a-z0-9-]+$")] = None

    @property
    def actor_id(self) -> str:
        """The id of its actor."""
        return self.id if ":" in self.id else f"interparty:{self.id}"

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if self.country is not None and self.country not in countries.CODES:
            raise ValueError(f"{self.country!r} is no ISO 3166-1 alpha-2 code")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    edition: date
    confidence: Literal["general knowledge"]


class BodiesFile(_File):
    """A file of bodies."""

    bodies: Annotated[tuple[Body, ...], Field(min_length=1)]


class PartiesFile(_File):
    """A file of names of parties, by country."""

    parties: dict[str, tuple[Party, ...]]

    @model_validator(mode="after")
    def _placed(self) -> Self:
        for code in self.parties:
            if code not in countries.CODES:
                raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code")
        return self


class Curated(BaseModel):
    """All of it; parties with their countries. `edition` is the newest of the files'."""

    model_config = ConfigDict(frozen=True)

    edition: date
    bodies: tuple[Body, ...]
    parties: tuple[tuple[str, Party], ...]


_Any = TypeVar("_Any", BodiesFile, PartiesFile)


@cache
def load() -> Curated:
    """Return our own files.

    Raises:
        Misconfigured: one contradicts its schema, or an id stands twice.
    """
    ours = files("interparty_shared.reference")
    bodies = _all(ours, "bodies", BodiesFile)
    parties = _all(ours, "party_names", PartiesFile)
    listed = [one for file in bodies for one in file.bodies]
    named = [(code, one) for file in parties for code, some in file.parties.items() for one in some]
    ids = [body.actor_id for body in listed] + [f"partyfacts:{party.id}" for _, party in named]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise Misconfigured(f"Our own reference data has an id twice: {', '.join(twice)}.")
    return Curated(
        edition=max(file.edition for file in (*bodies, *parties)),
        bodies=tuple(listed),
        parties=tuple(named),
    )


def parse(text: str, model: type[_Any], *, name: str) -> _Any:
    """Return what one file says.

    Raises:
        Misconfigured: it contradicts its schema; the message names the file and the entries.
    """
    try:
        return model.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise Misconfigured(f"{name}: not YAML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'/'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:10]
        )
        raise Misconfigured(f"{name}: {faults}") from error


def _all(ours: Any, folder: str, model: type[_Any]) -> list[_Any]:
    found = sorted(ours.joinpath(folder).iterdir(), key=lambda one: str(one.name))
    return [
        parse(one.read_text("utf-8"), model, name=f"{folder}/{one.name}")
        for one in found
        if one.name.endswith(".yaml")
    ]
