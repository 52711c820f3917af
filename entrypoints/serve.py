"""`auth1 serve`: the WSGI server and, unless told otherwise, a worker process beside it."""

import logging
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from threading import Event, Thread, Timer
from types import FrameType
from typing import Any, cast

from adapters.lifeline import be_keeper, follow_keeper
from entrypoints.metrics import metrics_beside
from entrypoints.nursery import Forked, fork, load_ahead
from entrypoints.run_folder import begin_draining, is_draining, run_folder, toggle_debug
from entrypoints.settings import Settings

log = logging.getLogger("auth1")
Handler = Callable[[int, FrameType | None], None]
RESTART_AFTER = 1.0
DRAIN_SECONDS = 30
STOP_SECONDS = 15
# What web processes and workers are made of.
LOADED = ("entrypoints.worker", "entrypoints.web", "entrypoints.bridge", "sqlalchemy.dialects.postgresql.psycopg")


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
            child = fork("auth1-worker", self._work)
            while child.poll() is None and not self._stop.wait(0.1):
                pass
            if self._stop.is_set():
                self._end(child)
            else:
                log.error("worker ended by itself; starting it again", extra={"exit_code": child.exit_code})
                self._stop.wait(RESTART_AFTER)

    def _work(self) -> None:
        follow_keeper()
        import_module(self.module).main()

    def _end(self, child: Forked) -> None:
        child.tell(signal.SIGTERM)
        if not child.wait(STOP_SECONDS):
            child.tell(signal.SIGKILL)
            child.wait(1)

    def stop(self) -> None:
        """End it, after what it has in hand."""
        self._stop.set()
        if self._thread:
            self._thread.join(STOP_SECONDS + 1)


def load() -> None:
    """Load what web processes and workers have in common, before any of them is forked."""
    load_ahead(LOADED)


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
    keeper, server = WorkerKeeper(worker), _server(settings, target)
    if settings.has_metrics:
        load_ahead(("adapters.prometheus.tally",))
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


def _server(settings: Settings, target: str) -> Any:
    import multiprocessing

    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    # Python 3.14 would start each web process from nothing, which then shares nothing with us.
    multiprocessing.set_start_method("fork", force=True)
    return Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        loop=Loops.uvloop,
        workers=settings.web_workers,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=DRAIN_SECONDS,
    )
