"""Brings a database to the newest schema, once, however many instances start at the same moment."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from adapters.postgres.address import url_of
from adapters.postgres.database import engine_for
from adapters.postgres.roles import NO_ROLES, Roles
from adapters.postgres.schema import is_ahead, known_revisions, revision_of
from domain.refusal import NotFound, Unavailable

log = logging.getLogger("auth1")
ROOT: Final = Path(__file__).resolve().parents[2]
LOCK: Final = 0x417574683100
MONTHS_AHEAD: Final = 13
# A migration waits shortly for a table, and gives way to traffic rather than stop it.
GUARDS: Final = "-c lock_timeout=4000 -c statement_timeout=60000 -c timezone=UTC"
PARTITION: Final = """
CREATE TABLE IF NOT EXISTS {name} PARTITION OF audit_log FOR VALUES FROM ('{start}') TO ('{end}');
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {name}
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
"""


def migrate(
    owner_url: str,
    *,
    serving_url: str | None = None,
    roles: Roles = NO_ROLES,
    to: str = "head",
    now: datetime | None = None,
) -> int:
    """Run what is pending under an advisory lock; returns how many migrations are applied in all.

    Makes the audit log's partitions for the months ahead (of `now`), and where the serving URL names another role,
    gives that role what serving needs and nothing more; likewise the other roles that are named.
    Raises Unavailable where the database does not answer, and NotFound for a revision that nobody made.
    """
    engine = engine_for(owner_url, size=2, guards=GUARDS)
    try:
        with engine.execution_options(isolation_level="READ COMMITTED").connect() as connection:
            _lock(connection)
            if to == "head" and is_ahead(revision_of(connection)):
                log.warning("The schema is a later version's; it serves this one, too, and is left as it is.")
                return len(known_revisions())
            if to != "head" or revision_of(connection) != known_revisions()[-1]:
                _run(connection, to)
            if to == "head":
                _partitions(connection, now or datetime.now(UTC))
                replace(roles, serving=_other_role(owner_url, serving_url)).grant(connection)
            connection.commit()
            return applied(connection)
    except OperationalError:
        raise Unavailable("The database does not answer, or refuses the role that migrates.") from None
    except SQLAlchemyError as error:
        why = type(getattr(error, "orig", None) or error).__name__
        raise Unavailable(f"The database refused ({why}). Do the roles of both URLs exist?") from None
    except _command_error():
        raise NotFound(f"There is no revision {to!r}.") from None
    finally:
        engine.dispose()


def _command_error() -> type[Exception]:
    """Alembic's own error; it is asked for where something went wrong, so that a start does not load alembic for it."""
    from alembic.util import CommandError

    return CommandError


def _run(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(str(ROOT / "setup.cfg"), attributes={"connection": connection})
    config.set_main_option("script_location", str(ROOT / "migrations"))
    (command.upgrade if to == "head" else command.downgrade)(config, to)


def _lock(connection: Connection) -> None:
    """Wait for a migration that another instance runs, but no longer than a minute."""
    connection.execute(text("SET lock_timeout = '60s'"))
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.commit()


def _partitions(connection: Connection, now: datetime) -> None:
    first = now.year * 12 + now.month - 1
    for month in range(first, first + MONTHS_AHEAD):
        start, end = (f"{at // 12}-{at % 12 + 1:02}-01" for at in (month, month + 1))
        late = connection.execute(
            text("SELECT EXISTS (SELECT FROM audit_log_default WHERE created_at >= :start AND created_at < :end)"),
            {"start": start, "end": end},
        ).scalar()
        if not late:
            name = f"audit_log_{start[:7].replace('-', '_')}"
            present = connection.execute(text("SELECT to_regclass(:name)"), {"name": name}).scalar()
            if present is None:
                connection.execute(text(PARTITION.format(name=name, start=start, end=end)))


def _other_role(owner_url: str, serving_url: str | None) -> str | None:
    owner, role = url_of(owner_url).username, serving_url and url_of(serving_url).username
    return role if role != owner else None


def applied(connection: Connection) -> int:
    """How many migrations the database has."""
    revision, known = revision_of(connection), known_revisions()
    return known.index(revision) + 1 if revision in known else 0
