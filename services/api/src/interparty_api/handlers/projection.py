"""What was read from the log, as the rows that it becomes: pure.

Every function raises KeyError, TypeError, ValueError or AttributeError on what is not as promised;
`readable` turns these into one error.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from interparty_api.handlers import terms
from interparty_api.store.alerts import Revision
from interparty_api.store.events import Stored, engagement_key
from interparty_api.store.facts import Entry
from interparty_api.store.obligations import Gone, State
from interparty_shared.domain import actors, words
from interparty_shared.domain.actors import Known
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.posted import actor_record_of, judgement_of
from interparty_shared.errors import Invalid
from interparty_shared.reference import naming
from interparty_shared.wire.codec import Received
from interparty_shared.wire.published import Published

Made = TypeVar("Made")

NO_DUE_DATE: Final = date.max
ENGAGEMENTS: Final = "engagements"
DISCLOSURES: Final = "disclosures"
ACTORS: Final = "actors"
JUDGEMENTS: Final = "judgements"
_UNDATED: Final = date.min


def readable(make: Callable[[], Made]) -> Made:
    """Return what `make` makes.

    Raises:
        Invalid: what it was made from is not as promised.
    """
    try:
        return make()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"not as promised: {type(error).__name__}: {error}") from error


def revision_of(published: Published) -> Revision:
    """Return the revision that a record of kind `alert` publishes."""
    document = published.document
    sequence = published.sequence
    if type(sequence) is not int or not 0 < sequence < 2**63:
        raise ValueError(f"no sequence: {sequence!r}")
    if document["severity"] not in words.SEVERITIES:
        raise ValueError(f"no such severity: {document['severity']!r}")
    subject, due = document["subject"], document.get("due")
    engagements = document["evidence"]["engagements"]
    found = {term for side in ("domestic", "foreign") for term in terms.of_actor(subject[side])}
    found |= {about(Ref(one["source"], one["id"])) for one in engagements}
    texts = [document["summary"], subject["domestic"]["name"], subject["foreign"]["name"]]
    return Revision(
        sequence=sequence,
        alert=str(document["id"]),
        revision=int(document["revision"]),
        attributes={
            "rule": document["rule"]["id"],
            "regime": document["regime"],
            "verdict": document["verdict"],
            "severity": document["severity"],
            "status": document["status"],
            "channel": document["channel"],
        },
        updated=_moment(document["updated"]),
        opened=_moment(document["opened"]),
        due=date.fromisoformat(due) if due else NO_DUE_DATE,
        type=change_type(int(document["revision"]), document["status"]),
        document=_sequenced(document, sequence),
        trace=published.trace,
        notify=published.notify,
        terms=frozenset(found),
        words=terms.words([*texts, *(one["title"] for one in engagements if one.get("title"))]),
    )


def about(engagement: Ref) -> str:
    """Return the term under which all about an engagement is found."""
    return f"engagement:{engagement_key(engagement)}"


def change_type(revision: int, status: str) -> str:
    """Return what a revision is to a reader of changes."""
    if revision == 1:
        return "alert.opened"
    return f"alert.{status}" if status in {"resolved", "withdrawn"} else "alert.revised"


def _sequenced(document: Mapping[str, Any], sequence: int) -> dict[str, Any]:
    first = {"id": document["id"], "revision": document["revision"], "sequence": sequence}
    return first | {key: value for key, value in document.items() if key not in first}


def word_of(published: Published) -> State | Gone:
    """Return what a record of kind `obligation` publishes."""
    if published.gone:
        return Gone(str(published.document["id"]), _in_utc(published.at))
    return state_of(published)


def state_of(published: Published) -> State:
    """Return the state that a record of kind `obligation` publishes."""
    document = published.document
    engagement = Ref(document["engagement"]["source"], document["engagement"]["id"])
    found = {term for side in ("domestic", "foreign") for term in terms.of_actor(document[side])}
    found |= {about(engagement), source(engagement.source), event_id(engagement.id)}
    return State(
        id=str(document["id"]),
        attributes={"regime": document["regime"], "verdict": document["verdict"]},
        day=date.fromisoformat(document["occurred"]["from"]),
        engagement=engagement_key(engagement),
        at=_in_utc(published.at),
        document=dict(document),
        trace=published.trace,
        terms=frozenset(found),
    )


def source(value: str) -> str:
    """Return the term of who posted."""
    return f"source:{_clean(value)}"


def event_id(value: str) -> str:
    """Return the term of an engagement's id, whoever posted it."""
    return f"event:{_clean(value)}"


def standing(events: Sequence[Stored]) -> tuple[Stored, Stored | None] | None:
    """Return the event that speaks for a thing, and what takes it back; None where none does.

    A retraction takes back what is not newer than itself.
    """
    speaking = [one for one in events if one.type != words.EVENT_RETRACTED]
    if not speaking:
        return None
    event = max(speaking, key=lambda one: (one.stamp, one.ref))
    retractions = [
        one
        for one in events
        if one.type == words.EVENT_RETRACTED and one.stamp.time >= event.stamp.time
    ]
    return event, max(retractions, key=lambda one: (one.stamp, one.ref), default=None)


def entry_of(event: Stored, retraction: Stored | None) -> Entry | None:
    """Return where a fact stands in the lists; None for what is in none of them."""
    match event.type:
        case words.EVENT_ENGAGEMENT:
            return _engagement(event, retracted=retraction is not None)
        case words.EVENT_DISCLOSURE:
            return _disclosure(event)
        case words.EVENT_ACTOR:
            return _actor(event)
        case words.EVENT_JUDGED:
            return _judgement(event)
        case _:
            return None


def _engagement(event: Stored, *, retracted: bool) -> Entry:
    data = event.data
    place = data.get("place") or {}
    countries = [place.get("country"), *(place.get("countries") or ())]
    found = {terms.country(code) for code in countries if code}
    for participant in data["participants"]:
        found |= set(terms.of_actor(participant))
    found.add(source(event.ref.source))
    return Entry(
        key=event.thing,
        listing=ENGAGEMENTS,
        attributes={"channel": data["channel"], "retracted": retracted},
        day=date.fromisoformat(data["occurred"]["from"]),
        terms=in_listing(ENGAGEMENTS, found),
    )


def _disclosure(event: Stored) -> Entry:
    data = event.data
    filed = data.get("filed")
    return Entry(
        key=event.thing,
        listing=DISCLOSURES,
        attributes={"register_id": data["register"]},
        day=date.fromisoformat(filed) if filed else _UNDATED,
        terms=in_listing(DISCLOSURES, terms.of_actor(data["filer"])),
    )


def _actor(event: Stored) -> Entry:
    data = event.data
    scheme, _, value = data["id"].partition(":")
    found = {terms.identifier(scheme, value), f"kind:{data['kind']}"}
    found |= {terms.name(one["name"]) for one in data["names"]}
    found |= {terms.identifier(key, value) for key, value in (data.get("ids") or {}).items()}
    if data.get("country"):
        found.add(terms.country(data["country"]))
    found |= reference_terms(event)
    return Entry(
        key=event.thing,
        listing=ACTORS,
        attributes={},
        day=event.stamp.time.date(),
        terms=in_listing(ACTORS, found),
    )


def _judgement(event: Stored) -> Entry:
    data = event.data
    found = {terms.name(data["name"]), f"withdrawn:{data.get('withdrawn', False)}"}
    if data["actor"]:
        found.add(f"actor:{_clean(data['actor'])}")
    return Entry(
        key=event.thing,
        listing=JUDGEMENTS,
        attributes={},
        day=event.stamp.time.date(),
        terms=in_listing(JUDGEMENTS, found | reference_terms(event)),
    )


def reference(key: str) -> str:
    """Return the term under which a reference record is found to complete what was posted."""
    return f"reference:{_clean(key)[: terms.LONGEST_NAME]}"


def known_of(event: Stored | Received) -> Known | None:
    """Return what an event says of actors, or of whom a name means; None: nothing."""
    if event.type == words.EVENT_ACTOR:
        return actor_record_of(event.data)
    if event.type == words.EVENT_JUDGED:
        return judgement_of(event.ref, event.stamp, event.data)
    return None


def reference_terms(event: Stored | Received) -> frozenset[str]:
    """Return all terms under which reference data is found to complete what was posted."""
    known = known_of(event)
    if known is None:
        return frozenset()
    return frozenset(map(reference, actors.known_keys(known, naming.matcher())))


def in_listing(listing: str, found: Iterable[str]) -> frozenset[str]:
    """Return terms as those of one of the lists that share a table."""
    return frozenset(f"{listing}|{term}" for term in found)


def _moment(text: str) -> datetime:
    return _in_utc(datetime.fromisoformat(text))


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its offset from UTC: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _clean(value: str) -> str:
    return value.replace("\x00", "\ufffd")
