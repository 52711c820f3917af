"""How the schema that is there stands to the one that this version was written for; nothing of alembic is loaded."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from adapters.postgres.database import engine_for
from domain.refusal import Unavailable

VERSIONS: Final = Path(__file__).resolve().parents[2] / "migrations" / "versions"
REVISION: Final = "SELECT version_num FROM alembic_version"


def known_revisions() -> list[str]:
    """The revisions of this version, in their order: files are named by them."""
    return sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The last revision that the database has; None where it has none."""
    try:
        with connection.begin_nested() if connection.in_transaction() else connection.begin():
            found = connection.exec_driver_sql(REVISION).scalar()
    except ProgrammingError:
        return None
    return None if found is None else str(found)


def is_ahead(revision: str | None) -> bool:
    """Whether a later version has migrated: each migration lets the version before it run on, so this one may serve."""
    return revision is not None and revision > known_revisions()[-1]


def pending(url: str, *, pooled: bool = False) -> bool:
    """Whether the database lacks a migration of this version; raises Unavailable where it does not answer."""
    engine = engine_for(url, size=1, pooled=pooled)
    try:
        with engine.connect() as connection:
            return (revision_of(connection) or "") < known_revisions()[-1]
    except SQLAlchemyError:
        raise Unavailable("The database does not answer.") from None
    finally:
        engine.dispose()
