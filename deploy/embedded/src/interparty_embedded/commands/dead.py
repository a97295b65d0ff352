"""`interparty dead`: what was put aside, with its reason; sending it again once it is mended."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import httpx
import typer
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Refused, Url, ask, caller, pages
from interparty_shared.errors import Misconfigured

app = typer.Typer()

Step = Annotated[
    str | None, typer.Option(help="Only of this step: parse, validate, publish, process, conflict.")
]
By = Annotated[str | None, typer.Option(help="Only put aside by this service.")]


@app.command("list")
def show(
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    step: Step = None,
    by: By = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List what was put aside, newest first."""

    async def fetch() -> list[dict[str, Any]]:
        async with caller(url, key) as client:
            return [letter async for letter in _letters(client, limit, step=step, by=by)]

    found = asyncio.run(fetch())
    if as_json:
        say.as_json(found)
        return
    if not found:
        say.line("Nothing was put aside.")
        return
    table = say.table("id", "when", "by", "step", "event", "reason", lines=True)
    for letter in found:
        event = " ".join(str(letter[name]) for name in ("source", "id") if letter.get(name))
        again = f" (replayed {letter['replayed'][:16]})" if letter.get("replayed") else ""
        table.add_row(
            str(letter["dead_id"]),
            str(letter["at"])[:16],
            f"{letter['by']} for {letter['producer'] or 'nobody'}",
            str(letter["step"]),
            escape(event),
            escape(f"{letter['reason']}{again}"),
        )
    say.out().print(table)


@app.command("replay")
def replay(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids from `interparty dead list`.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that were not replayed yet, as --step and --by say.")
    ] = False,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    step: Step = None,
    by: By = None,
) -> None:
    """Validate what was put aside again and send it back to its lane; exit 1 if some is refused."""
    if bool(ids) == everything:
        raise Misconfigured("Name ids, or say --all (with --step or --by to choose).")
    accepted, refused = asyncio.run(_replay(url, key, ids, step=step, by=by))
    say.line(f"{accepted:,} accepted, {refused:,} refused again.")
    if refused:
        raise typer.Exit(1)


async def _replay(
    url: str, key: str | None, ids: list[str] | None, *, step: str | None, by: str | None
) -> tuple[int, int]:
    accepted = refused = 0
    async with caller(url, key) as client:
        chosen = ids or [
            letter["dead_id"]
            async for letter in _letters(client, None, step=step, by=by)
            if not letter.get("replayed")
        ]
        for one in chosen:
            try:
                await ask(client, "POST", f"/v1/dead/{one}/replay")
                accepted += 1
            except Refused as error:
                if error.code not in {404, 409, 422}:
                    raise
                refused += 1
                say.line(f"{one}: {error}")
    return accepted, refused


def _letters(
    client: httpx.AsyncClient, most: int | None, *, step: str | None, by: str | None
) -> AsyncGenerator[dict[str, Any]]:
    wanted = {name: value for name, value in (("step", step), ("by", by)) if value}
    return pages(client, "/v1/dead", most=most, **wanted)
