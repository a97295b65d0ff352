"""The shapes of answers about actors, for OpenAPI: reference records, and whom a name means."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from interparty_api.routes import examples
from interparty_api.routes.schemas import EventRef, Page, Shape
from interparty_shared.domain import words


class ActorRecord(Shape):
    """Reference data about an actor."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ACTOR]})

    id: str
    kind: words.ActorKind
    country: str | None = None
    names: list[dict[str, str]]
    event: EventRef


class Likeness(Shape):
    """One comparison of a name with a reference record."""

    name: str
    score: float
    query: str
    candidate: str


class MeantActor(Shape):
    """A reference record held against a name."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.MEANING["items"][0]]})

    id: str
    kind: words.ActorKind
    country: str | None
    score: float
    names: list[str]
    ids: dict[str, str]
    relation: str = Field(description="`same`, or `sub_unit`: an office or seat of it")
    part: str | None = Field(description="Of a name of several actors, the part that means it")
    features: list[Likeness]


class Meaning(Shape):
    """Whom a name means; of a match by a name of several actors, each is an item."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.MEANING]})

    verdict: Literal["match", "ambiguous", "none"]
    by: Literal["judgement", "identifier", "name"] | None
    judgement: dict[str, Any] | None
    items: list[MeantActor]


class Judgement(Shape):
    """What somebody judged of whom a name means."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.JUDGEMENT]})

    name: str
    actor: str | None
    by: str
    reason: str
    event: EventRef


ActorPage = Page[ActorRecord]
JudgementPage = Page[Judgement]
