"""Alembic's entry for every service: runs on the connection that `db/migrate.py` holds."""

from alembic import context

from interparty_shared.db.migrate import options

attributes = context.config.attributes
context.configure(connection=attributes["connection"], **options(attributes["migrations"]))
context.run_migrations()
