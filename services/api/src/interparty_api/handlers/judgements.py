"""What people did with an alert and what those named in it replied, shown wherever the alert is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.store import alerts, judgements
from interparty_api.store.alone import alone
from interparty_api.store.judgements import Answered, Triaged
from interparty_shared.db.engine import Database
from interparty_shared.domain.documents import moment
from interparty_shared.errors import NotFound
from interparty_shared.web.problems import Problem

__all__ = [
    "Answered",
    "Triaged",
    "answer",
    "texts_with_judgements",
    "triage",
    "with_judgements",
]

Document = dict[str, Any]

STATES: Final[Mapping[str, str]] = {
    "acknowledge": "acknowledged",
    "dismiss": "dismissed",
    "reopen": "none",
}
"""What an alert is after each action. None of them takes it out of a list."""
MOST_TRIAGE: Final = 200
MOST_ANSWERS: Final = 50
"""Of one alert: what is shown with it must not grow without end."""

_ID = re.compile(r'\{"id":("(?:[^"\\]|\\.)*")')
_NOTHING: Final[Document] = {"state": "none", "by": None, "note": None, "at": None, "log": []}
_NONE: Final = orjson.dumps({"triage": _NOTHING, "answers": []}).decode()[1:]


async def with_judgements(
    connection: AsyncConnection,
    documents: Sequence[Mapping[str, Any]],
    *,
    at: datetime | None = None,
) -> list[Document]:
    """Return documents of alerts with `triage` and `answers`, as they stood at a moment."""
    said = await _said(connection, (str(one["id"]) for one in documents), at)
    nothing: Document = {"triage": _NOTHING, "answers": []}
    return [{**one, **said.get(one["id"], nothing)} for one in documents]


async def texts_with_judgements(
    connection: AsyncConnection, texts: Sequence[str], *, at: datetime | None = None
) -> list[str]:
    """Return alerts that are JSON text already with `triage` and `answers`, without reading them."""
    ids = [_id_in(text) for text in texts]
    said = await _said(connection, ids, at)
    tails = {alert: orjson.dumps(found).decode()[1:] for alert, found in said.items()}
    return [f"{text[:-1]},{tails.get(id_, _NONE)}" for text, id_ in zip(texts, ids, strict=True)]


def _id_in(text: str) -> str:
    # The id stands first in what we keep (`projection.revision_of`).
    found = _ID.match(text)
    id_: str = orjson.loads(found[1]) if found else orjson.loads(text)["id"]
    return id_


async def _said(
    connection: AsyncConnection, ids: Iterable[str], at: datetime | None
) -> dict[str, Document]:
    triaged, answered = await judgements.of_alerts(connection, set(ids), at=at)
    if not triaged and not answered:
        return {}
    logs: defaultdict[str, list[Triaged]] = defaultdict(list)
    replies: defaultdict[str, list[Answered]] = defaultdict(list)
    for done in triaged:
        logs[done.alert].append(done)
    for reply in answered:
        replies[reply.alert].append(reply)
    return {
        id_: {"triage": _triage(logs[id_]), "answers": [_answer(one) for one in replies[id_]]}
        for id_ in {*logs, *replies}
    }


def _triage(log: Sequence[Triaged]) -> Document:
    if not log:
        return _NOTHING
    shown = [
        {"action": one.action, "by": one.by, "note": one.note, "at": moment(one.at)} for one in log
    ]
    last = shown[-1]
    state = STATES[str(last["action"])]
    return {"state": state, **{name: last[name] for name in ("by", "note", "at")}, "log": shown}


def _answer(one: Answered) -> Document:
    return {
        "id": one.id,
        "by": one.by,
        "capacity": one.capacity,
        "text": one.text,
        "url": one.url,
        "at": moment(one.at),
    }


async def triage(database: Database, said: Triaged) -> str:
    """Keep what somebody did with an alert; return the alert as JSON text.

    Raises:
        NotFound: there is no such alert; Problem: (conflict) its log is full.
    """
    async with database.begin() as connection:
        await alone(connection, f"triage of {said.alert}")
        text = await _known(connection, said.alert)
        count, last = await judgements.count(connection, "triage", said.alert)
        if count >= MOST_TRIAGE:
            raise Problem("conflict", f"an alert has at most {MOST_TRIAGE} entries of triage")
        await judgements.triage(connection, replace(said, at=_later(said.at, last)))
        return (await texts_with_judgements(connection, [text]))[0]


async def answer(database: Database, said: Answered) -> str:
    """Keep a reply to an alert; return the alert as JSON text.

    Raises:
        NotFound: there is no such alert; Problem: (conflict) it has as many answers as it may.
    """
    async with database.begin() as connection:
        await alone(connection, f"answers to {said.alert}")
        text = await _known(connection, said.alert)
        count, last = await judgements.count(connection, "answers", said.alert)
        if count >= MOST_ANSWERS:
            raise Problem("conflict", f"an alert has at most {MOST_ANSWERS} answers")
        await judgements.answer(connection, replace(said, at=_later(said.at, last)))
        return (await texts_with_judgements(connection, [text]))[0]


def _later(at: datetime, last: datetime | None) -> datetime:
    """Return when it was said: later than what was said before, whatever the clock shows.

    The last entry decides what an alert is, so there must be one that is the last.
    """
    return at if last is None else max(at, last + timedelta(microseconds=1))


async def _known(connection: AsyncConnection, alert: str) -> str:
    text = await alerts.one(connection, alert, at=None)
    if text is None:
        raise NotFound(f"no alert {alert!r}")
    return text
