"""Runs the migrations on the connection that `adapters/postgres/migrate.py` brings, or on DATABASE_OWNER_URL."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, make_url


def on(connection: Connection) -> None:
    """All pending revisions, each in a transaction of its own, so that a long one holds no lock of another."""
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    on(given)
else:
    url = make_url(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    with create_engine(url.set(drivername="postgresql+psycopg")).connect() as own:
        on(own)
