"""The worker: sends what is owed, and sweeps."""

import logging
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore, Lock, Thread
from typing import Any, Protocol

from adapters.postgres.schema import pending
from application.messages.dispatch_messages import DispatchMessages
from application.otp.sweep import Sweep
from application.risk.settle_facts import SettleFacts
from domain.ids import TenantId
from domain.message import Attempt, Claimed, Outcome
from domain.refusal import Unavailable
from entrypoints.clerk import Clerk, duties_of
from entrypoints.container import Container, live_container
from entrypoints.logs import configure
from entrypoints.metrics import metrics_beside
from entrypoints.postman import Postman
from entrypoints.run_folder import follow_log_level
from entrypoints.settings import Settings
from entrypoints.stop import Stop
from entrypoints.web import WORKER_CONNECTIONS, readiness

log = logging.getLogger("auth1.worker")
HANDS = 64
# Some hands stay free for the others, however many messages one tenant has waiting on a slow provider.
HANDS_PER_TENANT = 40
BATCH = 8
LOOKS_EVERY = 0.05
SWEEPS_EVERY = 1.0
SETTLES_EVERY = 0.5
# Each ask reads what is not added up yet: while many ask, it is added up more often.
SETTLES_SOON = 0.1
MANY_FACTS = 10
REST_AFTER_TROUBLE = 0.5
WAITS_FOR_SECRET = 2.0


class Beside(Protocol):
    """What a worker does on a thread of its own."""

    def run(self) -> None:
        """Work until told to stop."""
        ...


@dataclass(slots=True)
class Worker:
    """Claims no more than its hands can carry, so that one slow provider call holds up nobody else's message.

    A tenant whose messages fill its share of the hands waits until one of them is free again.
    """

    dispatch: DispatchMessages
    sweep: Sweep
    settle: SettleFacts
    stop: Stop
    beside: Sequence[Beside] = ()
    hands: int = HANDS
    _free: BoundedSemaphore = field(init=False)
    _held: Counter[TenantId] = field(default_factory=Counter)
    _lock: Any = field(default_factory=Lock)
    _cursor: str = ""
    _swept_at: float = 0.0
    _settles_at: float = 0.0

    def __post_init__(self) -> None:
        self._free = BoundedSemaphore(self.hands)

    def run(self) -> None:
        """Work until told to stop; then finish what is in hand."""
        with ThreadPoolExecutor(self.hands, thread_name_prefix="hand") as pool, _alongside(self.beside):
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
        self._settle()
        self._sweep_a_little()
        free = self._take_hands()
        claimed = []
        try:
            claimed = list(self.dispatch.claim(free, self._full())) if free else []
        finally:
            for _ in range(free - len(claimed)):
                self._free.release()
        with self._lock:
            self._held.update(one.message.tenant_id for one in claimed)
        for one in claimed:
            pool.submit(self._deliver, one)
        return bool(claimed) and len(claimed) == free

    def _full(self) -> list[TenantId]:
        """The tenants that have their share of the hands."""
        with self._lock:
            return [tenant_id for tenant_id, held in self._held.items() if held >= HANDS_PER_TENANT]

    def _let_go(self, tenant_id: TenantId) -> None:
        with self._lock:
            self._held[tenant_id] -= 1
            if not self._held[tenant_id]:
                del self._held[tenant_id]
        self._free.release()

    def _take_hands(self) -> int:
        free = 0
        while free < min(self.hands, BATCH) and self._free.acquire(blocking=False):
            free += 1
        return free

    def _deliver(self, claimed: Claimed) -> None:
        message = claimed.message
        ids = {"message_id": message.id, "challenge_id": message.challenge_id, "tenant_id": message.tenant_id}
        try:
            made = self.dispatch.deliver(claimed)
            if not made:
                log.info("message not handed over", extra=ids)
            for attempt in made:
                _log_attempt(attempt, ids)
        except Unavailable:
            log.warning("message left to its lease: the database does not answer", extra=ids)
        except Exception:
            log.exception("message failed by a defect", extra=ids)
        finally:
            self._let_go(message.tenant_id)

    def _settle(self) -> None:
        now = time.monotonic()
        if now >= self._settles_at:
            self._settles_at = now + (SETTLES_SOON if self.settle() >= MANY_FACTS else SETTLES_EVERY)

    def _sweep_a_little(self) -> None:
        now = time.monotonic()
        if now - self._swept_at >= SWEEPS_EVERY:
            self._swept_at = now
            self._cursor = self.sweep(self._cursor)


@contextmanager
def _alongside(beside: Sequence[Beside]) -> Iterator[None]:
    """Webhooks and the audit log have threads of their own, so that nothing waits for the other."""
    threads = [Thread(target=one.run, name=type(one).__name__.lower()) for one in beside]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def _log_attempt(attempt: Attempt, ids: Mapping[str, str]) -> None:
    receipt = attempt.receipt
    if receipt.outcome is Outcome.ACCEPTED:
        log.info("message sent", extra={**ids, "provider": attempt.provider})
    else:
        said = {"outcome": receipt.outcome.value, "error_code": receipt.error_code}
        log.warning("hand-over failed", extra={**ids, "provider": attempt.provider, **said})


def run_worker(container: Container, is_behind: Callable[[], bool] = lambda: False) -> None:
    """Run a worker of a container until SIGTERM or SIGINT, or until its keeper is gone.

    It takes no message before it knows that its JWT_SECRET is the database's: with another it could derive no code.
    Nor does it while the schema is older than this version (`is_behind`).
    """
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.tell)
    is_ready = readiness(container)
    while not stop.is_due and (is_behind() or not is_ready()):
        log.error("worker waits: the database is away or not migrated, or JWT_SECRET is not the one it was set up with")
        time.sleep(WAITS_FOR_SECRET)
    cases = container.use_cases
    _prepare(cases.dispatch_messages())
    beside = Postman(cases.deliver_webhooks(), stop), Clerk(duties_of(cases), stop)
    Worker(cases.dispatch_messages(), cases.sweep(), cases.settle_facts(), stop, beside).run()


def _prepare(dispatch: DispatchMessages) -> None:
    """Load the first provider's library now; those behind it may never be needed."""
    for channel in list(dispatch.channels.values())[:1]:
        try:
            channel.prepare()
        except Exception:
            log.exception("a provider's client cannot be made")


def main(build: Callable[[Settings], Container] | None = None) -> None:
    """The worker process."""
    settings = Settings.from_env(os.environ)
    configure(settings.log_level, settings.log_format)
    follow_log_level()
    with metrics_beside(settings):
        run_worker((build or _live)(settings), partial(_is_behind, settings))


def _live(settings: Settings) -> Container:
    return live_container(settings, pool_size=WORKER_CONNECTIONS, process="worker")


def _is_behind(settings: Settings) -> bool:
    try:
        return pending(settings.database_url, pooled=settings.is_pooled)
    except Unavailable:
        return True
