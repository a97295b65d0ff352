"""Alembic reads `env.py` here; nothing imports this package."""
