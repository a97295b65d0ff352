"""`interparty send`: post a file of NDJSON, one CloudEvent per line."""

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from interparty_embedded import say
from interparty_embedded.calling import DEFAULT_URL, ApiKey, Url
from interparty_embedded.posting import Lane, post, tell
from interparty_shared.errors import Misconfigured


def run(
    file: Annotated[str, typer.Argument(help="NDJSON: one CloudEvent per line; - for stdin.")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    lane: Annotated[
        Lane, typer.Option(help="backfill for history: behind live events, nobody is notified.")
    ] = Lane.LIVE,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Events in one request.")] = 500,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to try again where nothing is taken.")
    ] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Post events from a file of NDJSON.

    Sending a file again changes nothing: an event is known by its source and id. So after a break,
    run the same command again. Exit 1 where a line was rejected.
    """
    with ExitStack() as stack:
        source, size = _opened(file, stack)
        sent = post(source, size, url=url, key=key, lane=lane, batch=batch, patience=patience)
    if as_json:
        say.as_json(asdict(sent))
    else:
        tell(sent)
    if sent.rejected:
        raise typer.Exit(1)


def _opened(file: str, stack: ExitStack) -> tuple[BinaryIO, int | None]:
    if file == "-":
        return sys.stdin.buffer, None
    try:
        size = Path(file).stat().st_size
        return stack.enter_context(Path(file).open("rb")), size or None
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}.") from error
