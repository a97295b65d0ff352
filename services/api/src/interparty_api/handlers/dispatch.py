"""Send what is due: claim and load it, and settle what came of it. No session is open meanwhile."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_api.handlers.judgements import with_judgements
from interparty_api.handlers.planning import message_id
from interparty_api.handlers.retrying import QUIET, REFUSED_IN_A_ROW, next_of, why_disabled
from interparty_api.notify.base import Addressee, Item, Kind, Outcome, Outgoing
from interparty_api.store import deliveries, messages, settling
from interparty_api.store.deliveries import Claimed, Told, Waiting
from interparty_api.store.messages import Message
from interparty_api.store.settling import Standing, Tried
from interparty_shared.db.engine import Database


@dataclass(frozen=True, slots=True)
class Ticket:
    """A message that this process may send, and by which claim."""

    claim: str
    claimed: Claimed
    outgoing: Outgoing
    trace: str
    """Of the first revision that it tells of."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt."""

    ticket: Ticket
    outcome: Outcome
    at: datetime
    took_ms: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one message, or of its subscription."""

    result: Result
    state: str | None
    """None: the lease was lost meanwhile; whoever has it says what becomes of the message."""
    disabled: bool = False


async def ready(database: Database, *, channels: Collection[str], now: datetime) -> list[str]:
    """Return the subscriptions that have a message which is due, by one of these channels."""
    async with database.read() as connection:
        return await deliveries.ready(connection, channels=channels, now=now)


async def waiting(database: Database, *, channels: Collection[str], now: datetime) -> Waiting:
    """Return how much is due, by channel, and since when."""
    async with database.read() as connection:
        return await deliveries.waiting(connection, channels=channels, now=now)


async def claim(
    database: Database,
    wanted: Mapping[str, int],
    *,
    per_subscription: int,
    channels: Collection[str],
    name: str,
    now: datetime,
) -> list[Ticket]:
    """Claim messages and return them as they are to be sent; `wanted`: how many of whom.

    Raises:
        Unavailable: the database does not answer; nothing is claimed.
    """
    async with database.begin() as connection:
        claimed = await deliveries.claim(
            connection,
            wanted,
            per_subscription=per_subscription,
            channels=channels,
            claim=name,
            now=now,
        )
        if not claimed:
            return []
        to = await deliveries.addressees(connection, {one.subscription for one in claimed})
        items = await _with_judgements(
            connection, await deliveries.items(connection, [one.id for one in claimed])
        )
    return [_ticket(name, one, to[one.subscription], items[one.id]) for one in claimed]


async def _with_judgements(
    connection: AsyncConnection, items: Mapping[str, Sequence[Told]]
) -> dict[str, list[Told]]:
    """Return what messages tell of with triage and answers, as these stand when it is sent.

    The revision before bears the same: what changed is told of the alert, not of what was said of it.
    """
    told = [one for group in items.values() for one in group]
    documents = iter(await with_judgements(connection, [one.document for one in told]))
    return {id_: [_judged(one, next(documents)) for one in group] for id_, group in items.items()}


def _judged(one: Told, document: Mapping[str, Any]) -> Told:
    if one.before is None:
        return one._replace(document=document)
    said = {name: document[name] for name in ("triage", "answers")}
    return one._replace(document=document, before={**one.before, **said})


def _ticket(name: str, one: Claimed, to: Mapping[str, Any], told: Sequence[Told]) -> Ticket:
    addressee = Addressee(
        id=one.subscription,
        name=to["name"],
        target=to["target"],
        contact=to["contact"],
        language=to["language"],
        pace=to["pace"],
        secrets=to["secrets"],
        link_key=to["link_key"],
        filter=to["filter"],
        why=to["why"],
    )
    items = [
        Item(
            sequence=item.sequence,
            type=item.type,
            alert=item.document,
            before=item.before,
            root=None if item.first in {None, item.sequence} else item.first,
        )
        for item in told
    ]
    outgoing = Outgoing(one.id, cast("Kind", one.kind), addressee, items, one.created)
    return Ticket(name, one, outgoing, told[0].trace if told else "")


async def settle(
    database: Database, results: Sequence[Result], *, now: datetime, dice: random.Random
) -> list[Settled]:
    """Keep what came of attempts, and what follows from it, in one transaction.

    Every attempt is kept. Of a message whose lease was lost meanwhile the state is left alone.

    Raises:
        Unavailable: the database does not answer; nothing was done.
    """
    async with database.begin() as connection:
        concerned = {one.ticket.claimed.subscription for one in results}
        standing = await settling.subscriptions(connection, concerned)
        held = await settling.messages(connection, {one.ticket.claimed.id for one in results})
        kept = [one for one in results if one.ticket.claimed.id in held]
        await settling.keep(connection, [_tried(one) for one in kept])
        became: dict[str, list[str]] = {}
        again: dict[str, datetime] = {}
        settled: list[Settled] = []
        for one in results:
            claimed = one.ticket.claimed
            sent = held.get(claimed.id)
            if sent is None or sent.claimed_by != one.ticket.claim:
                settled.append(Settled(one, None))
                continue
            then = next_of(
                one.outcome, kind=claimed.kind, attempts=sent.attempts + 1, now=now, dice=dice
            )
            if then.due is not None:
                again[claimed.id] = then.due
            else:
                became.setdefault(then.state, []).append(claimed.id)
            settled.append(Settled(one, then.state))
        await settling.put_off(connection, again)
        for state, ids in sorted(became.items()):
            await settling.settle(connection, ids, state=state, now=now)
        disabled = await _bear_on(connection, standing, kept, now=now)
    return [
        Settled(one.result, one.state, one.result.ticket.claimed.subscription in disabled)
        for one in settled
    ]


def _tried(one: Result) -> Tried:
    outcome = one.outcome
    return Tried(
        one.ticket.claimed.id,
        one.at,
        one.took_ms,
        outcome.outcome,
        outcome.status,
        outcome.detail,
    )


async def _bear_on(
    connection: AsyncConnection,
    standing: Mapping[str, Standing],
    results: Sequence[Result],
    *,
    now: datetime,
) -> set[str]:
    """Keep what attempts say of subscriptions; return those that were disabled."""
    disabled = set()
    for id_, subscription in standing.items():
        mine = [
            one
            for one in results
            if one.ticket.claimed.subscription == id_
            if one.ticket.claimed.kind == "alerts" and not one.outcome.ours
        ]
        if not mine or subscription.state != "active":
            continue
        since = await _failing_since(connection, id_, subscription, mine)
        delivered = any(one.outcome.outcome == "delivered" for one in mine)
        if delivered:
            if subscription.failing_since is not None:
                await settling.failing(connection, [id_], since=None)
            since = None
        worst = next((one for one in mine if one.outcome.outcome == "gone"), mine[-1])
        if worst.outcome.outcome == "delivered":
            continue
        if since is None:
            since = min(one.at for one in mine)
            if not delivered:
                await settling.failing(connection, [id_], since=since)
        last: list[str] = []
        if subscription.channel == "email" and worst.outcome.outcome == "refused":
            last = await settling.last_outcomes(connection, id_, REFUSED_IN_A_ROW)
        why = why_disabled(
            worst.outcome, channel=subscription.channel, failing_since=since, last=last, now=now
        )
        if why is not None:
            await disable(connection, id_, subscription, why, now=now)
            disabled.add(id_)
    return disabled


async def _failing_since(
    connection: AsyncConnection, id_: str, subscription: Standing, results: Sequence[Result]
) -> datetime | None:
    """Return since when a subscription fails without a pause: who failed weeks ago does not since then."""
    if subscription.failing_since is None:
        return None
    first = min(one.at for one in results)
    before = await settling.last_attempt(connection, id_, before=first)
    return subscription.failing_since if before and first - before <= QUIET else None


async def disable(
    connection: AsyncConnection, id_: str, subscription: Standing, why: str, *, now: datetime
) -> None:
    """Disable a subscription, and have whoever answers for it told by mail."""
    await settling.disable(connection, id_, why=why, now=now)
    if subscription.contact is None:
        return
    notice = message_id(id_, "disabled", now.isoformat())
    told = Message(notice, id_, "email", "disabled", now, kind="disabled")
    await messages.put(connection, [told], [], now=now)
