"""The folder in which a walk leaves what it has, so that one that was killed goes on.

`walk.json` says what is being asked, since when, and how far; a file is written beside its name and
renamed when it is whole. A spool of another walk, of another version of us, or of too long ago is
cleared: a list that moved on meanwhile is better asked from its beginning.
"""

import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

VERSION: Final = 1
STALE: Final = timedelta(hours=2)


@dataclass(slots=True)
class State:
    """How far a walk is."""

    asked: str
    """What is asked: the walks, as they are written down."""
    began: datetime
    done: list[str] = field(default_factory=list)
    """Names of files that are whole."""
    facts: dict[str, str] = field(default_factory=dict)
    """What the walk itself wants to know again."""


class Spool:
    """One register's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, asked: str, *, now: datetime) -> State:
        """Return the state of a walk that was begun, or of a new one."""
        state = self._load()
        if state is None or state.asked != asked or not now - STALE < state.began <= now:
            self.clear()
            state = State(asked, now)
        self.path.mkdir(parents=True, exist_ok=True)
        self.save(state)
        return state

    def save(self, state: State) -> None:
        """Keep how far a walk is."""
        text = orjson.dumps({"version": VERSION, **asdict(state)})
        beside = self.path / "walk.json.part"
        beside.write_bytes(text)
        beside.replace(self.path / "walk.json")

    def clear(self) -> None:
        """Forget a walk."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _load(self) -> State | None:
        try:
            said = orjson.loads((self.path / "walk.json").read_bytes())
            if said.pop("version") != VERSION:
                return None
            state = State(**{**said, "began": datetime.fromisoformat(said["began"])})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        whole = all((self.path / name).is_file() for name in state.done)
        return state if whole else None
