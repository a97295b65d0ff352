"""`interparty actors resolve` and `judge`: whom a name means, and what a person says of it."""

import asyncio
import hashlib
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url, ask, caller
from interparty_shared.clock import SystemClock
from interparty_shared.domain import names, words
from interparty_shared.errors import Misconfigured

SOURCE = "urn:interparty:judgements"
Country = Annotated[
    str | None, typer.Option(metavar="GB", help="Its country, as ISO 3166-1 alpha-2 says it.")
]
Kind = Annotated[str | None, typer.Option(help="What it is: party, party_foundation, …")]


def resolve(
    name: Annotated[str, typer.Argument(help="A name, as a report or a register writes it.")],
    country: Country = None,
    kind: Kind = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say whom a name means, with the candidates and what speaks for each."""
    asked = {"name": name, "country": country, "kind": kind}
    params = {field: value for field, value in asked.items() if value}

    async def answered() -> Any:
        async with caller(url, key) as client:
            return await ask(client, "GET", "/v1/actors/resolve", params=params)

    found = asyncio.run(answered())
    if as_json:
        say.as_json(found)
        return
    by = f", by its {found['by']}" if found["by"] else ""
    say.line(f"{name}: {found['verdict']}{by}")
    if found["items"]:
        say.out().print(_table(found["items"]))


def judge(
    name: Annotated[str, typer.Argument(help="The name that was judged.")],
    by: Annotated[str, typer.Option(help="Who judged it: shown with what rests on it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    actor: Annotated[
        str | None, typer.Option("--as", help="The id of the reference record that is meant.")
    ] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", help="It means none of the actors that are known.")
    ] = False,
    withdraw: Annotated[bool, typer.Option(help="It is judged so no more.")] = False,
    country: Country = None,
    kind: Kind = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Say whom a name means: whatever was or will be posted under it is read so.

    A later word on the same name, country and kind replaces an earlier one.
    """
    if [actor is not None, nobody, withdraw].count(True) != 1:
        raise Misconfigured(
            "Say whom it means with --as ID, or --nobody; or take back what was said with --withdraw."
        )
    if kind is not None and kind not in words.ACTOR_KINDS:
        raise Misconfigured(f"{kind!r} is no kind: {', '.join(sorted(words.ACTOR_KINDS))}.")
    said = {"name": name, "actor": actor, "country": country, "kind": kind, "by": by}
    data = {field: value for field, value in said.items() if value or field == "actor"}
    about = "\n".join((names.key(name), country or "", kind or ""))
    event = {
        "specversion": "1.0",
        "type": words.EVENT_JUDGED,
        "source": SOURCE,
        "id": hashlib.sha256(about.encode()).hexdigest()[:32],
        "time": SystemClock().now().isoformat(),
        "data": {**data, "reason": reason, **({"withdrawn": True} if withdraw else {})},
    }

    async def posted() -> None:
        async with caller(url, key) as client:
            headers = {"Content-Type": "application/cloudevents+json"}
            await ask(client, "POST", "/v1/events", json=event, headers=headers)

    asyncio.run(posted())
    say.line("Taken. What was said under this name before is looked at again.")


def _table(items: list[dict[str, Any]]) -> Table:
    table = say.table("score", "id", "country", "kind", "names", "what was compared")
    for one in items:
        compared = (f"{it['name']} {it['score']:.2f}" for it in one["features"])
        table.add_row(
            f"{one['score']:.2f}",
            escape(one["id"]),
            one["country"] or "",
            one["kind"],
            escape("; ".join(one["names"][:3])),
            ", ".join(compared),
        )
    return table
