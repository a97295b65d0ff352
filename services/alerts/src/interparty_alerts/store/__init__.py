"""All SQL of this service, by noun. Takes a connection, returns domain values."""
