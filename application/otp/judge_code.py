"""What is made of a code that somebody typed, whatever it is to prove."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from application.audit.scribe import Scribe
from application.ports.otp import Guess, OtpSlots, Tried
from application.ports.rate_limits import Window
from application.rate_limits.guard import Guard
from domain.address import Address
from domain.caller import Caller
from domain.ids import AuditId, EventId, TenantId
from domain.otp import InvalidCode, TooManyAttempts
from domain.otp_challenge import SIGN_IN
from domain.otp_code import mac_of_code
from domain.refusal import RateLimited
from domain.tenant import Tenant

ASK_AND_VERIFY = 2


@dataclass(frozen=True, slots=True)
class JudgeCode:
    """Counts calls in their windows, makes guesses, and names what is said to those that were not right.

    All codes of an address share one slot, so every bound holds over all that a code may be for.
    """

    slots: OtpSlots
    guard: Guard
    scribe: Scribe

    def admit(self, tenant_id: TenantId, address: Address, caller: Caller, now: datetime) -> Window:
        """Count the call; raises RateLimited (`ip`, `failures`)."""
        window = self.guard.window(tenant_id=tenant_id, network=caller.network, address=address, purpose=SIGN_IN)
        self.guard.admit(window, now=now, asks=False)
        return window

    def guess(self, tenant: Tenant, address: Address, code: str, caller: Caller, now: datetime, intent: str) -> Guess:
        """The guess, readable with every key of this node."""
        return Guess(
            macs=[
                mac_of_code(keys, tenant_id=tenant.id, purpose=intent, address=address.text, code=code)
                for keys in self.scribe.ring.all
            ],
            is_test=tenant.settings.test_code_of(address.text, now) is not None,
            footprint=self.scribe.footprint(caller),
            audit_id=self.scribe.id(AuditId, now),
            event_id=self.scribe.id(EventId, now),
        )

    def settle(self, tried: Tried, window: Window, now: datetime) -> None:
        """Give back what a success gives back; raises InvalidCode and TooManyAttempts, after the count is committed."""
        if tried.ended_as:
            self.guard.give_back(window, ASK_AND_VERIFY if tried.ended_as == "used" else 0, now=now)
        if tried.ended_as == "locked":
            raise TooManyAttempts
        if tried.ended_as != "used":
            raise InvalidCode(tried.attempts_remaining)

    def refuse(self, window: Window, tenant_id: TenantId, address: Address, now: datetime) -> NoReturn:
        """Name the refusal of a guess that nothing stood for; only failures pay for this second look."""
        slot, _ = self.slots.look(
            tenant_id=tenant_id, address=address, purpose=SIGN_IN, now=now, network=window.network
        )
        try:
            slot.refuse_attempt(now)
        except RateLimited:
            self.guard.refuse(window, slot.attempt_block(now), now=now, asks=False)
            raise
