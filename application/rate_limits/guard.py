"""The windows, for use cases that must go on without them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from application.ports.rate_limits import RateLimits, Window
from domain.address import Address
from domain.audit import keyed_digest
from domain.derived_keys import DerivedKeys
from domain.ids import TenantId
from domain.otp import refuse
from domain.rate_limit import Block, Limit
from domain.refusal import Unavailable

log = logging.getLogger("auth1.limits")
SLOT_DIGITS = 16
WAYS = 10


@dataclass(frozen=True, slots=True)
class Guard:
    """Asks the rate limits, and says when they are away instead of failing."""

    limits: RateLimits
    keys: DerivedKeys
    per_network: Limit

    def window(self, *, tenant_id: TenantId, network: str | None, address: Address, purpose: str) -> Window:
        """The windows of a call about an address, which leaves us only as a keyed digest.

        The network belongs to it, since what blocks a stranger need not block the owner.
        """
        fields = (tenant_id, purpose, address.text, network or "")
        slot = keyed_digest(self.keys.digest, "slot", *fields)[:SLOT_DIGITS]
        return Window(tenant_id=tenant_id, network=network, slot=slot, limit=self.per_network)

    def admit(self, window: Window, *, now: datetime, asks: bool) -> bool:
        """Count the call; raises RateLimited.  False where the limits are away and the call was not counted."""
        try:
            block = self.limits.admit(window, now=now, asks=asks)
        except Unavailable:
            return False
        refuse(block, now)
        return True

    def admit_way(self, *, tenant_id: TenantId, network: str | None, now: datetime) -> None:
        """Count the beginning of a sign-in on the pages, which anybody can make us write down; raises RateLimited.

        A network may begin ten times as many as it may ask for and prove codes: who is signed in already asks for none.
        """
        limit = replace(self.per_network, most=WAYS * self.per_network.most)
        window = Window(tenant_id=tenant_id, network=f"way {network}" if network else None, slot="way", limit=limit)
        self.admit(window, now=now, asks=False)

    def refuse(self, window: Window, block: Block | None, *, now: datetime, asks: bool) -> None:
        """Raise RateLimited where there is a block, after the windows were told of it."""
        if block:
            self._tell(lambda: self.limits.refuse(window, block, now=now, asks=asks))
            refuse(block, now)

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """Take calls out of the window again and forget the slot's block."""
        self._tell(lambda: self.limits.give_back(window, calls, now=now))

    def _tell(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Unavailable:
            log.debug("rate limits away; the window keeps a call too many")
