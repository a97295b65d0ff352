"""`interparty topics`: Kafka's topics, as the code expects them."""

import asyncio
from typing import Annotated

import typer

from interparty_embedded import say
from interparty_embedded.patience import patiently
from interparty_shared.bus.kafka.admin import Replicas
from interparty_shared.bus.open import KAFKA, open_bus
from interparty_shared.bus.topics import check_topics, create_topics
from interparty_shared.settings import Settings
from interparty_shared.wire.topics import TOPICS

app = typer.Typer()

Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait for Kafka to answer.")]
EMBEDDED = "The log is the embedded one (INTERPARTY_BUS_URL), which makes its own topics."


@app.command("create")
def create(
    replication: Annotated[
        int | None,
        typer.Option(
            min=1, help="Brokers that keep each record; else INTERPARTY_KAFKA_REPLICATION."
        ),
    ] = None,
    wait: Wait = 60,
) -> None:
    """Make the topics that are missing; those that are there stay as they are."""
    settings = Settings.load()
    if not settings.bus_url.startswith(KAFKA):
        say.line(EMBEDDED)
        return
    replicas = Replicas(replication, max(1, replication - 1)) if replication else None
    made = asyncio.run(patiently(lambda: create_topics(settings, replicas=replicas), seconds=wait))
    for sentence in made or ["All topics are there."]:
        say.line(sentence)


@app.command("check")
def check(wait: Wait = 0) -> None:
    """Compare the topics that are there with what the code expects; exit 1 where they differ."""
    settings = Settings.load()
    if not settings.bus_url.startswith(KAFKA):
        say.line(EMBEDDED)
        return
    found = asyncio.run(patiently(lambda: check_topics(settings), seconds=wait))
    for sentence in found or ["All topics are as they should be."]:
        say.line(sentence)
    if found:
        raise typer.Exit(1)


@app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """List the topics: what they carry, how long, and how many records were ever written."""
    settings = Settings.load()
    ends = asyncio.run(_ends(settings)) if settings.bus_url.startswith(KAFKA) else {}
    rows = [
        {
            "topic": topic.name,
            "partitions": len(ends.get(topic.name, ())) or topic.partitions,
            "retention_days": topic.retention_days,
            "written": sum(ends[topic.name]) if topic.name in ends else None,
            "key": topic.key,
            "carries": topic.carries,
        }
        for topic in TOPICS
    ]
    if as_json:
        say.as_json(rows)
        return
    table = say.table("topic", "partitions", "kept", "written", "carries", lines=True)
    for row in rows:
        days, written = row["retention_days"], row["written"]
        table.add_row(
            str(row["topic"]),
            str(row["partitions"]),
            f"{days} days" if days else "for ever",
            "" if written is None else f"{written:,}",
            str(row["carries"]),
        )
    say.out().print(table)


async def _ends(settings: Settings) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    async with open_bus(settings) as bus:
        for place, end in (await bus.ends([topic.name for topic in TOPICS])).items():
            found.setdefault(place.topic, []).append(end)
    return found
