"""Somebody asks for a code."""

from dataclasses import dataclass
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.otp import Ask, Facts, OtpSlots, Question
from application.ports.rate_limits import Window
from application.ports.store import Store
from application.rate_limits.guard import Guard
from domain.address import Address, channel_of
from domain.audit import Action
from domain.caller import Caller
from domain.ids import AuditId, ChallengeId, EventId, MessageId
from domain.message import Message
from domain.otp import SIGN_IN, OtpChallenge, OtpSlot
from domain.otp_code import NONCE_BYTES, CodeSecret, derive_code, mac_of_code
from domain.rate_limit import Block, Limit, longest
from domain.refusal import Unavailable
from domain.tenant import PhoneNotAllowed, Tenant

TRIES = 3


@dataclass(frozen=True, slots=True)
class RequestOtp:
    """Send a one-time code to an address, unless the settings or the limits say no.

    The answer comes as soon as the challenge and the message are stored; it never waits for a provider, and it is the
    same whether or not anybody has an account there.
    Raises PhoneNotAllowed, RateLimited (`resend`, `address`, `failures`, `ip`) and Unavailable.
    """

    slots: OtpSlots
    store: Store
    guard: Guard
    scribe: Scribe
    reach: frozenset[str]
    everywhere: Limit

    def __call__(self, *, tenant: Tenant, address: Address, caller: Caller, locale: str | None = None) -> OtpChallenge:
        now = self.scribe.now()
        test_code = tenant.settings.test_code_of(address.text, now)
        self._reach(address, test_code)
        window = self.guard.window(tenant_id=tenant.id, network=caller.network, address=address, purpose=SIGN_IN)
        counted = self.guard.admit(window, now=now, asks=True)
        self._admit(tenant, address, caller, now)
        question = self._question(caller, counted)
        for _ in range(TRIES):
            slot, facts = self.slots.look(
                tenant_id=tenant.id, address=address, purpose=SIGN_IN, now=now, question=question
            )
            self._refuse(window, tenant, slot, facts, now, is_test=test_code is not None)
            ask = self._ask(tenant, address, caller, slot, facts, test_code, locale, now)
            if self.slots.issue(tenant_id=tenant.id, address=address, purpose=SIGN_IN, ask=ask):
                return ask.challenge
        raise Unavailable("Too many asks for this address at the same moment. Ask again.", retry_after=1)

    def _reach(self, address: Address, test_code: str | None) -> None:
        if channel_of(address) not in self.reach and test_code is None:
            raise Unavailable(f"No provider is configured that could send by {channel_of(address)}.", retry_after=60)

    def _admit(self, tenant: Tenant, address: Address, caller: Caller, now: datetime) -> None:
        """The settings' word on the number; a refusal is recorded before it is said."""
        try:
            tenant.admit(address, now)
        except PhoneNotAllowed as refusal:
            row = self.scribe.audit(
                caller, Action.OTP_REFUSED, at=now, tenant_id=tenant.id, details={"reason": refusal.members["reason"]}
            )
            with self.store.begin() as tx:
                tx.records.add(row)
            raise

    def _question(self, caller: Caller, counted: bool) -> Question:
        """While the windows are away, the network's asks are counted from the records."""
        if counted or caller.network is None:
            return Question(self.everywhere)
        return Question(self.everywhere, caller.network, self.guard.per_network)

    def _refuse(
        self, window: Window, tenant: Tenant, slot: OtpSlot, facts: Facts, now: datetime, *, is_test: bool
    ) -> None:
        everywhere = None if is_test else facts.everywhere_until
        block = longest(
            [
                slot.ask_block(tenant.settings, now, is_test=is_test),
                Block("address", everywhere) if everywhere else None,
                Block("ip", facts.network_until) if facts.network_until else None,
            ]
        )
        self.guard.refuse(window, block, now=now, asks=True)

    def _ask(
        self,
        tenant: Tenant,
        address: Address,
        caller: Caller,
        slot: OtpSlot,
        facts: Facts,
        test_code: str | None,
        locale: str | None,
        now: datetime,
    ) -> Ask:
        is_test = test_code is not None
        again = slot.resendable(now, is_test=is_test)
        challenge = again or slot.renewed(
            tenant.settings, id=self.scribe.id(ChallengeId, now), channel=channel_of(address), now=now, is_test=is_test
        )
        unsent = "user_blocked" if facts.is_blocked else "test_number" if is_test else None
        live = slot.challenge if slot.challenge and slot.challenge.lives(now) else None
        return Ask(
            challenge=challenge,
            resent=again is not None,
            secret=self._secret(tenant, address, challenge, test_code, facts.is_blocked)
            if is_test or not again
            else None,
            message=Message(
                tenant_id=tenant.id,
                id=self.scribe.id(MessageId, now),
                challenge_id=challenge.id,
                channel=challenge.channel,
                to=address.text,
                minutes=challenge.minutes_left(now),
                created_at=now,
                expires_at=challenge.expires_at,
                locale=locale,
                dropped_as=unsent,
            ),
            seen=slot.version,
            keep=tenant.settings.rate_limit_per_hour,
            replaced=live.id if live and not again else None,
            footprint=self.scribe.footprint(caller),
            audit_id=self.scribe.id(AuditId, now),
            event_id=self.scribe.id(EventId, now),
        )

    def _secret(
        self, tenant: Tenant, address: Address, challenge: OtpChallenge, test_code: str | None, is_blocked: bool
    ) -> CodeSecret:
        """A nonce and a mac; a blocked user's challenge has a mac that nothing matches, and looks like any other."""
        keys, nonce = self.scribe.keys, self.scribe.dice.roll(NONCE_BYTES)
        code = test_code or derive_code(
            keys, tenant_id=tenant.id, challenge_id=challenge.id, nonce=nonce, length=challenge.length
        )
        mac = mac_of_code(keys, tenant_id=tenant.id, purpose=SIGN_IN, address=address.text, code=code)
        return CodeSecret(nonce=nonce, mac=None if is_blocked else mac, key_id=keys.id)
