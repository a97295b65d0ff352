"""`interparty keys`: the file of hashed keys that every service reads for itself."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from interparty_embedded import say
from interparty_embedded.folder import DEFAULT, Folder
from interparty_shared.clock import SystemClock
from interparty_shared.web import keys
from interparty_shared.web.keys import SCOPES, Key

app = typer.Typer()

KeysFile = Annotated[
    Path | None,
    typer.Option(envvar="INTERPARTY_KEYS_FILE", help="The file; else the one in --data-dir."),
]
DataDir = Annotated[
    Path, typer.Option(envvar="INTERPARTY_DATA_DIR", help="The folder of `interparty up`.")
]
Name = Annotated[str, typer.Argument(help="What the key is called in logs and lists.")]


@app.command("create")
def create(
    name: Name,
    scope: Annotated[
        list[str], typer.Option(help=f"What it may do, once per scope: {', '.join(SCOPES)}.")
    ],
    quota: Annotated[
        int | None, typer.Option(min=1, help="Events that it may post per minute; else no limit.")
    ] = None,
    keys_file: KeysFile = None,
    data_dir: DataDir = DEFAULT,
) -> None:
    """Make a key and show it, this once: only a hash of it is kept."""
    path = _file(keys_file, data_dir)
    secret = keys.create(
        path, name=name, scopes=scope, quota_per_minute=quota, now=SystemClock().now()
    )
    say.line(secret)
    say.note(
        f"Keep it: it is not shown again. Services that read {path} know it at the next request."
    )


@app.command("list")
def show(
    keys_file: KeysFile = None,
    data_dir: DataDir = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List the keys: names, scopes, quotas; revoked ones too."""
    found = keys.listing(_file(keys_file, data_dir))
    if as_json:
        say.as_json([_document(key) for key in found])
        return
    if not found:
        say.line("There is no key yet: `interparty keys create NAME --scope …` makes one.")
        return
    table = say.table("name", "scopes", "events/minute", "made", "revoked")
    for key in found:
        table.add_row(
            escape(key.name),
            ", ".join(sorted(key.scopes)),
            str(key.quota_per_minute or "no limit"),
            f"{key.created:%Y-%m-%d %H:%M}" if key.created else "",
            f"{key.revoked:%Y-%m-%d %H:%M}" if key.revoked else "",
        )
    say.out().print(table)


@app.command("revoke")
def revoke(name: Name, keys_file: KeysFile = None, data_dir: DataDir = DEFAULT) -> None:
    """Make a key useless from now on; its name stays taken."""
    keys.revoke(_file(keys_file, data_dir), name, now=SystemClock().now())
    say.line(f"{name} is revoked from the next request on.")


def _file(keys_file: Path | None, data_dir: Path) -> Path:
    if keys_file is not None:
        return keys_file
    folder = Folder(data_dir)
    folder.make()
    return folder.keys


def _document(key: Key) -> dict[str, object]:
    return {
        "name": key.name,
        "scopes": sorted(key.scopes),
        "quota_per_minute": key.quota_per_minute,
        "created": key.created.isoformat() if key.created else None,
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }
