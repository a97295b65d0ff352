"""What this service does, one use case a file: load, decide, save or answer."""
