"""The worker: sends what is owed, and sweeps."""

import logging
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from adapters.lifeline import follow_keeper, is_orphaned
from application.messages.dispatch_messages import DispatchMessages
from application.otp.sweep import Sweep
from domain.message import Claimed, Outcome
from domain.refusal import Unavailable
from entrypoints.container import Container, live_container
from entrypoints.logs import configure
from entrypoints.settings import Settings
from entrypoints.web import WORKER_CONNECTIONS, readiness

log = logging.getLogger("auth1.worker")
HANDS = 16
LOOKS_EVERY = 0.05
SWEEPS_EVERY = 1.0
REST_AFTER_TROUBLE = 0.5
WAITS_FOR_SECRET = 2.0


@dataclass(slots=True)
class Stop:
    """Whether to stop: told so, or left alone by the process that started this worker beside itself.

    A plain flag and no Event: a signal's handler may run while this very thread holds an Event's lock.
    """

    told: bool = False

    @property
    def is_due(self) -> bool:
        """Told so, or orphaned."""
        return self.told or is_orphaned()

    def tell(self, *_: object) -> None:
        """Stop; fit to be a signal's handler."""
        self.told = True


@dataclass(slots=True)
class Worker:
    """Claims no more than its hands can carry, so that one slow provider call holds up nobody else's message."""

    dispatch: DispatchMessages
    sweep: Sweep
    stop: Stop
    hands: int = HANDS
    _free: BoundedSemaphore = field(init=False)
    _cursor: str = ""
    _swept_at: float = 0.0

    def __post_init__(self) -> None:
        self._free = BoundedSemaphore(self.hands)

    def run(self) -> None:
        """Work until told to stop; then finish what is in hand."""
        with ThreadPoolExecutor(self.hands, thread_name_prefix="hand") as pool:
            while not self.stop.is_due:
                try:
                    rest = 0.0 if self._pass(pool) else LOOKS_EVERY
                except Unavailable:
                    rest = REST_AFTER_TROUBLE
                except Exception:
                    log.exception("worker pass failed")
                    rest = REST_AFTER_TROUBLE
                time.sleep(rest)

    def _pass(self, pool: ThreadPoolExecutor) -> bool:
        """One look at the outbox; whether there may be more."""
        self._sweep_a_little()
        free = self._take_hands()
        claimed = []
        try:
            claimed = list(self.dispatch.claim(free)) if free else []
        finally:
            for _ in range(free - len(claimed)):
                self._free.release()
        for one in claimed:
            pool.submit(self._deliver, one)
        return bool(claimed) and len(claimed) == free

    def _take_hands(self) -> int:
        free = 0
        while free < self.hands and self._free.acquire(blocking=False):
            free += 1
        return free

    def _deliver(self, claimed: Claimed) -> None:
        message = claimed.message
        ids = {"message_id": message.id, "challenge_id": message.challenge_id, "tenant_id": message.tenant_id}
        try:
            attempt = self.dispatch.deliver(claimed)
            if attempt is None:
                log.info("message dropped", extra=ids)
            elif attempt.receipt.outcome is Outcome.ACCEPTED:
                log.info("message sent", extra={**ids, "provider": attempt.provider})
            else:
                said = {"outcome": attempt.receipt.outcome.value, "error_code": attempt.receipt.error_code}
                log.warning("message failed", extra={**ids, "provider": attempt.provider, **said})
        except Unavailable:
            log.warning("message left to its lease: the database does not answer", extra=ids)
        except Exception:
            log.exception("message failed by a defect", extra=ids)
        finally:
            self._free.release()

    def _sweep_a_little(self) -> None:
        now = time.monotonic()
        if now - self._swept_at >= SWEEPS_EVERY:
            self._swept_at = now
            self._cursor = self.sweep(self._cursor)


def run_worker(container: Container) -> None:
    """Run a worker of a container until SIGTERM or SIGINT, or until its keeper is gone.

    It takes no message before it knows that its JWT_SECRET is the database's: with another it could derive no code.
    """
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.tell)
    is_ready = readiness(container)
    while not stop.is_due and not is_ready():
        log.error("worker waits: the database is away, or JWT_SECRET is not the one that it was set up with")
        time.sleep(WAITS_FOR_SECRET)
    cases = container.use_cases
    Worker(cases.dispatch_messages(), cases.sweep(), stop).run()


def main(build: Callable[[Settings], Container] | None = None) -> None:
    """The worker process."""
    settings = Settings.from_env(os.environ)
    configure(settings.log_level, settings.log_format)
    run_worker(build(settings) if build else live_container(settings, pool_size=WORKER_CONNECTIONS))


if __name__ == "__main__":
    follow_keeper()
    main()
