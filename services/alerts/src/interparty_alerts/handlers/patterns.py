"""Decide patterns: the weeks whose contacts changed, and those that are over since; some at a time.

What a week holds follows from the contacts until then, the rules and reference data, and nothing else.
So it is read in one view, decided outside any transaction, and saved if no other worker saved meanwhile;
what changed after the view has rows of its own, and is decided next.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from interparty_alerts.questions import Rules
from interparty_alerts.store import contacts, facts, judging, meant, outbox, patterns, verdicts
from interparty_alerts.store.contacts import Changed
from interparty_alerts.store.outbox import Entry
from interparty_alerts.store.patterns import State
from interparty_shared.db.engine import Database
from interparty_shared.domain import alerts
from interparty_shared.domain.alerts import Known
from interparty_shared.domain.documents import Document, engagement_document
from interparty_shared.domain.facts import Engagement, Ref
from interparty_shared.domain.patterns import episodes
from interparty_shared.domain.patterns.flags import Flag, flags, judged_through
from interparty_shared.domain.patterns.history import History, Met, party_of
from interparty_shared.domain.patterns.kept import Kept
from interparty_shared.domain.patterns.kinds import memory
from interparty_shared.domain.patterns.rules import Rule
from interparty_shared.reference.country_names import english

WEEKS: Final = 26
"""Weeks that are decided at a time."""
QUIET: Final = timedelta(seconds=2)
"""So long after the last change at least: many weeks change at once when history is loaded."""
LONGEST: Final = timedelta(seconds=60)
"""So long after the first change at most."""

_GONE: Final = "As facts and rules stand now, the pattern is not found any more."


@dataclass(slots=True)
class Decided:
    """What a turn did."""

    weeks: int = 0
    found: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Weeks of subjects that were found anew, by rule and mode."""
    revisions: list[tuple[Known, str]] = field(default_factory=list)


class _View(NamedTuple):
    """What a turn begins with: how far all is decided, what is to do, and the contacts for it."""

    plan: State
    changed: Changed | None
    met: Kept


async def decide(
    database: Database,
    rules: Rules,
    *,
    now: datetime,
    trace: str,
    quiet: timedelta = QUIET,
    longest: timedelta = LONGEST,
) -> Decided | None:
    """Decide some weeks; None where nothing is to do yet, or verdicts are for other workers to give.

    Raises:
        Overtaken: another worker decided meanwhile; Unavailable. Nothing was done in either case.
    """
    view = await _view(database, rules, now, quiet, longest)
    if view is None:
        return None
    plan, live = view.plan, {rule.id: rule for rule in rules.patterns}
    fresh: list[Flag] = []
    last = plan.through
    if plan.first is not None and plan.last is not None:
        last = min(plan.last, plan.first + WEEKS - 1)
        fresh = await asyncio.to_thread(_found, view, rules.patterns, plan.first, last)
    async with database.begin() as connection:
        if await outbox.unread(connection) or not await judging.ours(connection, rules.digest):
            return None
        done = _after(plan, last)
        await patterns.save(connection, done)
        if view.changed is not None:
            await contacts.decided(connection, view.changed.numbers)
        if plan.first is None:
            return Decided()
        known = await patterns.flags_within(connection, plan.first, last)
        gone, new = _differing(known, fresh)
        await patterns.replace_flags(connection, gone, new)
        groups = {one.group for one in (*gone, *new)}
        groups |= {one.group for one in known if _key(one) in set(map(_key, new))}
        if last == plan.through:
            groups |= await patterns.open_groups(connection)
        decided = Decided(last - plan.first + 1, _counted(new, live))
        decided.revisions = await _tell(connection, groups, live, now, trace, notify=plan.notify)
        return decided


async def _view(
    database: Database, rules: Rules, now: datetime, quiet: timedelta, longest: timedelta
) -> _View | None:
    async with database.read() as connection:
        was = await patterns.state(connection)
        if was is None and not rules.patterns:
            return None
        changed = await contacts.changed(connection)
        if changed and not (changed.latest <= now - quiet or changed.earliest <= now - longest):
            return None
        reference = "{}:{}".format(*await meant.changes(connection))
        plan = _planned(
            was,
            changed,
            State(
                digest=rules.digest,
                reference=reference,
                since=await contacts.since(connection),
                through=judged_through(now.date()),
                first=await patterns.earliest_flag(connection),
            ),
            reach=max(map(memory, rules.patterns), default=1),
        )
        if plan is None:
            return None
        if plan.first is None or plan.last is None:
            return _View(plan, changed, Kept())
        reach = max(map(memory, rules.patterns), default=1)
        last = min(plan.last, plan.first + WEEKS - 1)
        first = plan.first - reach + 1
        bodies = await contacts.bodies_within(connection, first, last)
        reference_data = await meant.meanings(
            connection, [body.actor for body in bodies.values()], rules.matcher
        )
        parties = {body: party_of(body, reference_data) for body in bodies.values()}
        met = Kept()
        async for one in contacts.within(connection, first, last, bodies):
            met.add(Met(one, parties[one.a], parties[one.b]))
        return _View(plan, changed, met)


def _planned(
    was: State | None, changed: Changed | None, seen: State, *, reach: int
) -> State | None:
    """Return the state to go on from, with the weeks that are to be decided; None: nothing is to do.

    `seen` is how it would be if all were decided, and in `first` the earliest week in which anything was
    found before.
    """
    if was is None or (was.digest, was.reference) != (seen.digest, seen.reference):
        begin = min((one for one in (seen.since, seen.first) if one is not None), default=None)
        version = was.version if was else 0
        through = max(seen.through, was.through) if was else seen.through
        return _spanning(
            replace(seen, version=version, through=through, notify=True), begin, through
        )
    spans: list[tuple[int, int]] = []
    through = max(was.through, seen.through)
    notify = was.notify if was.first is not None else False
    if was.first is not None and was.last is not None:
        spans.append((was.first, was.last))
    if changed is not None and changed.first is not None and changed.last is not None:
        spans.append((changed.first, changed.last + reach - 1))
        notify = notify or changed.notify
    if through > was.through:
        spans.append((was.through + 1, through))
        notify = True
    if seen.since != was.since:
        ends = [one for one in (seen.since, was.since) if one is not None]
        spans.append((min(ends), max(ends) + reach - 1))
    if not spans and changed is None:
        return None
    now = replace(was, since=seen.since, through=through, notify=notify)
    first = min((one for one, _ in spans), default=None)
    return _spanning(now, first, min(through, max((one for _, one in spans), default=through)))


def _spanning(state: State, first: int | None, last: int) -> State:
    if first is None or first > last:
        return replace(state, first=None, last=None)
    return replace(state, first=first, last=last)


def _after(plan: State, last: int) -> State:
    """Return the state once the weeks through `last` are decided."""
    more = plan.last is not None and last < plan.last
    return replace(
        plan,
        first=last + 1 if more else None,
        last=plan.last if more else None,
        version=plan.version + 1,
    )


def _found(view: _View, rules: Sequence[Rule], first: int, last: int) -> list[Flag]:
    history = History(view.met.settle(), since=view.plan.since, country=english)
    return list(flags(rules, history, first, last))


def _key(one: Flag) -> tuple[str, str, int]:
    return one.rule, one.subject, one.week


def _differing(known: Sequence[Flag], fresh: Sequence[Flag]) -> tuple[list[Flag], list[Flag]]:
    """Return what is not found any more, and what is new or other than before."""
    was, now = {_key(one): one for one in known}, {_key(one): one for one in fresh}
    gone = [was[key] for key in sorted(was.keys() - now.keys())]
    return gone, [now[key] for key in sorted(now) if was.get(key) != now[key]]


def _counted(fresh: Sequence[Flag], rules: Mapping[str, Rule]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in fresh:
        key = one.rule, rules[one.rule].mode
        found[key] = found.get(key, 0) + 1
    return found


async def _tell(
    connection: AsyncConnection,
    groups: Collection[str],
    rules: Mapping[str, Rule],
    now: datetime,
    trace: str,
    *,
    notify: bool,
) -> list[tuple[Known, str]]:
    """Bring the alerts between these countries to what is found now."""
    told = await verdicts.alerts_of(connection, [Ref(episodes.SOURCE, group) for group in groups])
    found = await patterns.flags_of(connection, groups)
    today = now.date()
    wanted = {ref for some in found.values() for ref in episodes.wanted(rules, some, today)}
    shown = await _shown(connection, wanted)
    revisions: list[tuple[Ref, Known]] = []
    entries: list[Entry] = []
    known = {id_: (ref, one) for ref, some in told.items() for id_, one in some.items()}
    living = set()
    for group in sorted(groups):
        ref = Ref(episodes.SOURCE, group)
        for one in episodes.told(rules, found[group], today, shown):
            living.add(one.id)
            before = known[one.id][1] if one.id in known else None
            revision = alerts.revised(before, one.id, one.document, now)
            # One whose country was corrected says so: it is revised, and lies with its new countries.
            if revision is not None:
                loud = notify and one.recent and not one.folded and _says_more(before, revision)
                revisions.append((ref, revision))
                entries.append(_entry(ref, revision, now, trace, loud))
    for id_ in sorted(known.keys() - living):
        ref, was = known[id_]
        gone = alerts.withdraw(was, _GONE, now=now)
        if gone is not None:
            revisions.append((ref, gone))
            entries.append(_entry(ref, gone, now, trace, notify))
    await verdicts.save_alerts(connection, revisions)
    await outbox.add(connection, entries)
    return [(one, trace) for _, one in revisions]


def _says_more(before: Known | None, after: Known) -> bool:
    """Return whether a revision is worth telling: not one in which an expected count moved by a hair."""
    if before is None:
        return True
    was, now = before.document, after.document
    telling = ("status", "severity", "folded_into")
    if any(was[name] != now[name] for name in telling):
        return True
    return bool(was["evidence"]["total"] != now["evidence"]["total"])


def _entry(ref: Ref, revision: Known, now: datetime, trace: str, notify: bool) -> Entry:
    key = f"{ref.source}\n{ref.id}"
    return Entry("alert", key, orjson.dumps(revision.document), now, trace, notify)


async def _shown(connection: AsyncConnection, refs: Collection[Ref]) -> dict[Ref, Document]:
    stored = await facts.by_ref(connection, refs)
    return {
        ref: engagement_document(one.value)
        for ref, one in stored.items()
        if isinstance(one.value, Engagement)
    }
