"""The `interparty` command called in this process, with what it said and how it ended."""

import contextlib
import gc
import io
import logging
import os
from collections.abc import Generator
from dataclasses import dataclass

import structlog
from structlog._config import BoundLoggerLazyProxy

from interparty_embedded.cli import main


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


def interparty(*arguments: object, **environment: str) -> Said:
    """Carry out a command line; `environment` are settings, by their names after INTERPARTY_."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        _environment(environment),
        logging_as_it_was(),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main([str(one) for one in arguments])
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
    return Said(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Generator[None]:
    before = dict(os.environ)
    for name in before:
        if name.startswith("INTERPARTY_"):
            del os.environ[name]
    os.environ.update({f"INTERPARTY_{name.upper()}": value for name, value in settings.items()})
    os.environ["COLUMNS"] = "200"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def logging_as_it_was() -> Generator[None]:
    """Undo what is done to logging inside."""
    # The command quietens all logging, which other tests in this process listen to.
    before, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    try:
        yield
    finally:
        structlog.configure(**before)
        logging.getLogger().handlers[:] = handlers
        gc.unfreeze()  # a process of services leaves alone what is there when it begins
        # A service's loggers remember for ever where they wrote first.
        for one in gc.get_objects():
            if type(one) is BoundLoggerLazyProxy:
                one.__dict__.pop("bind", None)
