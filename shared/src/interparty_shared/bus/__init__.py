"""The log: one port (`base`), two adapters (`kafka`, `table`)."""
