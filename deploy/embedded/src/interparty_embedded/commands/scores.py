"""`interparty rules score`: what people made of the alerts of each rule."""

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url, ask, caller, pages


def score(
    rule: Annotated[str | None, typer.Argument(metavar="ID", help="Of one rule alone.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Of alerts opened since then alone.")
    ] = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say how each rule fares by triage: the share of its alerts that was kept, with its interval.

    Keep a rule whose interval begins at 80 % or more, retire one whose interval ends below 50 %, tune
    what lies between; of few judged alerts nothing can be said.
    """
    query: dict[str, Any] = {"since": since} if since else {}

    async def answered() -> list[dict[str, Any]]:
        async with caller(url, key) as client:
            if rule is not None:
                return [await ask(client, "GET", f"/v1/scorecards/{rule.upper()}", params=query)]
            return [one async for one in pages(client, "/v1/scorecards", **query)]

    found = asyncio.run(answered())
    if as_json:
        say.as_json(found)
    elif found:
        say.out().print(_table(found))
    else:
        say.line("No rule has raised an alert.")


def _table(cards: list[dict[str, Any]]) -> Table:
    table = say.table("rule", "alerts", "kept", "dismissed", "not judged", "share kept", "advice")
    for one in cards:
        kept = one["kept"]
        share = "" if kept["share"] is None else f"{kept['share']:.0%} "
        table.add_row(
            one["rule"],
            f"{one['alerts']:,}",
            f"{one['acknowledged']:,}",
            f"{one['dismissed']:,}",
            f"{one['unjudged']:,}",
            f"{share}({kept['low']:.0%} to {kept['high']:.0%})",
            one["advice"].replace("_", " "),
        )
    return table
