"""`interparty db`: every service's database, as its code expects it."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from interparty_embedded import databases, say
from interparty_embedded.databases import Standing
from interparty_embedded.migrations import MIGRATIONS
from interparty_embedded.patience import patiently
from interparty_shared.db.migrate import Migrations
from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings

app = typer.Typer()

Services = Annotated[
    list[str] | None,
    typer.Option("--service", help=f"Only this one ({', '.join(MIGRATIONS)}); may be repeated."),
]
Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait for a database to answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts.")]


@app.command("upgrade")
def upgrade(service: Services = None, wait: Wait = 60) -> None:
    """Run the migrations that are missing; running it again changes nothing."""
    chosen = _chosen(service)
    done = asyncio.run(databases.upgrade(chosen, Settings.load(), wait=wait))
    for name, before, now in done:
        if before == now:
            say.line(f"{name}: at {now} already.")
        else:
            say.line(f"{name}: from {before or 'nothing'} to {now}.")


@app.command("current")
def current(service: Services = None, wait: Wait = 0, as_json: AsJson = False) -> None:
    """Show which revision each database is at."""
    found = _standings(service, wait=wait, compare=False)
    if as_json:
        say.as_json([_document(one) for one in found])
        return
    table = say.table("service", "revision", "newest", "database")
    for one in found:
        table.add_row(one.service, one.revision or "none", one.newest, one.where)
    say.out().print(table)


@app.command("check")
def check(service: Services = None, wait: Wait = 0, as_json: AsJson = False) -> None:
    """Compare revisions and tables with what the code expects; exit 1 where they differ."""
    found = _standings(service, wait=wait, compare=True)
    if as_json:
        say.as_json([_document(one) for one in found])
    else:
        for one in found:
            for sentence in _sentences(one):
                say.line(sentence)
    if any(not one.is_newest or one.differences for one in found):
        raise typer.Exit(1)


def _chosen(names: Sequence[str] | None) -> dict[str, Migrations]:
    if unknown := set(names or ()) - MIGRATIONS.keys():
        raise Misconfigured(
            f"There is no service {', '.join(sorted(unknown))}: {', '.join(MIGRATIONS)}."
        )
    return {name: one for name, one in MIGRATIONS.items() if not names or name in names}


def _standings(names: Sequence[str] | None, *, wait: float, compare: bool) -> list[Standing]:
    settings, chosen = Settings.load(), _chosen(names)

    async def ask() -> list[Standing]:
        return [await databases.standing(one, settings, compare=compare) for one in chosen.values()]

    return asyncio.run(patiently(ask, seconds=wait))


def _sentences(one: Standing) -> list[str]:
    if not one.is_newest:
        return [
            f"{one.service}: at {one.revision or 'nothing'}, the code expects {one.newest}:"
            " run `interparty db upgrade`."
        ]
    if one.differences:
        return [f"{one.service}: {difference}" for difference in one.differences]
    return [f"{one.service}: as the code expects ({one.newest})."]


def _document(one: Standing) -> dict[str, object]:
    return {
        "service": one.service,
        "database": one.where,
        "revision": one.revision,
        "newest": one.newest,
        "differences": list(one.differences),
    }
