"""`auth1 serve`: the WSGI server and, unless told otherwise, a worker process beside it."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread, Timer
from types import FrameType
from typing import Any, cast

from adapters.jose.derivation import key_ring
from adapters.lifeline import be_keeper
from adapters.postgres.address import url_of
from adapters.postgres.database import Database
from adapters.postgres.migrate import migrate
from adapters.postgres.schema import pending
from adapters.postgres.secret_ids import is_secret_of
from adapters.redis.client import RedisDoor
from adapters.system.clock import SystemClock
from domain.refusal import Unavailable
from entrypoints.metrics import metrics_beside
from entrypoints.run_folder import begin_draining, is_draining, run_folder, toggle_debug
from entrypoints.settings import Settings
from entrypoints.variables import without_credentials

log = logging.getLogger("auth1")
Handler = Callable[[int, FrameType | None], None]
RESTART_AFTER = 1.0
LOOKS_AGAIN_AFTER = 2.0
DRAIN_SECONDS = 30
STOP_SECONDS = 15


class CannotServe(Exception):
    """Why the server does not start, in one line that says what to do."""


@dataclass(slots=True)
class WorkerKeeper:
    """Keeps one worker process running beside the web processes."""

    module: str
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Start it, and again whenever it dies."""
        self._thread = Thread(target=self._keep, name="worker-keeper", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._stop.is_set():
            child = subprocess.Popen([sys.executable, "-m", self.module], start_new_session=True)
            while child.poll() is None and not self._stop.wait(0.1):
                pass
            if self._stop.is_set():
                self._end(child)
            else:
                log.error("worker ended by itself; starting it again", extra={"exit_code": child.returncode})
                self._stop.wait(RESTART_AFTER)

    def _end(self, child: "subprocess.Popen[bytes]") -> None:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()

    def stop(self) -> None:
        """End it, after what it has in hand."""
        self._stop.set()
        if self._thread:
            self._thread.join(STOP_SECONDS + 1)


def require_free_port(host: str, port: int) -> None:
    """Raise CannotServe where another program has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} of {host} cannot be used ({error.strerror}). Set PORT to another."
            ) from None


def prepare(settings: Settings) -> None:
    """Look at the dependencies before the first request, and say the seed's sentences.

    Postgres and its schema are waited for, for START_WAIT_SECONDS; Redis is not, since codes are judged without it.
    Raises CannotServe, and Unavailable where the wait was in vain.
    """
    until = time.monotonic() + settings.start_wait_seconds
    while True:
        try:
            _look_at_database(settings)
            break
        except Unavailable as away:
            left = until - time.monotonic()
            if left <= 0:
                raise
            where = without_credentials(settings.database_url)
            log.warning("Waiting for %s, for %.0f more seconds: %s", where, left, away.detail)
            time.sleep(min(LOOKS_AGAIN_AFTER, left))
    _greet_redis(settings)
    if not settings.routes:
        log.warning("No message provider is configured: asking answers 503. Set TWILIO_*, SNS_* or SMTP_URL.")
    if settings.admin_token is None:
        log.warning("ADMIN_TOKEN is not set: the admin API is open to named tokens alone (auth1 admins issue).")


def _look_at_database(settings: Settings) -> None:
    database = Database.at(settings.database_url, size=1, pooled=settings.is_pooled)
    try:
        if settings.migrate_on_start:
            applied = migrate(settings.owner_url, serving_url=settings.database_url)
            log.info("Migrations applied: %s migrations", applied)
        elif pending(settings.database_url, pooled=settings.is_pooled):
            raise Unavailable("The schema is older than this version: run auth1 migrate.")
        database.ping()
        log.info("Database connected: %s", url_of(settings.database_url).database)
        if not is_secret_of(database, key_ring(settings.jwt_secret, settings.jwt_secret_previous), SystemClock().now()):
            raise CannotServe("JWT_SECRET is not the one that this database was set up with. Use that one.")
    finally:
        database.engine.dispose()


def _greet_redis(settings: Settings) -> None:
    shown = without_credentials(settings.redis_url)
    try:
        RedisDoor.at(settings.redis_url).ping()
        log.info("Redis connected: %s", shown)
    except Unavailable:
        log.warning("Redis does not answer: %s. Limits are judged on Postgres until it does.", shown)


def let_beginners_go() -> None:
    """A web process that is told to end before it listens has nothing in hand: it goes at once.

    Until it has a handler of its own it has ours, which would only note the signal: it would be waited for in vain.
    """
    main = os.getpid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ending(main, signal.getsignal(number)))


def _ending(main: int, inner: Any) -> Callable[[int, FrameType | None], None]:
    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() != main:
            os._exit(0)
        inner(number, frame)

    return end


def drain_first(seconds: float) -> None:
    """On the first SIGTERM: say that nothing more should come, serve on for so long, and only then end.

    A second SIGTERM, or Ctrl-C, ends at once.
    """
    main, end = os.getpid(), cast(Handler, signal.getsignal(signal.SIGTERM))

    def drain(number: int, frame: FrameType | None) -> None:
        if os.getpid() != main or not seconds or is_draining():
            end(number, frame)
            return
        begin_draining()
        log.info("Told to end: not ready any more, serving for %s more seconds", seconds)
        timer = Timer(seconds, end, (number, frame))
        timer.daemon = True
        timer.start()

    signal.signal(signal.SIGTERM, drain)


def hear_of_log_level() -> None:
    """SIGUSR1 turns LOG_LEVEL=debug on and off in every process of this instance, without a restart."""
    signal.signal(signal.SIGUSR1, lambda *_: log.warning("Log level: %s", toggle_debug()))


def serve(
    settings: Settings,
    *,
    with_worker: bool = True,
    target: str = "entrypoints.wsgi:asgi",
    worker: str = "entrypoints.worker",
) -> None:
    """Serve until SIGTERM or SIGINT, then drain."""
    be_keeper()
    with run_folder(), metrics_beside(settings):
        _serve(settings, with_worker=with_worker, target=target, worker=worker)


def _serve(settings: Settings, *, with_worker: bool, target: str, worker: str) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    keeper = WorkerKeeper(worker)
    server = Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        workers=settings.web_workers,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=DRAIN_SECONDS,
    )
    server.on_startup(let_beginners_go)
    server.on_startup(partial(drain_first, settings.drain_seconds))
    server.on_startup(hear_of_log_level)
    if with_worker:
        keeper.start()
    log.info("Auth1 server running on port %s", settings.port)
    try:
        server.serve()
    finally:
        keeper.stop()
