"""The part of the worker that keeps the audit log: links, anchors, months."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from domain.refusal import Unavailable
from entrypoints.stop import Stop

log = logging.getLogger("auth1.audit")
LOOKS_EVERY = 0.25


@dataclass(slots=True)
class Duty:
    """Something that is done every so many seconds; a duty that fails is done again after as long."""

    name: str
    every: float
    act: Callable[[], object]
    _done_at: float | None = field(default=None)

    def do(self, now: float) -> None:
        """Do it if its time has come; trouble is told, and holds up no other duty."""
        if self._done_at is not None and now - self._done_at < self.every:
            return
        self._done_at = now
        try:
            self.act()
        except Unavailable as trouble:
            log.warning("duty not done", extra={"duty": self.name, "why": trouble.detail})
        except Exception:
            log.exception("duty failed by a defect", extra={"duty": self.name})


@dataclass(frozen=True, slots=True)
class Clerk:
    """Does its duties by turns until told to stop."""

    duties: tuple[Duty, ...]
    stop: Stop

    def run(self) -> None:
        """Work until told to stop."""
        while not self.stop.is_due:
            for duty in self.duties:
                if not self.stop.is_due:
                    duty.do(time.monotonic())
            time.sleep(LOOKS_EVERY)


def duties_of(cases: Any) -> tuple[Duty, ...]:
    """What the clerk of a container does, and how often (seconds)."""
    return (
        Duty("measure what waits", 5.0, cases.measure_backlog()),
        Duty("link audit rows", 1.0, cases.chain_rows()),
        Duty("put heads outside", 15.0, cases.anchor_heads()),
        Duty("forget in time", 5.0, cases.forget_in_time()),
        Duty("keep months", 3600.0, cases.keep_months()),
    )
