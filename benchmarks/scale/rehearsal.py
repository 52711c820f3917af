"""A database on one connection: what an adapter sends is noted, and rolled back at the end."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, create_engine, event

from adapters.breaker import Breaker
from adapters.postgres.connection import DeadlineConnection
from adapters.postgres.database import Database, run_within

# The product's own guard is three seconds; what it would give up shall be seen, but not for an hour.
PATIENCE: Final = "-c statement_timeout=10s -c timezone=UTC"


@dataclass(frozen=True, slots=True)
class Noted:
    """One statement, as the driver gets it."""

    statement: str
    parameters: Mapping[str, Any]

    @property
    def has_plan(self) -> bool:
        """Whether it reads or writes rows; what sets something or marks a place does not."""
        return not self.statement.lstrip().upper().startswith(("SET", "SAVEPOINT", "RELEASE", "ROLLBACK"))


@dataclass(frozen=True, slots=True)
class Rehearsal(Database):
    """Statements and commits of the adapters, all in one transaction that is never committed."""

    connection: Connection | None = None

    @property
    def line(self) -> Connection:
        """The one connection, in a transaction also before SQLAlchemy has sent anything by it."""
        assert self.connection is not None
        if not self.connection.in_transaction():
            self.connection.begin()
        return self.connection

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """See Database."""
        return run_within(self.line, statement, parameters)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """See Database."""
        yield self.line


@contextmanager
def rehearsing(url: str) -> Iterator[tuple[Rehearsal, list[Noted]]]:
    """A place to rehearse, and what was sent there since the last look; the caller rolls back."""
    noted: list[Noted] = []

    class Noting(DeadlineConnection):
        """Statements that go past SQLAlchemy are noted too."""

        def run(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
            """See DeadlineConnection."""
            noted.append(Noted(statement, dict(parameters)))
            return super().run(statement, parameters)

    plain = url.replace("postgresql://", "postgresql+psycopg://")
    options: dict[str, Any] = {"pool_size": 1, "creator": lambda: Noting.connect(url, options=PATIENCE)}
    engine = create_engine(plain, **options)

    def note(_line: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        each = parameters if isinstance(parameters, list) else [parameters]
        noted.extend(Noted(statement, dict(one or {})) for one in each)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with engine.execution_options(isolation_level="READ COMMITTED").connect() as line:
            yield Rehearsal(engine, Breaker(1.0), None, line), noted
    finally:
        engine.dispose()
