"""How often may this key call?"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.known_keys import KnownKey
from application.ports.rate_limits import RateLimits, Window
from domain.rate_limit import Limit, seconds_until
from domain.refusal import RateLimited, Unavailable

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MeterKey:
    """Count a call of a key that has a rate; raises RateLimited (`key`).

    While the windows are away, each process counts its own calls in `spare`.
    """

    limits: RateLimits
    spare: RateLimits
    clock: Clock

    def __call__(self, known: KnownKey) -> None:
        rate = known.key.rights.rate_per_minute
        if rate is None:
            return
        now, name = self.clock.now(), f"key {known.key.id}"
        window = Window(known.tenant.id, name, name, Limit(rate, MINUTE))
        try:
            block = self.limits.admit(window, now=now, asks=True)
        except Unavailable:
            block = self.spare.admit(window, now=now, asks=True)
        if block:
            wait = seconds_until(block.until, now)
            raise RateLimited("key", wait, f"This key may call {rate} times a minute.")
