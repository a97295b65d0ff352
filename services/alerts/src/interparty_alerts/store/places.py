"""Positions in the log as documents, and whether one set of them lies behind another."""

from collections.abc import Mapping

from interparty_shared.bus.base import Positions, TopicPartition


def as_document(positions: Positions) -> dict[str, int]:
    """Return positions as a JSON object, `{"events.v1:0": 17}`."""
    return {f"{place.topic}:{place.partition}": offset for place, offset in positions.items()}


def as_positions(document: Mapping[str, int]) -> dict[TopicPartition, int]:
    """Return the positions in a document."""
    found = {}
    for place, offset in document.items():
        topic, _, partition = place.rpartition(":")
        found[TopicPartition(topic, int(partition))] = offset
    return found


def passed(barrier: Positions, read: Positions) -> bool:
    """Return whether every partition has been read up to the barrier."""
    return all(read.get(place, 0) >= offset for place, offset in barrier.items())
