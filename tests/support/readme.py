"""The tables of the README that are written from the code: run this file to write them anew."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from interparty_embedded.verdicts import MEANINGS
from interparty_shared.metrics import METRICS
from interparty_shared.settings import Settings

README = Path(__file__).resolve().parents[2] / "README.md"


def tables() -> list[str]:
    """Return the tables as they should stand in the README."""
    return [settings_table(), metrics_table(), verdicts_table()]


def table(header: str, rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [header, re.sub(r"[^|]+", " --- ", header)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def settings_table() -> str:
    return table(
        "| variable | default | what it is |",
        [
            (
                f"`INTERPARTY_{name.upper()}`",
                _default(field.default),
                (field.description or "").replace("|", "\\|"),
            )
            for name, field in Settings.model_fields.items()
        ],
    )


def _default(value: Any) -> str:
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, SecretStr) or value == "":
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def metrics_table() -> str:
    return table(
        "| metric | what it shows |",
        [(f"`{name}`", one.help) for name, one in sorted(METRICS.items())],
    )


def verdicts_table() -> str:
    return table(
        "| verdict | what it says |", [(f"`{name}`", said) for name, said in MEANINGS.items()]
    )


def main() -> None:
    """Write the tables into the README, each over the one with the same head."""
    text = README.read_text("utf-8")
    for made in tables():
        head = re.escape(made.split("\n", 1)[0])
        (old,) = re.findall(rf"^{head}\n(?:\|.*\n)+", text, re.MULTILINE)
        text = text.replace(old, f"{made}\n")
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
