"""Databases: how they are opened, and the column types that both kinds share."""
