"""`interparty actors`: reference data about the world's parties and their bodies."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url
from interparty_embedded.commands.naming import judge, resolve
from interparty_embedded.days import day
from interparty_embedded.gazetteer import files, parlgov, parties, whogov
from interparty_embedded.gazetteer.building import Built, Inputs, build
from interparty_embedded.gazetteer.report import Report
from interparty_embedded.posting import Lane, post
from interparty_embedded.sending import Sent
from interparty_shared.errors import Misconfigured
from interparty_shared.reference import curated

app = typer.Typer()
app.command("resolve")(resolve)
app.command("judge")(judge)


@app.command("load")
def load(
    partyfacts: Annotated[
        Path | None, typer.Option(help="Party Facts: its core parties, CSV.")
    ] = None,
    wikidata: Annotated[
        Path | None, typer.Option(help="Party Facts: wikidata.csv, Wikidata's ids.")
    ] = None,
    parlgov_folder: Annotated[
        Path | None, typer.Option("--parlgov", help="ParlGov: the folder of its CSV files.")
    ] = None,
    links: Annotated[
        Path | None,
        typer.Option(help="Party Facts: external parties, CSV, which link it to ParlGov."),
    ] = None,
    whogov_file: Annotated[
        Path | None, typer.Option("--whogov", help="Party Facts: whogov.csv, parties in cabinets.")
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(help="Names in many languages, CSV, by Party Facts or Wikidata id."),
    ] = None,
    only_own: Annotated[
        bool, typer.Option(help="Our own files alone; nothing needs to be downloaded.")
    ] = False,
    edition: Annotated[
        str | None,
        typer.Option(help="The day of the data; else the newest day on which any of it changed."),
    ] = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    dry_run: Annotated[bool, typer.Option(help="Count and show; post nothing.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the events here too, as NDJSON.")] = None,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Events in one request.")] = 500,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to try again where nothing is taken.")
    ] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Load a gazetteer of parties, foundations, internationals and party organs.

    It is made from open files that you downloaded, and from our own. Loading the same files again
    changes nothing. Nothing is posted if a file is not what it should be. Exit 1 where an event was
    rejected.
    """
    given = (partyfacts, wikidata, parlgov_folder, links, whogov_file, names)
    if only_own and any(given):
        raise Misconfigured("--only-own reads no other files: leave one or the other out.")
    if not only_own and partyfacts is None:
        raise Misconfigured("Name the file of Party Facts (--partyfacts), or say --only-own.")
    inputs = Inputs(
        partyfacts=_rows(partyfacts, parties.COLUMNS),
        wikidata=_rows(wikidata, parties.WIKIDATA_COLUMNS),
        parlgov=_tables(parlgov_folder),
        links=_rows(links, parlgov.LINK_COLUMNS),
        whogov=_rows(whogov_file, whogov.COLUMNS),
        multilingual=_rows(names, parties.NAMES_COLUMNS),
    )
    built = build(inputs, curated.load(), day(edition, "--edition"))
    lines = [orjson.dumps(event) for event in built.events]
    if out is not None:
        _write(out, lines)
    sent = None
    if not dry_run:
        sent = post(
            lines,
            len(lines),
            url=url,
            key=key,
            lane=Lane.LIVE,
            batch=batch,
            patience=patience,
            in_lines=True,
        )
    if as_json:
        say.as_json(_document(built, sent))
    else:
        _tell(built, sent)
    if sent is not None and sent.rejected:
        raise typer.Exit(1)


def _rows(path: Path | None, columns: Sequence[str]) -> list[files.Row] | None:
    return None if path is None else files.read(path, columns)


def _tables(folder: Path | None) -> parlgov.Tables | None:
    if folder is None:
        return None
    return parlgov.Tables(
        *(files.read(folder / name, columns) for name, columns in parlgov.COLUMNS.items())
    )


def _write(path: Path, lines: Sequence[bytes]) -> None:
    try:
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error


def _document(built: Built, sent: Sent | None) -> dict[str, Any]:
    report = built.report
    return {
        "edition": built.edition,
        "actors": dict(report.actors),
        "names_by_script": dict(report.scripts.most_common()),
        "governing_spans": dict(report.spans),
        "sources": [
            {
                "source": source,
                "rows": report.rows[source],
                "used": report.used[source],
                "refused": dict(_of(report.refused, source)),
                "left_out": dict(_of(report.notes, source)),
            }
            for source in _sources(report)
        ],
        "sent": None if sent is None else asdict(sent),
    }


def _tell(built: Built, sent: Sent | None) -> None:
    report = built.report
    kinds = say.table("kind", "actors", title=f"Edition {built.edition}")
    for kind, count in report.actors.most_common():
        kinds.add_row(kind, f"{count:,}")
    say.out().print(kinds)
    rows = say.table("source", "rows", "used", "refused", "why")
    for source in _sources(report):
        refused = report.rows[source] - report.used[source]
        rows.add_row(
            escape(source), f"{report.rows[source]:,}", f"{report.used[source]:,}", f"{refused:,}",
            escape("\n".join(f"{count:,} {why}" for why, count in _of(report.refused, source))),
        )  # fmt: skip
    say.out().print(rows)
    left_out = [
        f"{count:,} {why} ({source})"
        for source in _sources(report)
        for why, count in _of(report.notes, source)
    ]
    if left_out:
        say.line("Left out of what was used: " + "; ".join(left_out) + ".")
    spans = ", ".join(f"{count:,} from {source}" for source, count in report.spans.most_common())
    say.line(f"Spans of governing: {spans or 'none'}.")
    scripts = ", ".join(f"{count:,} {script}" for script, count in report.scripts.most_common(12))
    say.line(f"Names by script: {scripts}.")
    if sent is None:
        say.line(f"{say.count(len(built.events), 'event')} made, none posted.")
        return
    say.line(f"{sent.accepted:,} accepted, {sent.rejected:,} rejected.")
    for one in sent.refusals:
        say.line(f"{one.id or f'event {one.line}'} at {one.pointer}: {one.reason}")


def _sources(report: Report) -> list[str]:
    return list(dict.fromkeys([*report.rows, *(source for source, _ in report.notes)]))


def _of(counts: Any, source: str) -> Iterator[tuple[str, int]]:
    return ((why, count) for (one, why), count in counts.most_common() if one == source)
