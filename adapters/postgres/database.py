"""The pool, and the one place where the driver's troubles become Unavailable."""

import random
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError, TimeoutError

from adapters.breaker import Breaker
from adapters.postgres.address import url_of
from adapters.postgres.connection import DeadlineConnection
from application.ports.tally import Tally
from domain.refusal import Unavailable

# A row as a statement gave it: a named tuple of its columns.
Row = Any
CONNECT_SECONDS = 2
POOL_WAIT_SECONDS = 1
BREAKER_REST_SECONDS = 1.0
TRIES = 3
# Serialization failure and deadlock: nothing was written, so the same again is safe.
AGAIN = frozenset({"40001", "40P01"})
GUARDS = "-c statement_timeout=3000 -c lock_timeout=2500 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
# Statements are planned once a connection, by the indexes that they were written for: a plan that was made while a
# table was empty serves it when it is full, and nothing is compiled for an answer of a millisecond.
PLANS = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off"


def engine_for(
    url: str, *, size: int, guards: str = f"{GUARDS} {PLANS}", pooled: bool = False, patience: float = POOL_WAIT_SECONDS
) -> Engine:
    """A pool of at most that many connections; nothing is connected before the first statement.

    Who finds them all in use waits for `patience` seconds.

    Behind a pooler of transactions (`pooled`) a connection is another one at each statement: nothing is prepared, and
    the guards are the pooler's own (`connect_query` in deploy/pgbouncer.ini).
    """
    plain = url_of(url).set(drivername="postgresql+psycopg")
    options = {"options": f"{plain.query.get('options', '')} {guards}".strip()}
    by_kind: dict[str, Any] = {"prepare_threshold": None} if pooled else options
    engine = create_engine(
        plain,
        pool_size=size,
        max_overflow=0,
        # The one that was given back last is warm, on both sides.
        pool_use_lifo=True,
        pool_timeout=patience,
        pool_recycle=1800,
        hide_parameters=True,
        # The hot paths are single statements: no BEGIN, nothing to roll back, no switching to and fro.
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        connect_args={**by_kind, "connect_timeout": CONNECT_SECONDS, "application_name": "auth1"},
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, cargs: Any, cparams: Any) -> DeadlineConnection:
        return DeadlineConnection.connect(*cargs, **cparams)

    @event.listens_for(engine, "checkout")
    def look_at(connection: Any, _record: Any, _proxy: Any) -> None:
        """An idle connection has nothing to say; one that has was closed by the server (no round trip is spent)."""
        if connection.closed or select.select([connection.pgconn.socket], [], [], 0)[0]:
            raise DisconnectionError

    return engine


def _tell_use(engine: Engine, tally: Tally, size: int) -> None:
    """A connection counts while it is out; one that could not be made is given back without having been taken."""

    @event.listens_for(engine, "checkout")
    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        record.record_info["at_work"] = True
        tally.use_connection(1, size)

    @event.listens_for(engine, "checkin")
    def given_back(_connection: Any, record: Any) -> None:
        if record.record_info.pop("at_work", False):
            tally.use_connection(-1, size)


@dataclass(frozen=True, slots=True)
class Database:
    """Runs statements; a server that is gone, full or silent is Unavailable, and is left alone for a second."""

    engine: Engine
    breaker: Breaker
    tally: Tally | None = None

    @classmethod
    def at(
        cls,
        url: str,
        *,
        size: int,
        tally: Tally | None = None,
        pooled: bool = False,
        patience: float = POOL_WAIT_SECONDS,
    ) -> "Database":
        """The database behind a URL; its statements and its pool's use are told to the tally."""
        engine = engine_for(url, size=size, pooled=pooled, patience=patience)
        if tally:
            _tell_use(engine, tally, size)
        return cls(engine, Breaker(BREAKER_REST_SECONDS), tally)

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        """One statement in a commit of its own; tried again where the server itself undid it."""
        for left in reversed(range(TRIES)):
            try:
                return self._run(statement, parameters)
            except _Again:
                if not left:
                    raise Unavailable("The database is busy. Try again.", retry_after=1) from None
                time.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter, no secret
        raise AssertionError("unreachable")

    def _run(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        """By the driver itself: SQLAlchemy keeps the connections, and does nothing that one statement needs."""
        self._require_answers()
        started, lent = time.perf_counter(), None
        try:
            lent = self.engine.raw_connection()
            started = time.perf_counter()
            driver: Any = lent.driver_connection
            rows: Sequence[Row] = driver.run(statement, parameters)
        except (SQLAlchemyError, psycopg.Error) as error:
            if not isinstance(error, TimeoutError):
                self._tell(started, answered=False)
            self._name(error)
            raise
        finally:
            if lent is not None:
                lent.close()
        self._tell(started, answered=True)
        self.breaker.answered()
        return rows

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        """A connection; one that cannot be made is told as a server that did not answer, a full pool is not."""
        started = time.perf_counter()
        try:
            connection = engine.connect()
        except DBAPIError:
            self._tell(started, answered=False)
            raise
        with connection:
            yield connection

    @contextmanager
    def _observed(self) -> Iterator[None]:
        """Tell how long the server took; the wait for a connection is not its."""
        started, answered = time.perf_counter(), False
        try:
            yield
            answered = True
        finally:
            self._tell(started, answered=answered)

    def _tell(self, started: float, *, answered: bool) -> None:
        if self.tally:
            self.tally.observe_dependency("postgres", time.perf_counter() - started, answered=answered)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Several statements in one commit."""
        several = self.engine.execution_options(isolation_level="READ COMMITTED")
        try:
            with self._troubles(), self._connected(several) as connection, connection.begin(), self._observed():
                yield connection
        except _Again:
            raise Unavailable("The database is busy. Try again.", retry_after=1) from None

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        self._require_answers()
        try:
            yield
        except (SQLAlchemyError, psycopg.Error) as error:
            self._name(error)
            raise
        self.breaker.answered()

    def _require_answers(self) -> None:
        """Raise Unavailable while a server that did not answer is left alone."""
        if not self.breaker.lets_through():
            raise Unavailable("The database does not answer. Try again in a moment.")

    def _name(self, error: SQLAlchemyError | psycopg.Error) -> None:
        """Raise what the error means to callers, without its text: that may hold values."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(cause, "sqlstate", None)
        if state in AGAIN:
            raise _Again from None
        if isinstance(error, TimeoutError) or isinstance(
            cause, psycopg.OperationalError | psycopg.errors.ReadOnlySqlTransaction
        ):
            if state is None:
                self.breaker.failed()
            raise Unavailable("The database does not answer. Try again in a moment.") from None

    def ping(self) -> None:
        """See Pingable."""
        self.run("SELECT 1", {})


def run_within(connection: Connection, statement: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
    """One statement of a transaction, by the driver itself: its troubles are named where the transaction ends."""
    driver: Any = connection.connection.driver_connection
    rows: Sequence[Row] = driver.run(statement, parameters)
    return rows


class _Again(Exception):
    """The server undid the statement and asks for it again."""
