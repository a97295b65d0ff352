"""CSV (RFC 4180) of alerts, one row each, that a spreadsheet takes for text and for nothing else.

In UTF-8 without a byte order mark: programs read the mark as part of the first column's name. A cell
that begins like a formula gets an apostrophe before it, as OWASP advises ("CSV Injection"): `=`, `+`,
`-`, `@`, their full-width forms, tab, carriage return and line feed. Whoever needs the text as it
was takes NDJSON.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from interparty_api.routes.forms.telling import source_addresses

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
COLUMNS: Final = (
    *("id", "sequence", "revision", "status", "verdict", "severity", "regime", "rule", "citation"),
    *("jurisdiction", "domestic_name", "domestic_country", "domestic_ids"),
    *("foreign_name", "foreign_country", "foreign_ids", "channel", "occurred_from", "occurred_to"),
    *("due", "alert_date", "opened", "updated", "register", "register_synced", "summary"),
    *("engagement_source", "engagement_id", "sources", "triage", "answers"),
)
"""Several ids or addresses in one cell stand with a space between them."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def rows(alerts: Iterable[Mapping[str, Any]], *, header: bool = False) -> bytes:
    """Return rows of the table, lines ended by CR LF; with `header`, the names of the columns first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if header:
        writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _row(alert)] for alert in alerts)
    return out.getvalue().encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(alert: Mapping[str, Any]) -> list[str]:
    register = alert["evidence"]["register"]
    engagements = alert["evidence"]["engagements"]
    said = [
        *(alert[name] for name in COLUMNS[:7]),
        alert["rule"]["id"],
        alert.get("citation"),
        alert["jurisdiction"],
        *_side(alert["subject"]["domestic"]),
        *_side(alert["subject"]["foreign"]),
        alert["channel"],
        alert["occurred"]["from"],
        alert["occurred"].get("to"),
        *(alert.get(name) for name in ("due", "alert_date", "opened", "updated")),
        register.get("id"),
        register.get("synced"),
        alert["summary"],
        " ".join(dict.fromkeys(one["source"] for one in engagements)),
        " ".join(one["id"] for one in engagements),
        " ".join(source_addresses(alert)),
        alert["triage"]["state"],
        len(alert["answers"]),
    ]
    return ["" if one is None else str(one) for one in said]


def _side(actor: Mapping[str, Any]) -> tuple[Any, Any, str]:
    ids = " ".join(f"{scheme}:{value}" for scheme, value in (actor.get("ids") or {}).items())
    return actor["name"], actor.get("country"), ids
