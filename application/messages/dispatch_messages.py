"""Messages leave the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.messages import Channel, Outbox
from domain.message import LEASE, Attempt, Claimed, Outcome, Outgoing, Receipt, code_text
from domain.otp_code import derive_code

LEASE_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class DispatchMessages:
    """Claim messages that are owed, and hand each to the provider of its channel, outside any transaction.

    A worker that dies between the provider's answer and our commit leaves the lease to run out: the same code is sent
    once more.  A completion that comes after the lease went to another is ignored.
    """

    outbox: Outbox
    scribe: Scribe
    channels: Mapping[str, Channel]

    def claim(self, most: int) -> Sequence[Claimed]:
        """Take up to that many messages for the length of a lease."""
        now = self.scribe.now()
        lease_id = self.scribe.dice.roll(LEASE_ID_BYTES).hex()
        return self.outbox.claim(now=now, lease_id=lease_id, lease_until=now + LEASE, most=most)

    def deliver(self, claimed: Claimed) -> Attempt | None:
        """Send one, and record what was said; None where it must not be sent any more."""
        started = self.scribe.now()
        reason = claimed.dropped_as(started)
        if reason or claimed.nonce is None:
            self.outbox.drop(claimed, reason or "challenge_ended", now=started)
            return None
        provider, receipt = self._send(claimed, claimed.nonce)
        attempt = Attempt(provider=provider, receipt=receipt, started_at=started, ended_at=self.scribe.now())
        self.outbox.record(claimed, attempt)
        return attempt

    def _send(self, claimed: Claimed, nonce: bytes) -> tuple[str, Receipt]:
        message, keys = claimed.message, self.scribe.keys
        channel = self.channels.get(message.channel)
        if channel is None or claimed.key_id != keys.id:
            return "none", Receipt(Outcome.UNAVAILABLE, error_code="no_channel" if channel is None else "foreign_key")
        code = derive_code(
            keys,
            tenant_id=message.tenant_id,
            challenge_id=message.challenge_id,
            nonce=nonce,
            length=claimed.code_length,
        )
        text = code_text(claimed.sms_name, code, message.minutes)
        try:
            receipt = channel.send(Outgoing(message.id, message.channel, message.to, text))
        except Exception as defect:  # noqa: BLE001 - left to its lease, it would be sent again and again
            receipt = Receipt(Outcome.UNKNOWN, error_code=type(defect).__name__)
        return channel.name, receipt.storable()
