"""`interparty check`: what an engagement would oblige to, before it takes place."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.days import day
from interparty_shared import packs
from interparty_shared.clock import SystemClock
from interparty_shared.domain import actors, checking, regimes
from interparty_shared.domain.checking import Wanted
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Ref
from interparty_shared.domain.obligations import Obligation
from interparty_shared.domain.posted import actor_record_of
from interparty_shared.errors import Misconfigured
from interparty_shared.reference import naming
from interparty_shared.settings import Settings
from interparty_shared.web.problems import field_errors
from interparty_shared.wire.checking import read_check

STDIN: Final = "-"
_REF: Final = Ref("urn:interparty:check", "asked")


def run(
    file: Annotated[
        str,
        typer.Argument(
            help="JSON: an engagement, or {engagement, actors, beside}; - for stdin.",
        ),
    ],
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to judge on; today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say what an engagement would oblige to: who owes what, until when, and what to ask first.

    Works by itself: no server is asked and nothing is kept. Rules are ours and those in
    INTERPARTY_RULES; of the actors it knows what the file says.
    """
    today = day(as_of, "--as-of") or SystemClock().now().date()
    asked = _read(file)
    reference = actors.Index(map(actor_record_of, asked["actors"]), naming.matcher())
    posed = checking.posed(_REF, asked["engagement"], asked["beside"])
    engagement, *others = (actors.completed_engagement(one, reference) for one in posed)
    rules = packs.load(Settings.load().rules)
    found = checking.owed(engagement, rules, beside=others, today=today)
    wanted = checking.wanted(found)
    if as_json:
        say.as_json(
            {
                "as_of": today.isoformat(),
                "items": [obligation_document(one) for one in found],
                "missing_facts": [one._asdict() for one in wanted],
            }
        )
    elif found:
        _tell(found, wanted)
    else:
        last = engagement.occurred.end
        count = say.count(len(regimes.in_force(rules, last)), "rule")
        say.line(f"Nothing would be owed under the {count} in force on {last}.")


def _read(file: str) -> dict[str, Any]:
    """Return what a file asks.

    Raises:
        Misconfigured: it cannot be read, or says something that cannot be.
    """
    where = "standard input" if file == STDIN else file
    try:
        body = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise Misconfigured(f"{where} cannot be read: {error.strerror}.") from error
    try:
        return read_check(body).plain()
    except ValidationError as error:
        places = field_errors(error.errors(include_url=False))
        said = "; ".join(f"{place.pointer or 'all of it'}: {place.detail}" for place in places)
        raise Misconfigured(f"{where}: {said}") from None


def _tell(found: Sequence[Obligation], wanted: Sequence[Wanted]) -> None:
    table = say.table("who", "rule", "until", "verdict", "what is not known")
    for one in found:
        table.add_row(
            escape(one.holder.name),
            one.regime.rule_id,
            _until(one.due),
            one.verdict.replace("_", " "),
            escape("\n".join(one.missing_facts)),
        )
    say.out().print(table)
    if wanted:
        say.line("What to ask first:")
    for fact in wanted:
        count = say.count(fact.obligations, "obligation")
        say.line(f"  {fact.fact}: {count} ({', '.join(fact.regimes)})")


def _until(due: date | None) -> str:
    return due.isoformat() if due else "no date"
