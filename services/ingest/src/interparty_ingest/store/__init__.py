"""All SQL of this service. Takes a connection, gives values."""
