"""All SQL of this service; takes a connection, returns values."""
