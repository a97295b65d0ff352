"""`interparty engagements`: engagements from files that others publish."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from interparty_embedded import engagement_files, say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url
from interparty_embedded.days import day
from interparty_embedded.posting import Lane, post, tell
from interparty_ingest.sources.engagements.known import ENGAGEMENT_SOURCES
from interparty_ingest.sources.engagements.source import EngagementSource
from interparty_shared.errors import Misconfigured

app = typer.Typer()


@app.command("sources")
def list_sources(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List the sources of engagements that we read, how they are coded, and how they may be used."""
    if as_json:
        say.as_json([_told(source) for source in ENGAGEMENT_SOURCES.values()])
        return
    table = say.table("source", "title", "forms", "coded by a", "licence", lines=True)
    for source in ENGAGEMENT_SOURCES.values():
        row = (source.id, source.title, ", ".join(source.readers), source.standing, source.licence)
        table.add_row(*map(escape, row))
    say.out().print(table)


@app.command("import")
def import_file(
    source: Annotated[str, typer.Argument(help="As `interparty engagements sources` names it.")],
    file: Annotated[Path, typer.Argument(help="The file as the source publishes it.")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    lane: Annotated[
        Lane, typer.Option(help="backfill for history: behind live events, nobody is notified.")
    ] = Lane.LIVE,
    edition: Annotated[
        str | None,
        typer.Option(
            help="The day of this edition of the file: rows that were corrected since replace those before."
        ),
    ] = None,
    form: Annotated[
        str | None, typer.Option(help="How the file is written, where its name does not say.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read it and count; post nothing.")
    ] = False,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Events in one request.")] = 500,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to try again where nothing is taken.")
    ] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Post the engagements of a file; say of each row why it is none.

    The whole file is read first: of one that is broken nothing is posted. Importing a file again
    changes nothing, as an engagement is known by its source and id and its time is the row's own. Exit
    1 where an engagement was rejected, 2 where the file is broken.
    """
    known = _source(source)
    lines, outcome = engagement_files.read(known, file, form, day(edition, "--edition"))
    sent = None
    if not dry_run:
        size = sum(len(line) + 1 for line in lines)
        sent = post(lines, size, url=url, key=key, lane=lane, batch=batch, patience=patience)
    if as_json:
        say.as_json(outcome.document() | {"sent": asdict(sent) if sent else None})
    else:
        for table in engagement_files.tables(outcome):
            say.out().print(table)
        if sent:
            tell(sent)
    if sent and sent.rejected:
        raise typer.Exit(1)


def _source(name: str) -> EngagementSource:
    found = ENGAGEMENT_SOURCES.get(name)
    if not found:
        raise Misconfigured(
            f"There is no source {name}; there are {', '.join(ENGAGEMENT_SOURCES)}."
        )
    return found


def _told(source: EngagementSource) -> dict[str, object]:
    return {
        "id": source.id,
        "source": source.source,
        "title": source.title,
        "licence": source.licence,
        "forms": list(source.readers),
        "coding": source.standing,
    }
