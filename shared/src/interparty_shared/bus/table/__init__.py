"""The embedded log: one SQLite file, owned by one process."""

from interparty_shared.bus.table.bus import TableBus

__all__ = ["TableBus"]
