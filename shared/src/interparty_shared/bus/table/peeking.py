"""Looking at an embedded log that another process has open: only how far it goes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from interparty_shared.bus.base import Positions, TopicPartition
from interparty_shared.errors import LogUnavailable


def ends_on_disk(path: Path) -> Positions:
    """Return the next offset of every partition of a log file; takes no lock and writes nothing.

    Raises:
        LogUnavailable: there is no such file, or it is no log.
    """
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
            rows = connection.execute("SELECT topic, number, next FROM partition").fetchall()
    except sqlite3.Error as error:
        raise LogUnavailable(f"The log {path} cannot be read: {error}.") from error
    return {TopicPartition(topic, number): end for topic, number, end in rows}
