"""Notices in memory."""

from dataclasses import dataclass

from adapters.memory.stored import StoredMessage
from adapters.memory.world import MemoryWorld
from application.ports.notices import Notices
from domain.message import Message, Status
from domain.notice import purpose_of
from domain.otp import OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.otp_code import CodeSecret


@dataclass(frozen=True, slots=True)
class MemoryNotices(Notices):
    """The notices of a world, in the outbox of codes."""

    world: MemoryWorld

    def add(self, message: Message) -> None:
        """See Notices."""
        purpose, now = purpose_of(message), message.created_at
        challenge = OtpChallenge(
            message.challenge_id, message.channel, 0, now, message.expires_at, now, 0, intent="notice"
        )
        key = (message.tenant_id, message.to, purpose)
        self.world.slots[key] = OtpSlot(1, challenge)
        self.world.secrets[key] = CodeSecret(b"", None, "")
        self.world.messages[message.tenant_id, message.id] = StoredMessage(message, purpose, Status.QUEUED, now)
