"""`interparty registers`: how the copies of registers stand."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.keeping import DATA_DIR, DataDir, database_of, settings_at
from interparty_ingest.handlers import syncing
from interparty_ingest.handlers.syncing import Standing
from interparty_ingest.sources.registers.known import REGISTERS


def run(
    data_dir: DataDir = DATA_DIR,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show which registers can be kept in step, and of each copy its age, records and last failure."""
    standing = asyncio.run(_standing(data_dir))
    if as_json:
        say.as_json([_document(name, standing.get(name)) for name in sorted(REGISTERS)])
        return
    table = say.table("register", "edition", "synced", "records", "not used", "last failure")
    for name in sorted(REGISTERS):
        one = standing.get(name)
        copy = one.copy if one else None
        table.add_row(
            name,
            _when(copy.edition if copy else None),
            _when(copy.synced if copy else None),
            f"{one.records:,}" if one else "",
            f"{one.refused:,}" if one else "",
            escape(f"{_when(copy.failed)}: {copy.failure}") if copy and copy.failure else "",
        )
    say.out().print(table)


async def _standing(data_dir: DataDir) -> dict[str, Standing]:
    async with database_of(settings_at(data_dir)) as database:
        return {one.copy.register: one for one in await syncing.copies(database)}


def _document(name: str, one: Standing | None) -> dict[str, object]:
    register = REGISTERS[name]
    facts = asdict(one.copy) if one else {}
    counts = {"records": one.records, "refused": one.refused} if one else {}
    about = {"register": name, "title": register.title, "licence": register.licence}
    return about | facts | counts


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
