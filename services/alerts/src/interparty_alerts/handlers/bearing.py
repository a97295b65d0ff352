"""What an event says, as a value; where it is found; and on which engagements it bears."""

from dataclasses import dataclass

from interparty_alerts.store.facts import Stored
from interparty_shared.domain import actors, blocking, words
from interparty_shared.domain.blocking import Linked, Search
from interparty_shared.domain.facts import (
    ActorRecord,
    Coverage,
    Disclosure,
    Engagement,
    Ref,
    actor_record_of,
    coverage_of,
    disclosure_of,
    engagement_of,
)
from interparty_shared.errors import Invalid
from interparty_shared.wire import codec
from interparty_shared.wire.codec import Received

Value = Engagement | Disclosure | Coverage | ActorRecord | Ref
"""What an event says; of a retraction, the engagement that it takes back."""


@dataclass(frozen=True, slots=True)
class Posted:
    """An event and what it says."""

    event: Received
    value: Value

    @property
    def thing(self) -> str:
        """Return what it speaks of."""
        return codec.thing_key(self.event.type, self.event.ref, self.event.data)


def value_of(event: Received | Stored) -> Value:
    """Return what an event says.

    Raises:
        Invalid: its data is not what its type promises.
    """
    try:
        match event.type:
            case words.EVENT_ENGAGEMENT:
                return engagement_of(event.ref, event.data, lane=event.lane)
            case words.EVENT_DISCLOSURE:
                return disclosure_of(event.ref, event.stamp, event.data)
            case words.EVENT_COVERAGE:
                return coverage_of(event.data)
            case words.EVENT_ACTOR:
                return actor_record_of(event.data)
            case _:
                return Ref(event.data["engagement"]["source"], event.data["engagement"]["id"])
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise Invalid(f"not what {event.type} promises: {type(error).__name__}: {error}") from error


def links_of(value: Value) -> tuple[str, set[Linked]]:
    """Return the kind of a fact, and where it is found."""
    match value:
        case Engagement():
            return "e", blocking.engagement_links(value)
        case Disclosure():
            return "d", blocking.disclosure_links(value)
        case ActorRecord():
            return "a", {(key, blocking.UNDATED) for key in actors.record_keys(value)}
        case _:
            return "", set()


def named_by(ref: Ref, value: Value) -> list[Ref]:
    """Return the engagements that an event names itself."""
    match value:
        case Engagement():
            return [ref]
        case Ref():
            return [value]
        case _:
            return []


def searches_of(value: Value, reach: int) -> set[str]:
    """Return the searches that find the other engagements on which it bears."""
    match value:
        case Disclosure():
            return {str(one) for one in blocking.engagement_searches(value, reach)}
        case ActorRecord():
            return {str(Search(key)) for key in actors.record_keys(value)}
        case _:
            return set()
