"""Reference data about actors: names, what of them changes with time, and whom a name means."""

from typing import Annotated

from pydantic import Field

from interparty_shared.domain import words
from interparty_shared.wire.scalars import Country, Day, Identifier, Name, Scheme, Strict, Text

ActorId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*:\S+$", max_length=300)]


class OpenSpan(Strict):
    """Days from `from` to `to`; null: without end on that side."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


class ActorName(Strict):
    """One name of an actor."""

    name: Name
    lang: Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")] | None = None


class HeldBy(OpenSpan):
    """In whose hand an organisation is: a share of something, in per cent, between two days."""

    by_kind: words.ActorKind
    by_country: Country | None = None
    basis: words.ControlBasis
    percent: (
        Annotated[str, Field(pattern=r"^(100|[0-9]{1,2})(\.[0-9]{1,4})?$", examples=["20"])] | None
    ) = None


class SpecifiedIn(OpenSpan):
    """That an instrument under a regime names the actor, between two days."""

    regime: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]+$", max_length=60)]


class MemberOf(OpenSpan):
    """That a person is of a party, between two days; the party is told by the id of its record."""

    party: ActorId


class ActorData(Strict):
    """Reference data about one actor. A list that is left out is unknown; an empty one says: none."""

    id: ActorId
    kind: words.ActorKind
    country: Country | None = None
    names: Annotated[list[ActorName], Field(min_length=1, max_length=500)]
    ids: dict[Scheme, Identifier] | None = None
    governing: Annotated[list[OpenSpan], Field(max_length=200)] | None = None
    governing_known: Annotated[list[OpenSpan], Field(max_length=200)] | None = None
    """The days for which `governing` is complete; left out: for all. On others it may have governed."""
    state_linked: Annotated[list[OpenSpan], Field(max_length=200)] | None = None
    held_by: Annotated[list[HeldBy], Field(max_length=200)] | None = None
    specified: Annotated[list[SpecifiedIn], Field(max_length=200)] | None = None
    parent: Annotated[str, Field(max_length=300)] | None = None
    existed: OpenSpan | None = None
    """From its founding to its end, as far as known."""
    member_of: Annotated[list[MemberOf], Field(max_length=200)] | None = None
    """Of a `politician`: the parties, and when. A report that leaves out of whom is completed by it."""


class JudgementData(Strict):
    """Whom a name means, as a person judged it: everybody posted under it is read so from then on.

    `actor` is the id of a reference record; null says that it is none of those that we know. With
    `country` or `kind` it holds for actors of these alone. `withdrawn`: it is judged so no more.
    """

    name: Name
    actor: ActorId | None
    country: Country | None = None
    kind: words.ActorKind | None = None
    by: Name
    reason: Text
    withdrawn: bool = False
