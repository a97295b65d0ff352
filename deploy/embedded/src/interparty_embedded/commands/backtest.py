"""`interparty backtest`: what rule packs say of files of events, or what other packs would change."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import typer

from interparty_embedded import say
from interparty_embedded.backtesting import tables
from interparty_embedded.backtesting.evenness import Evenness
from interparty_embedded.backtesting.evenness import tables as tables_of
from interparty_embedded.backtesting.files import written
from interparty_embedded.backtesting.outcome import Differences, Verdicts, Write
from interparty_embedded.backtesting.packs import OWN, Named, named
from interparty_embedded.backtesting.progress import bar
from interparty_embedded.backtesting.reading import Moments, Reading
from interparty_embedded.backtesting.running import Refusals, compare_all, judge_all, read_all
from interparty_shared import garbage
from interparty_shared.backtest.facts import Standing
from interparty_shared.clock import SystemClock
from interparty_shared.errors import Misconfigured
from interparty_shared.reference import naming
from interparty_shared.settings import Settings


def run(
    facts: Annotated[
        list[str],
        typer.Argument(help="NDJSON, one CloudEvent per line; .gz is unpacked; - for stdin."),
    ],
    packs: Annotated[
        list[str] | None,
        typer.Option(
            help="Our own rule packs with those of this folder or file in their place, or `own`"
            " alone. A second time: what these would change."
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            parser=date.fromisoformat, metavar="DATE", help="The day of the verdicts; else today."
        ),
    ] = None,
    evenness: Annotated[
        bool,
        typer.Option(
            "--evenness",
            help="Say whether alerts fall evenly on countries, kinds of actors and directions.",
        ),
    ] = False,
    details: Annotated[
        int, typer.Option(min=0, help="How many alerts of each sort of change are shown.")
    ] = 3,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all of it there, as NDJSON.")
    ] = None,
) -> None:
    """Judge events from files in one pass, as streaming would; nothing is stored or published.

    With --packs twice: which alerts appear, disappear or change under the second, and why. The order
    of events is nothing, nor how often they are there. Exit 1 where a line was refused.
    """
    sets = [named(one) for one in packs or [OWN]]
    if len(sets) > 2:
        raise Misconfigured("Two sets of packs are compared: give --packs once or twice.")
    if evenness and len(sets) > 1:
        raise Misconfigured("Evenness is of one set of packs: give --packs once.")
    now = SystemClock().now()
    day = as_of or now.date()
    with ExitStack() as stack:
        write = _writer(stack.enter_context(written(json_file))) if json_file else None
        refusals = Refusals(write)
        progress = stack.enter_context(bar())
        garbage.settle()
        reading = read_all(
            facts,
            Moments.of(day, now),
            progress,
            longest=Settings.load().max_event_bytes,
            refuse=refusals.add,
        )
        standing = reading.facts.standing(naming.matcher())
        garbage.settle()
        even = Evenness() if evenness else None
        outcome: Verdicts | Differences = (
            judge_all(standing, sets[0], day, progress, write, even)
            if len(sets) == 1
            else compare_all(standing, (sets[0], sets[1]), day, progress, write, most=details)
        )
    _tell_facts(reading, standing)
    if isinstance(outcome, Verdicts):
        _tell_verdicts(outcome, sets[0], day)
        if even is not None:
            _tell_evenness(even)
    else:
        _tell_differences(outcome, sets, day)
    _tell_refusals(refusals)
    if refusals.count:
        raise typer.Exit(1)


def _writer(stream: IO[bytes]) -> Write:
    def write(document: dict[str, Any]) -> None:
        stream.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))

    return write


def _tell_facts(reading: Reading, standing: Standing) -> None:
    counts = reading.facts.counts
    say.line(
        f"{say.count(reading.read, 'event')} read: {say.count(len(standing.engagements), 'engagement')}"
        f" ({standing.retracted:,} more taken back), {say.count(len(standing.records), 'record')} of"
        f" registers, {say.count(len(standing.syncs), 'sync')},"
        f" {say.count(standing.actors, 'actor')}."
    )
    if counts.repeated or counts.superseded or counts.conflicts:
        say.line(
            f"Said again: {counts.repeated:,}; versions with a later one: {counts.superseded:,};"
            f" two contents under one time, of which one counts: {counts.conflicts:,}."
        )


def _tell_verdicts(verdicts: Verdicts, packs: Named, day: date) -> None:
    say.line(
        f"As of {day}, by {_called(packs)}: {say.count(verdicts.obligations.total(), 'obligation')}"
        f" for {say.count(verdicts.owing, 'engagement')},"
        f" {say.count(verdicts.alerts.total(), 'open alert')}. No rule speaks of"
        f" {say.count(verdicts.engagements - verdicts.owing, 'engagement')}."
    )
    if verdicts.obligations:
        say.out().print(tables.verdicts_table(verdicts))
    if verdicts.alerts:
        say.out().print(tables.alerts_table(verdicts))


def _tell_evenness(even: Evenness) -> None:
    say.line(
        "Contacts are pairs of countries in an engagement, seen from each. Expected are the alerts that"
        " they would bring, did those of one country's law and one channel fare alike."
    )
    for table in tables_of(even):
        say.out().print(table)
    if even.unplaced:
        say.line(
            f"{say.count(even.unplaced, 'alert')} not placed: of one side the country is not known."
        )


def _tell_differences(differences: Differences, sets: list[Named], day: date) -> None:
    kinds = differences.kinds
    say.line(
        f"As of {day}, by {_called(sets[1])} instead of {_called(sets[0])}:"
        f" {say.count(kinds['appears'], 'alert')} would appear, {kinds['disappears']:,} disappear,"
        f" {kinds['changes']:,} change; {kinds['reworded']:,} would be worded otherwise,"
        f" {differences.alike:,} stay as they are."
    )
    if differences.differing:
        names = (f"{sets[0].name} (before)", f"{sets[1].name} (after)")
        say.out().print(tables.numbers_table(differences, names))
    if differences.sorts:
        say.out().print(tables.changes_table(differences))
        for line in tables.details(differences):
            say.line(line)


def _called(packs: Named) -> str:
    return "our own packs" if packs.name == OWN else packs.name


def _tell_refusals(refusals: Refusals) -> None:
    if not refusals.count:
        return
    say.line(f"{say.count(refusals.count, 'line')} refused:")
    for one in refusals.first:
        say.line(f"{one.file}, line {one.line}: {one.reason}")
    if refusals.count > len(refusals.first):
        say.line(f"… and {refusals.count - len(refusals.first):,} more.")
