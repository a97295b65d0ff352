"""The schema of a rule of a pattern: the keys that all kinds share; each kind's own are its parameters."""

from dataclasses import MISSING, fields
from functools import cache
from typing import Annotated, Any, Literal, Self, get_type_hints

from pydantic import BaseModel, Field, create_model, model_validator

from interparty_shared.domain import countries, words
from interparty_shared.domain.patterns.kinds import KINDS
from interparty_shared.domain.patterns.rules import Mode, Rule
from interparty_shared.packs.parts import Sentence, Strict


class Only(Strict):
    """Which contacts a rule looks at; what is not given may be anything."""

    channels: Annotated[list[words.Channel], Field(min_length=1)] | None = None
    layers: Annotated[list[Literal["party", "official", "other"]], Field(min_length=1)] | None = (
        None
    )
    home: Annotated[list[str], Field(min_length=1)] | None = None
    away: Annotated[list[str], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _known_countries(self) -> Self:
        for code in (*(self.home or ()), *(self.away or ())):
            if code not in countries.CODES:
                raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code")
        return self


class Pack(Strict):
    """One rule of a pattern."""

    id: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]+$")]
    pattern: str
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    title: str
    mode: Mode
    question: Sentence
    method: Sentence
    sources: tuple[Annotated[str, Field(pattern="^https?://")], ...] = ()
    severity: words.Severity = "medium"
    ends_after: Annotated[int, Field(ge=1, le=104)] = 8
    only: Only = Only()
    parameters: Annotated[dict[str, Any], Field(default_factory=dict)]

    @model_validator(mode="after")
    def _known_kind(self) -> Self:
        if self.pattern not in KINDS:
            raise ValueError(f"{self.pattern!r} is no kind of pattern: {', '.join(sorted(KINDS))}")
        return self


def rule(pack: Pack) -> Rule:
    """Return the rule that a pack describes.

    Raises:
        ValidationError: a parameter is not what its kind takes; ValueError: parameters contradict each
            other.
    """
    only = pack.only
    return Rule(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        kind=pack.pattern,
        mode=pack.mode,
        question=pack.question,
        method=pack.method,
        parameters=_parameters(pack),
        sources=pack.sources,
        most=pack.severity,
        ends_after=pack.ends_after,
        channels=frozenset(only.channels) if only.channels is not None else None,
        layers=frozenset(only.layers) if only.layers is not None else None,
        home=frozenset(only.home) if only.home is not None else None,
        away=frozenset(only.away) if only.away is not None else None,
    )


def _parameters(pack: Pack) -> Any:
    kind = KINDS[pack.pattern]
    checked = _model(pack.pattern).model_validate(pack.parameters)
    return kind.parameters(
        **{one.name: getattr(checked, one.name) for one in fields(kind.parameters)}
    )


@cache
def _model(kind: str) -> type[BaseModel]:
    """Return a model that takes what a kind's parameters take, and nothing beside."""
    taken = KINDS[kind].parameters
    hints = get_type_hints(taken)
    given: dict[str, Any] = {
        one.name: (hints[one.name], ... if one.default is MISSING else one.default)
        for one in fields(taken)
    }
    return create_model(f"{kind}_parameters", __base__=Strict, **given)
