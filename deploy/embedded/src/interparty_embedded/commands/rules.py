"""`interparty rules`: rule packs checked, tested, explained, compared and put on a page."""

from pathlib import Path
from typing import Annotated

import typer

from interparty_embedded import say
from interparty_embedded.commands import backtest
from interparty_embedded.commands.scores import score
from interparty_embedded.days import day
from interparty_embedded.rules import making, playing, showing
from interparty_shared import packs
from interparty_shared.clock import SystemClock
from interparty_shared.errors import Misconfigured
from interparty_shared.packs import comparing, fixtures, pages
from interparty_shared.packs import lint as linting
from interparty_shared.packs.explain import chosen, explained
from interparty_shared.settings import Settings

app = typer.Typer()
app.command("backtest")(backtest.run)
app.command("score")(score)

Folder = Annotated[
    Path | None,
    typer.Argument(
        exists=True,
        file_okay=False,
        help="A folder of packs; else those that come with Interparty.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts.")]


@app.command("new")
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Such as GB-MP-VISITS.")],
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where to write it.")],
) -> None:
    """Write a new rule to begin with: a pack and its fixtures, whole and off, with what each key is for."""
    pack, cases = making.made(id_.upper(), folder, SystemClock().now().date())
    say.line(f"{pack} and {cases.name} are written. What is in them is made up.")
    say.note(f"Change them, then: interparty rules lint {folder}; interparty rules test {folder}")


@app.command("lint")
def lint(
    folder: Folder = None,
    strict: Annotated[bool, typer.Option(help="Let warnings count as errors.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with packs and fixtures, a line for each place; exit 1 if anything is.

    Is every pack valid and cited, its words neutral, every verdict shown by a fixture, and is
    everything there that it names? Warnings are for people to judge.
    """
    found = linting.lint(folder)
    errors = sum(one.level == "error" for one in found)
    if as_json:
        say.as_json([one._asdict() for one in found])
    else:
        for one in found:
            say.line(str(one))
        warnings = say.count(len(found) - errors, "warning")
        say.note(f"{say.count(errors, 'error')}, {warnings}.")
    if errors or (strict and found):
        raise typer.Exit(1)


@app.command("test")
def play(
    folder: Folder = None,
    only: Annotated[str | None, typer.Option(help="Only this rule or regime.")] = None,
    as_json: AsJson = False,
) -> None:
    """Play the fixtures of every pack; exit 1 if one comes out otherwise than it is written."""
    suites = playing.chosen(fixtures.suites(folder), only)
    if not suites:
        raise Misconfigured(f"There is no rule {only}." if only else "There are no packs.")
    outcomes = [playing.played(suite) for suite in suites]
    failed = playing.failures(outcomes)
    if as_json:
        say.as_json([one.document() for one in outcomes])
    else:
        for one in outcomes:
            for sentence in playing.sentences(one):
                say.line(sentence)
        passed = say.count(sum(one.passed for one in outcomes), "fixture")
        say.note(f"{passed} as written, {failed:,} not.")
    if failed:
        raise typer.Exit(1)


@app.command("explain")
def explain(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Of a rule, or of a regime.")],
    version: Annotated[str | None, typer.Option(help="Else the one in force on --on.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day whose version is asked for; today.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(metavar="DATE", help="Work out the dates for what was that day.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a rule says, in sentences: of our packs, and of those in INTERPARTY_RULES."""
    asked = day(on, "--on") or SystemClock().now().date()
    worked = day(event, "--event")
    known = packs.load(Settings.load().rules)
    found = [
        explained(rule, worked) for rule in chosen(known, id_.upper(), version=version, on=asked)
    ]
    if as_json:
        say.as_json([showing.explanation_document(one) for one in found])
        return
    for number, one in enumerate(found):
        if number:
            say.line("")
        showing.explanation(one)


@app.command("diff")
def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="A folder of packs, or `own` for Interparty's.")
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    as_json: AsJson = False,
) -> None:
    """Say what differs between two folders of packs, rule by rule and key by key."""
    found = comparing.compared(comparing.packs_of(before), comparing.packs_of(after))
    if as_json:
        say.as_json(showing.difference_document(found))
        return
    for sentence in showing.difference(found):
        say.line(sentence)


@app.command("docs")
def docs(
    folder: Folder = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there; else to stdout.")
    ] = None,
) -> None:
    """Write one page of all rules and their cases, in Markdown, for a lawyer to review."""
    page = pages.page(fixtures.suites(folder))
    if out is None:
        typer.echo(page, nl=False)
        return
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{out} cannot be written: {error.strerror}.") from error
    say.note(f"{out} is written.")
