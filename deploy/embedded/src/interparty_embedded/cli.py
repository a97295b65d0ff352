"""The `interparty` command: finds the subcommand, and says expected errors in one sentence.

Exit codes: 0 done and all well, 1 something was wrong or refused, 2 the call or the settings are.
"""

import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import structlog
import typer

from interparty_embedded import say
from interparty_shared.errors import InterpartyError, Invalid, Misconfigured

COMMANDS: Final = {
    "up": "Run everything in one process, on a folder of its own.",
    "demo": "Show it at work: real public cases in, alerts out.",
    "send": "Post events from a file of NDJSON.",
    "engagements": "Post the engagements of files that others publish: lists of meetings, coded news.",
    "actors": "Load reference data: the world's parties, foundations and party organs.",
    "sync": "Ask a public register for what is new, and post it.",
    "import": "Take in a register's file that was downloaded by hand.",
    "registers": "Show how the copies of registers stand.",
    "check": "Say what an engagement would oblige to, before it takes place.",
    "rules": "Check, test, explain and compare rule packs.",
    "backtest": "Judge events from files, or say what other rule packs would change.",
    "keys": "Make, list and revoke API keys.",
    "db": "Bring the services' databases to the shape that the code expects.",
    "topics": "Make and check Kafka's topics.",
    "dead": "Look at what was put aside, and send it again once it is mended.",
    "replay": "Have a service read the whole log again.",
    "doctor": "Say what is wrong with a deployment, and what to do.",
    "version": "Say which version this is.",
}


def application(chosen: str | None) -> typer.Typer:
    """Return the command; only the chosen subcommand is imported, the others only have their help.

    Importing all of them would take seconds: they bring web framework, database and Kafka client.
    """
    app = typer.Typer(
        help="Interparty watches party diplomacy against the registers that should show it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    # With one command alone Typer would make it the whole application.
    app.callback()(_nothing)
    for name, summary in COMMANDS.items():
        if name != chosen:
            app.command(name, help=summary)(_nothing)
            continue
        module = import_module(module_of(name))
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, help=summary, no_args_is_help=True)
        else:
            app.command(name, help=summary)(module.run)
    return app


def module_of(command: str) -> str:
    """Return where a subcommand is; `import` is no name that a module can have."""
    return f"interparty_embedded.commands.{'import_' if command == 'import' else command}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out a command line and end the process."""
    _be_quiet()
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((one for one in given if not one.startswith("-")), None)
    try:
        application(chosen)(given, prog_name="interparty")
    except InterpartyError as error:
        say.complaint(str(error))
        sys.exit(2 if isinstance(error, Misconfigured | Invalid) else 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _nothing() -> None:
    """Stand in for a subcommand that was not chosen."""


def _be_quiet() -> None:
    # What libraries log is for the log of a service; `up` and `demo` configure theirs anew.
    logging.getLogger().addHandler(logging.NullHandler())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
