"""The folder that one process keeps everything in: the log, the databases, the keys."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from interparty_shared.errors import Misconfigured
from interparty_shared.settings import Settings

DEFAULT: Final = Path("data")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where `interparty up` keeps what it knows."""

    path: Path

    @property
    def bus_url(self) -> str:
        """The log."""
        return f"table:{self.path / 'log.db'}"

    @property
    def database_url(self) -> str:
        """The databases, one per service."""
        return f"sqlite+aiosqlite:///{self.path}/{{service}}.db"

    @property
    def keys(self) -> Path:
        """The file of hashed keys."""
        return self.path / "keys.json"

    def make(self) -> None:
        """Make the folder and an empty keys file where they are missing, for their owner alone.

        Raises:
            Misconfigured: it cannot be made or written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Whoever adds keys later keeps the file's mode.
            if not self.keys.exists():
                self.keys.touch(mode=0o600)
                self.keys.write_text('{"keys": []}\n', encoding="utf-8")
        except OSError as error:
            raise Misconfigured(
                f"The folder {self.path} cannot be used: {error.strerror or error}."
            ) from error

    def settings(self, **given: Any) -> Settings:
        """Return settings whose log and databases lie here; the environment says the rest.

        Raises:
            Misconfigured: the environment says something impossible.
        """
        return Settings.load(
            **{"bus_url": self.bus_url, "database_url": self.database_url, **given}
        )


def settings_of(folder: Folder, **given: Any) -> Settings:
    """Return the settings of `interparty up` on a folder.

    Raises:
        Misconfigured: the environment names another log or other databases, or is wrong otherwise.
    """
    said = Settings.load().model_fields_set
    for name in ("bus_url", "database_url"):
        if name in said:
            raise Misconfigured(
                f"INTERPARTY_{name.upper()} is set, but `interparty up` keeps log and databases in"
                " its own folder: unset it, or run the services as processes of their own."
            )
    keys = {} if "keys_file" in said else {"keys_file": folder.keys}
    spool = {} if "sync_folder" in said else {"sync_folder": folder.path / "spool"}
    return folder.settings(
        **keys, **spool, **{name: value for name, value in given.items() if value is not None}
    )
