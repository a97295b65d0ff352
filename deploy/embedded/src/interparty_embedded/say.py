"""What the command says: to people on a terminal, to scripts as JSON, complaints on stderr."""

import sys
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def out() -> Console:
    """Return where results go."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """Return where progress and complaints go."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def line(text: str) -> None:
    """Say one line of results, as it is."""
    out().print(escape(text))


def note(text: str) -> None:
    """Say a line that is no result: scripts that read stdout do not see it."""
    err().print(escape(text))


def complaint(text: str) -> None:
    """Say what went wrong."""
    err().print(f"[bold red]interparty:[/] {escape(text)}")


def as_json(value: Any) -> None:
    """Say a value to a script: one JSON document."""
    sys.stdout.write(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode() + "\n")


def table(*columns: str, title: str | None = None, lines: bool = False) -> Table:
    """Return an empty table in our look."""
    made = Table(title=title, title_justify="left", title_style="bold", show_lines=lines)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 event" or "2 events"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
