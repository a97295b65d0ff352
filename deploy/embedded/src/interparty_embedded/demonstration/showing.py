"""What the demonstration does once the services listen: feed, wait, show."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from interparty_embedded import say
from interparty_embedded.calling import pages
from interparty_embedded.demonstration import history
from interparty_embedded.demonstration.history import Loaded
from interparty_embedded.demonstration.settling import settled
from interparty_embedded.demonstration.tables import Json, alerts_table, verdicts_table
from interparty_embedded.sending import Sent, send
from interparty_shared.errors import InterpartyError
from interparty_shared.runtime import Resources

SOURCE: Final = "urn:interparty:demo"
SETTLE_S: Final = 60.0
HISTORY_SETTLE_S: Final = 600.0
NARROW: Final = 120
"""Columns where the output is no terminal, which could tell its own."""


class DemonstrationFailed(InterpartyError):
    """The services did not take the demonstration's own events."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the demonstration talks to, and where it shows what it found."""

    client: httpx.AsyncClient
    resources: Resources
    console: Console


def console() -> Console:
    """Return where tables are shown."""
    there = say.out()
    return there if there.is_terminal else Console(highlight=False, width=NARROW)


async def show_cases(stage: Stage) -> None:
    """Post the demonstration's cases and show what came of them.

    Raises:
        DemonstrationFailed: one of them was rejected.
        Unavailable: they were not worked off in time.
    """
    events = files("interparty_embedded").joinpath("demo/events.ndjson").read_bytes().splitlines()
    sent = Sent()
    await send(stage.client, events, sent)
    if sent.rejected:
        first = sent.refusals[0]
        raise DemonstrationFailed(f"Line {first.line} at {first.pointer}: {first.reason}.")
    await settled(stage.resources, seconds=SETTLE_S)
    alerts = [one async for one in pages(stage.client, "/v1/alerts", status="open")]
    obligations = [one async for one in pages(stage.client, "/v1/obligations")]
    engagements = [one async for one in pages(stage.client, "/v1/engagements")]
    stage.console.print(
        f"{sent.accepted} events posted: visits and meetings (four of them invented, of a Member M),"
        " the registers' records of them, and how far our copy of each register reaches.\n"
    )
    stage.console.print(f"[bold]{say.count(len(alerts), 'alert')}[/]")
    stage.console.print(alerts_table(alerts))
    told = {alert["obligation"] for alert in alerts}
    quiet = [one for one in obligations if one["id"] not in told]
    stage.console.print(
        f"\n[bold]The other verdicts[/]: {len(quiet)} of {len(obligations)} obligations"
    )
    stage.console.print(verdicts_table(quiet, unruled=_unruled(engagements, obligations)))


def _unruled(engagements: list[Json], obligations: list[Json]) -> list[str]:
    ruled = {one["engagement"]["id"] for one in obligations}
    return [one["id"] for one in engagements if one["id"] not in ruled]


async def show_history(stage: Stage, path: Path) -> Loaded:
    """Load the visits history as history is loaded (`lane=backfill`) and show what that gave.

    Raises:
        Unavailable: it was not taken, or not worked off in time.
    """
    began, loaded = perf_counter(), Loaded()
    events = list(history.lines(path, loaded.report))
    with _bar(stage.console, len(events)) as advance:
        await send(
            stage.client,
            events,
            loaded.sent,
            lane="backfill",
            progress=lambda sent: advance(sent.accepted + sent.rejected),
        )
        await settled(stage.resources, seconds=HISTORY_SETTLE_S)
    await history.count(stage.client, loaded)
    _tell(stage.console, loaded, perf_counter() - began)
    return loaded


@contextmanager
def _bar(where: Console, total: int) -> Iterator[Callable[[int], None]]:
    progress = Progress(
        TextColumn("UK register of visits"),
        BarColumn(),
        MofNCompleteColumn(),
        console=where,
        transient=True,
        disable=not where.is_terminal,
    )
    with progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.update(task, completed=done)


def _tell(where: Console, loaded: Loaded, seconds: float) -> None:
    report, sent = loaded.report, loaded.sent
    where.print(f"\n[bold]UK register of members' visits[/] (in {seconds:.1f} s)")
    table = say.table("", "count", "which")
    table.add_row("records read", f"{report.lines:,}", "")
    table.add_row("events made", f"{sum(report.made.values()):,}", _listed(report.made))
    table.add_row("left out", f"{sum(report.skipped.values()):,}", _listed(report.skipped))
    table.add_row("accepted", f"{sent.accepted:,}", f"rejected: {sent.rejected:,}")
    table.add_row("verdicts", f"{sum(loaded.verdicts.values()):,}", _listed(loaded.verdicts))
    table.add_row("open alerts", f"{sum(loaded.alerts.values()):,}", _listed(loaded.alerts))
    where.print(table)
    for one in sent.refusals:
        where.print(f"line {one.line}: {escape(one.reason)}")


def _listed(counts: Counter[str]) -> str:
    return escape(", ".join(f"{name} {count:,}" for name, count in counts.most_common()))


def show_what_next(where: Console, url: str, folder: Path, key: str, *, stays: bool) -> None:
    """Say how to look further."""
    if not stays:
        where.print(
            "\nTo look around: `interparty demo --stay`. To begin with events of your own:"
            " `interparty up`.\nEvery path is described at /openapi.json."
        )
        return
    where.print(f"\n[bold]Interparty listens on {url}[/] (reading needs no key here). Try:\n")
    for line in (
        f"curl '{url}/v1/alerts?verdict=missing'",
        f"curl '{url}/v1/explain?source={SOURCE}&id=C22'",
        f"curl '{url}/v1/obligations?verdict=undetermined'",
        f"curl -H 'Authorization: Bearer {key}' -H 'Content-Type: application/x-ndjson' \\\n"
        f"     --data-binary @events.ndjson {url}/v1/events",
    ):
        where.print(f"  {line}", markup=False, soft_wrap=True)
    where.print(f"\nData lies in {folder}. Ctrl-C ends the demonstration.", soft_wrap=True)
