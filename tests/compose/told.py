"""What a watchdog was told, held against what was published: nothing lost, doubles under one id.

What is due to a subscription follows from `/v1/changes` alone: every revision that its filter asks
for, and every later one of an alert that it was told of.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from statistics import median
from typing import Any, Self

from tests.compose.account import Check

Document = Mapping[str, Any]
ROWS = ("due", "arrived", "requests", "refused", "cut", "held", "came again")
_PAGE = re.compile(r"/alerts/([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True)
class Change:
    """A revision, as `/v1/changes` lists it."""

    sequence: int
    type: str
    document: Document

    @property
    def alert(self) -> str:
        """Return the id of the alert."""
        return str(self.document["id"])


@dataclass(frozen=True, slots=True)
class Hook:
    """One request of a webhook, and how it was answered: taken, refused, cut or held."""

    id: str
    body: Document
    verified: bool
    answer: str
    at: float
    """Unix time, in seconds."""

    @property
    def sequences(self) -> tuple[int, ...]:
        """Return what it tells of."""
        return (int(self.body["data"]["sequence"]),)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that tells of alerts, and how its server answered: taken, refused, cut or held."""

    id: str
    """Message-ID."""
    delivery: str
    sequences: tuple[int, ...]
    to: tuple[str, ...]
    follows: tuple[str | None, str | None]
    """In-Reply-To and References."""
    alerts: frozenset[str]
    """Whose pages it leads to."""
    unsubscribe: str
    at: float
    answer: str = "taken"

    def answered(self, answer: str) -> Self:
        """Return it as it was answered."""
        return replace(self, answer=answer)


Message = Hook | Letter


def letter_of(mail: EmailMessage, recipients: Iterable[str], *, at: float) -> Letter | None:
    """Return a mail that tells of alerts; None, if it tells of none."""
    covered = mail["X-Interparty-Sequence"]
    if covered is None:
        return None
    text = mail.get_body(("plain",))
    said = text.get_content() if text is not None else ""
    return Letter(
        id=str(mail["Message-ID"]),
        delivery=str(mail["X-Interparty-Delivery"]),
        sequences=_numbers(str(covered)),
        to=tuple(recipients),
        follows=(_said(mail["In-Reply-To"]), _said(mail["References"])),
        alerts=frozenset(_PAGE.findall(said)),
        unsubscribe=str(mail["List-Unsubscribe"] or "").strip("<>"),
        at=at,
    )


def _said(header: Any) -> str | None:
    return None if header is None else str(header)


def _numbers(ranges: str) -> tuple[int, ...]:
    found: list[int] = []
    for one in ranges.split(", "):
        first, _, last = one.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return tuple(found)


def due(changes: Iterable[Change], wanted: Callable[[Document], bool]) -> dict[int, Change]:
    """Return what a subscription is to be told of that was there from the beginning, by sequence."""
    told: set[str] = set()
    found = {}
    for one in changes:
        if one.alert in told or wanted(one.document):
            told.add(one.alert)
            found[one.sequence] = one
    return found


def missing(owed: Mapping[int, Change], came: Iterable[Message]) -> list[int]:
    """Return the sequences that are due and were not taken yet."""
    there = {number for one in came if one.answer == "taken" for number in one.sequences}
    return sorted(owed.keys() - there)


def of_hooks(owed: Mapping[int, Change], came: Sequence[Hook]) -> list[Check]:
    """Return each law of webhooks with what breaks it."""
    return [
        *_of_both("webhook", owed, came, [one.id for one in came]),
        Check(
            "every webhook bears a signature that its receiver's library verifies",
            f"{len(came)} requests",
            tuple(f"{one.id} at {one.at:.0f}" for one in came if not one.verified),
        ),
        Check(
            "every webhook says what /v1/changes says under its sequence",
            f"{len(came)} requests",
            tuple(
                fault
                for one in came
                for number in one.sequences
                if number in owed
                for fault in _differing(one, owed[number])
            ),
        ),
    ]


def _differing(hook: Hook, change: Change) -> list[str]:
    found = []
    if hook.body["type"] != change.type:
        found.append(f"{change.sequence} is {hook.body['type']}, not {change.type}")
    if hook.body["data"] != change.document:
        found.append(f"{change.sequence} is another document than the change")
    return found


def of_letters(owed: Mapping[int, Change], came: Sequence[Letter], *, reader: str) -> list[Check]:
    """Return each law of mail with what breaks it."""
    return [
        *_of_both("mail", owed, came, [one.delivery for one in came]),
        Check(
            "a mail that comes again has the Message-ID that it had",
            f"{len({one.id for one in came})} of them",
            _pairs([(one.delivery, one.id) for one in came], "under"),
        ),
        Check(
            "every mail goes to who confirmed, and leads to the page of its alert",
            f"{len(came)} mails",
            tuple(_misled(owed, came, reader)),
        ),
        Check(
            "every correction by mail is in the thread of the mail that it corrects",
            f"{len({one.id for one in came if one.follows[0]})} corrections",
            tuple(_astray(owed, came)),
        ),
    ]


def _misled(owed: Mapping[int, Change], came: Iterable[Letter], reader: str) -> Iterable[str]:
    for one in came:
        if one.to != (reader,):
            yield f"{one.id} went to {', '.join(one.to)}"
        alerts = {owed[number].alert for number in one.sequences if number in owed}
        if not alerts <= one.alerts:
            yield f"{one.id} has no link to {', '.join(sorted(alerts - one.alerts))}"


def _astray(owed: Mapping[int, Change], came: Iterable[Letter]) -> Iterable[str]:
    """Say which mail begins a thread that is none of its own, or is in another than its alert's."""
    first: dict[str, int] = {}
    for number, change in sorted(owed.items()):
        first.setdefault(change.alert, number)
    roots = {number: one.id for one in came if not any(one.follows) for number in one.sequences}
    for one in came:
        number = min(one.sequences)
        if number not in owed:
            continue
        begins = first[owed[number].alert]
        wanted = None if number == begins else roots.get(begins, "a mail that never came")
        if one.follows != (wanted, wanted):
            yield f"{number} follows {one.follows[0]}, not {wanted}"


def _of_both(
    what: str, owed: Mapping[int, Change], came: Sequence[Message], ids: Sequence[str]
) -> list[Check]:
    stray = {number for one in came for number in one.sequences} - owed.keys()
    return [
        Check(
            f"every change that is due arrived by {what}",
            f"{len(owed)} due, {len(owed) - len(missing(owed, came))} arrived",
            (*(f"{number} is lost" for number in missing(owed, came)), *_nothing(owed)),
        ),
        Check(
            f"nothing else arrived by {what}",
            f"{len(came)} requests",
            tuple(f"{number} was not due" for number in sorted(stray)),
        ),
        Check(
            f"each change has one id by {what}, and each id one change",
            f"{len(set(ids))} ids, {len(ids)} requests",
            _pairs(
                [
                    (number, id_)
                    for id_, one in zip(ids, came, strict=True)
                    for number in one.sequences
                ],
                "under",
            ),
        ),
    ]


def _nothing(owed: Collection[int]) -> list[str]:
    return [] if owed else ["nothing was due: nothing is shown by that"]


def _pairs(pairs: Iterable[tuple[object, object]], how: str) -> tuple[str, ...]:
    """Say where one has several others, on either side."""
    forth: dict[object, set[object]] = {}
    back: dict[object, set[object]] = {}
    for one, other in pairs:
        forth.setdefault(one, set()).add(other)
        back.setdefault(other, set()).add(one)
    return tuple(
        f"{one} {how} {', '.join(sorted(map(str, others)))}"
        for sides in (forth, back)
        for one, others in sides.items()
        if len(others) > 1
    )


def in_flight(
    what: str, came: Sequence[Message], ids: Sequence[str], attempts: Mapping[str, int]
) -> Check:
    """Return whether what was held when its sender was killed was settled by nobody and came again.

    `attempts`: how many the service has kept, by id of the delivery. It knows nothing of the one that
    it was killed over.
    """
    requests = Counter(ids)
    held = {id_ for id_, one in zip(ids, came, strict=True) if one.answer == "held"}
    faults = [
        f"{id_} came {requests[id_]} times and has {attempts.get(id_, 0)} attempts"
        for id_ in sorted(held)
        if not 1 <= attempts.get(id_, 0) < requests[id_]
    ]
    return Check(
        f"killed between send and settle, api sent the same {what} again",
        f"{len(held)} in flight",
        (*faults, *([] if held else ["nothing was in flight"])),
    )


def row(owed: Mapping[int, Change], came: Sequence[Message]) -> dict[str, int]:
    """Return how many of what there were."""
    answers = Counter(one.answer for one in came)
    arrived = Counter(number for one in came if one.answer != "refused" for number in one.sequences)
    return dict(
        zip(
            ROWS,
            (
                len(owed),
                len(owed) - len(missing(owed, came)),
                len(came),
                *(answers[name] for name in ROWS[3:6]),
                sum(count - 1 for count in arrived.values()),
            ),
            strict=True,
        )
    )


def waits(came: Iterable[Message], decided: Mapping[int, float]) -> tuple[float, float]:
    """Return the median and the longest wait from a revision's decision to its arrival, in seconds."""
    first: dict[int, float] = {}
    for one in came:
        if one.answer == "taken":
            for number in one.sequences:
                first.setdefault(number, one.at)
    took = [at - decided[number] for number, at in first.items() if number in decided]
    return (median(took), max(took)) if took else (0.0, 0.0)
