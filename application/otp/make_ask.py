"""What is written down when a code is asked for."""

from dataclasses import dataclass, replace
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.otp import Ask, Facts
from application.ports.risk import Weighed
from domain.address import Address, country_of
from domain.caller import Caller
from domain.ids import AuditId, AuthorizationId, ChallengeId, EventId, MessageId
from domain.message import Message
from domain.otp import ASKS_MORE, OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.otp_code import NONCE_BYTES, CodeSecret, derive_code, mac_of_code
from domain.rate_limit import Limit
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Wanted:
    """A code that somebody wants: where, for which address, by which channel, from whom, in which language, when.

    `routes` are the providers that may carry it; `bounds` those of its mailbox, everywhere and in this tenant.

    `flow` is the sign-in whose link is sent instead of the code.
    `test_code` is the fixed code of a test number, to which nothing is sent.
    """

    tenant: Tenant
    address: Address
    caller: Caller
    locale: str | None
    now: datetime
    test_code: str | None
    channel: str
    routes: tuple[str, ...]
    bounds: tuple[Limit, Limit]
    intent: str
    flow: AuthorizationId | None = None

    @property
    def is_test(self) -> bool:
        """Whether the address is a test number."""
        return self.test_code is not None


@dataclass(frozen=True, slots=True)
class MakeAsk:
    """Decide, from the slot, between the live code once more and a new one, and write the message that is owed."""

    scribe: Scribe

    def __call__(self, wanted: Wanted, slot: OtpSlot, facts: Facts, weighed: Weighed | None) -> Ask:
        now, settings = wanted.now, wanted.tenant.settings
        live = slot.challenge if slot.challenge and slot.challenge.lives(now) else None
        again = slot.resendable(now, channel=wanted.channel, is_test=wanted.is_test, intent=wanted.intent)
        challenge = again or slot.renewed(
            settings,
            id=self.scribe.id(ChallengeId, now),
            channel=wanted.channel,
            now=now,
            is_test=wanted.is_test,
            intent=wanted.intent,
        )
        keeps_secret = again is not None and not wanted.is_test
        return Ask(
            challenge=challenge,
            resent=again is not None,
            secret=None if keeps_secret else self._secret(wanted, challenge, facts),
            message=self._message(wanted, challenge, facts),
            seen=slot.version,
            keep=settings.rate_limit_per_hour + ASKS_MORE,
            replaced=live.id if live and not again else None,
            spent=live.all_attempts if live else 0,
            footprint=self.scribe.footprint(wanted.caller),
            audit_id=self.scribe.id(AuditId, now),
            event_id=self.scribe.id(EventId, now),
            bounds=None if wanted.is_test else wanted.bounds,
            weighed=weighed and replace(weighed, decision=replace(weighed.decision, challenge_id=challenge.id)),
        )

    def _message(self, wanted: Wanted, challenge: OtpChallenge, facts: Facts) -> Message:
        unsent = "user_blocked" if facts.is_blocked else "test_number" if wanted.is_test else None
        return Message(
            tenant_id=wanted.tenant.id,
            id=self.scribe.id(MessageId, wanted.now),
            challenge_id=challenge.id,
            channel=challenge.channel,
            to=wanted.address.text,
            minutes=challenge.minutes_left(wanted.now),
            created_at=wanted.now,
            expires_at=challenge.expires_at,
            routes=wanted.routes,
            country=country_of(wanted.address),
            locale=wanted.locale,
            dropped_as=unsent,
            flow=wanted.flow,
        )

    def _secret(self, wanted: Wanted, challenge: OtpChallenge, facts: Facts) -> CodeSecret:
        """A nonce and a mac; a blocked user's challenge has a mac that nothing matches, and looks like any other."""
        keys, nonce, tenant_id = self.scribe.keys, self.scribe.dice.roll(NONCE_BYTES), wanted.tenant.id
        code = wanted.test_code or derive_code(
            keys, tenant_id=tenant_id, challenge_id=challenge.id, nonce=nonce, length=challenge.length
        )
        mac = mac_of_code(keys, tenant_id=tenant_id, purpose=wanted.intent, address=wanted.address.text, code=code)
        return CodeSecret(nonce=nonce, mac=None if facts.is_blocked else mac, key_id=keys.id)
