"""The part of the worker that takes events to webhooks."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from application.ports.webhooks import Owed
from application.webhooks.deliver_webhooks import ANNOUNCED_AT_ONCE, DeliverWebhooks
from domain.refusal import Unavailable
from entrypoints.stop import Stop

log = logging.getLogger("auth1.webhooks")
# Receivers that answer well and those that do not have hands of their own: who hangs holds up only its like.
HANDS = 16
HANDS_FOR_STRUGGLING = 8
LOOKS_EVERY = 0.2
REST_AFTER_TROUBLE = 0.5


@dataclass(slots=True)
class Lane:
    """Some hands, and the kind of webhooks that they go to."""

    deliver: DeliverWebhooks
    struggling: bool
    hands: int
    pool: ThreadPoolExecutor = field(init=False)
    _free: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.hands, thread_name_prefix="postman")
        self._free = BoundedSemaphore(self.hands)

    def go(self) -> bool:
        """Take what free hands can carry; whether there may be more."""
        free = 0
        while self._free.acquire(blocking=False):
            free += 1
        owed = []
        try:
            owed = list(self.deliver.claim(free, struggling=self.struggling)) if free else []
        finally:
            for _ in range(free - len(owed)):
                self._free.release()
        for one in owed:
            self.pool.submit(self._carry, one)
        return bool(owed)

    def _carry(self, owed: Owed) -> None:
        ids = {"event_id": owed.event.id, "webhook_id": owed.endpoint.id, "tenant_id": owed.endpoint.tenant_id}
        try:
            posted = self.deliver.deliver(owed)
            said = {"status": posted.status, "milliseconds": posted.milliseconds, "error": posted.error}
            level = logging.INFO if posted.is_success else logging.WARNING
            log.log(level, "webhook answered" if posted.status else "webhook not reached", extra={**ids, **said})
        except Unavailable:
            log.warning("delivery left to its lease: the database does not answer", extra=ids)
        except Exception:
            log.exception("delivery failed by a defect", extra=ids)
        finally:
            self._free.release()


@dataclass(slots=True)
class Postman:
    """Announces events and takes them out, until told to stop; then finishes what is in hand."""

    deliver: DeliverWebhooks
    stop: Stop

    def run(self) -> None:
        """Work until told to stop."""
        lanes = (
            Lane(self.deliver, struggling=False, hands=HANDS),
            Lane(self.deliver, struggling=True, hands=HANDS_FOR_STRUGGLING),
        )
        while not self.stop.is_due:
            rest = LOOKS_EVERY
            try:
                announced = self.deliver.announce()
                went = [lane.go() for lane in lanes]
                rest = 0.0 if announced == ANNOUNCED_AT_ONCE or any(went) else LOOKS_EVERY
            except Unavailable:
                rest = REST_AFTER_TROUBLE
            except Exception:
                log.exception("webhook pass failed")
                rest = REST_AFTER_TROUBLE
            time.sleep(rest)
        for lane in lanes:
            lane.pool.shutdown()
