"""All alerts that a query asks for, page by page, as they stood when the export began."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from interparty_api.handlers.alerts import AlertQuery, list_alerts
from interparty_shared.db.engine import Database

PAGE: Final = 500


async def export_alerts(
    database: Database, query: AlertQuery, *, now: datetime, page: int = PAGE
) -> AsyncGenerator[Sequence[str]]:
    """Yield pages of alerts as JSON text, those revised last first.

    Asked as of the moment at which it began, so that an alert that is revised meanwhile neither comes
    twice nor is passed over. Nothing of the database is held while a page is sent.

    Raises:
        Invalid: `q` has no word; Unavailable: the database does not answer.
    """
    query = replace(query, as_of=query.as_of or now, sort="-updated", limit=page, after=None)
    while True:
        found = await list_alerts(database, query)
        if found.items:
            yield found.items
        if found.end is None:
            return
        query = replace(query, after=found.end)
