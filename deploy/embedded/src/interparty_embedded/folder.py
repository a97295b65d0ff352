"""The folder that one process keeps everything in: the log, the databases, the keys."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from interparty_shared.errors import Misconfigured

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
