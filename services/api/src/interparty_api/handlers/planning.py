"""Into which message a revision goes, and when that is due: pure.

A message is a *window* of a group of one subscription. Its id is a digest of the three, so that what
is decided twice is one message.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import orjson

from interparty_api.store.alerts import Revision
from interparty_api.store.watchers import Watcher

GROUP_WAIT: Final = timedelta(seconds=60)
"""For so long the first of a group waits for others."""
DIGEST_HOUR: Final = 6
"""Daily and weekly messages are due at this hour, UTC; weekly ones on Mondays."""
DIGEST: Final = "digest"
HISTORY: Final = "history"

Kind = Literal["own", "group", "digest"]


@dataclass(frozen=True, slots=True)
class Window:
    """A message that revisions may go into."""

    id: str
    subscription: str
    channel: str
    group_key: str
    due: datetime


def message_id(subscription: str, group_key: str, window: str) -> str:
    """Return the id of a message: whoever decides the same gets the same."""
    said = orjson.dumps([subscription, group_key, window])
    return f"msg_{hashlib.sha256(said).hexdigest()[:32]}"


def window_end(pace: str, now: datetime) -> datetime:
    """Return the end of the window that a moment lies in; a window's end lies in the next one.

    Of `hourly` the full hour, of `daily` 06:00 UTC, of `weekly` Monday, 06:00 UTC; of `immediate`
    the moment itself.
    """
    now = now.astimezone(UTC)
    if pace == "immediate":
        return now
    if pace == "hourly":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    end = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if pace == "weekly":
        end -= timedelta(days=end.weekday())
    length = timedelta(days=7 if pace == "weekly" else 1)
    return end if end > now else end + length


def kind_of(watcher: Watcher) -> Kind:
    """Return how revisions come together: each by itself, in groups, or all of a window.

    Only mail is read by people, to whom one message is less than ten. A program is told of each
    revision by a message of its own, whenever that is due.
    """
    if watcher.channel != "email":
        return "own"
    if watcher.pace != "immediate":
        return "digest"
    return "group" if watcher.group_by else "own"


def due(watcher: Watcher, now: datetime) -> datetime:
    """Return when a message is due that is decided on now: not before a mute ends."""
    end = window_end(watcher.pace, now)
    if kind_of(watcher) == "group":
        end += GROUP_WAIT
    return max(end, watcher.muted_until) if watcher.muted_until else end


def own(watcher: Watcher, sequence: int, now: datetime) -> Window:
    """Return the message of one revision: the same whenever it is decided on."""
    return _window(watcher, f"sequence:{sequence}", "", due(watcher, now))


def group_of(watcher: Watcher, revision: Revision) -> str:
    """Return the group of a revision: its values of what the subscription is grouped by."""
    return orjson.dumps([_value(revision, name) for name in watcher.group_by]).decode()


def opened(watcher: Watcher, group_key: str, sequence: int, now: datetime) -> Window:
    """Return the message that a revision opens for its group."""
    return _window(watcher, group_key, str(sequence), due(watcher, now))


def digests(watcher: Watcher, now: datetime) -> Iterator[Window]:
    """Return the windows that a revision may go into now, one after the other, without end.

    The first is the one that `now` lies in; where its message is under way already (the clock was
    set back, or the end has passed meanwhile) the next is taken. What comes while the subscription
    is muted beyond a window's end is one message.
    """
    end = window_end(watcher.pace, now)
    muted = watcher.muted_until
    if muted is not None and muted > end:
        yield _window(watcher, DIGEST, f"muted:{_said(muted)}", muted)
        end = window_end(watcher.pace, muted)
    while True:
        yield _window(watcher, DIGEST, f"{watcher.pace}:{_said(end)}", end)
        end = window_end(watcher.pace, end)


def history(watcher: Watcher, sequence: int, now: datetime) -> Window:
    """Return the message that history from this revision on goes into: mail is one message of many."""
    return _window(watcher, HISTORY, str(sequence), due(watcher, now))


def _window(watcher: Watcher, group_key: str, window: str, due_: datetime) -> Window:
    id_ = message_id(watcher.id, group_key, window)
    return Window(id_, watcher.id, watcher.channel, group_key, due_)


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _value(revision: Revision, name: str) -> Sequence[str] | str | None:
    if name == "alert":
        return revision.alert
    if name == "engagement":
        return sorted(one for one in revision.terms if one.startswith("engagement:"))
    if name in revision.attributes:
        return str(revision.attributes[name])
    if name == "country":
        return sorted(one for one in revision.terms if one.startswith("country:"))
    if name == "actor":
        subject = revision.document.get("subject") or {}
        return [str((subject.get(side) or {}).get("name")) for side in ("domestic", "foreign")]
    found = revision.document.get(name)
    return None if found is None else str(found)
