"""The history of the UK register of members' visits, loaded like any other events."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import orjson

from interparty_embedded import visits_history
from interparty_embedded.calling import pages
from interparty_embedded.sending import Sent
from interparty_embedded.visits_history import Report
from interparty_ingest.sources.registers.interests import API
from interparty_shared.errors import Misconfigured

NAME: Final = "visits_history.jsonl"


@dataclass(slots=True)
class Loaded:
    """What the history gave."""

    report: Report = field(default_factory=Report)
    sent: Sent = field(default_factory=Sent)
    verdicts: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    """Open alerts, by verdict."""


def find(folder: Path) -> Path:
    """Return the file of the history, in a folder or in one of those inside it.

    Raises:
        Misconfigured: it is not there.
    """
    for path in (folder / NAME, *sorted(folder.glob(f"*/{NAME}"))):
        if path.is_file():
            return path
    raise Misconfigured(f"There is no {NAME} in {folder} or in a folder in it.")


def lines(path: Path, report: Report) -> Iterator[bytes]:
    """Give the history as lines of NDJSON."""
    with path.open(encoding="utf-8") as file:
        for event in visits_history.events(file, report):
            yield orjson.dumps(event)


async def count(client: httpx.AsyncClient, loaded: Loaded) -> None:
    """Count the verdicts and open alerts about engagements of the history.

    Raises:
        Refused: they cannot be read.
    """
    async for one in pages(client, "/v1/obligations"):
        if _is_ours(one["engagement"]["source"]):
            loaded.verdicts[one["verdict"]] += 1
    async for alert in pages(client, "/v1/alerts", status="open"):
        if any(_is_ours(one["source"]) for one in alert["evidence"]["engagements"]):
            loaded.alerts[alert["verdict"]] += 1


def _is_ours(source: str) -> bool:
    return source.startswith(API)
