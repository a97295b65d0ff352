"""`interparty doctor`: what is wrong with a deployment, in sentences."""

import asyncio
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.doctor.examination import Deployment, examine
from interparty_embedded.doctor.findings import Finding, wrong
from interparty_embedded.folder import DEFAULT, Folder, settings_of
from interparty_shared.clock import SystemClock
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings

MARKS: Final = {
    "fine": "[green]ok[/]   ",
    "note": "[yellow]note[/] ",
    "wrong": "[bold red]wrong[/]",
}


def run(
    url: Annotated[
        list[str] | None,
        typer.Option(
            envvar="INTERPARTY_URL", help="Where a service listens; once for each of them."
        ),
    ] = None,
    data_dir: Annotated[
        Path,
        typer.Option(
            envvar="INTERPARTY_DATA_DIR",
            help="The folder of `interparty up`, unless INTERPARTY_BUS_URL names a log.",
        ),
    ] = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say what is wrong with a deployment, and what to do; exit 0 only if nothing is.

    Looks with the environment's settings, or at the folder of `interparty up`; changes nothing.
    """
    findings = asyncio.run(_all(url, data_dir, as_json=as_json))
    counts = Counter(finding.level for finding in findings)
    if as_json:
        say.as_json([asdict(finding) for finding in findings])
    elif counts["wrong"]:
        say.line(f"{say.count(counts['wrong'], 'thing is', 'things are')} wrong.")
    else:
        say.line("Nothing is wrong.")
    if counts["wrong"]:
        raise typer.Exit(1)


async def _all(urls: list[str] | None, data_dir: Path, *, as_json: bool) -> list[Finding]:
    findings = []
    try:
        deployment = _deployment(urls, data_dir)
    except Misconfigured as error:
        findings = [wrong("settings", str(error), "No service starts with these settings.")]
        if not as_json:
            _tell(findings[0])
        return findings
    async for finding in examine(deployment):
        findings.append(finding)
        if not as_json:
            _tell(finding)
    return findings


def _deployment(urls: list[str] | None, data_dir: Path) -> Deployment:
    settings = Settings.load()
    if "bus_url" not in settings.model_fields_set:
        settings = settings_of(Folder(data_dir))
        urls = urls or [f"http://127.0.0.1:{settings.port}"]
    return Deployment(settings, tuple(urls or ()), SystemClock())


def _tell(finding: Finding) -> None:
    advice = f" [dim]{escape(finding.advice)}[/]" if finding.advice else ""
    say.out().print(f"{MARKS[finding.level]} {escape(finding.text)}{advice}")
