"""A code that an address was asked to prove."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import ChallengeId, UserId

SIGN_IN: Final = "sign_in"
CHANGE: Final = "change_address"


def change_intent(user_id: UserId) -> str:
    """A proof that is good for this user's change of address, and for nothing else."""
    return f"{CHANGE}:{user_id}"


@dataclass(frozen=True, slots=True)
class OtpChallenge:
    """A code that an address was asked to prove, without the code.

    `channel` is the one that carried it last; `handovers` counts those that providers got or will get.
    `intent` is what its proof is good for, and for whom: `sign_in`, `change_address:<user>`, or `link`.
    `own_attempts` are those from networks in which the address was proven before, `attempts` all others; `is_own` says
    that who sees it stands in such a network.
    """

    id: ChallengeId
    channel: str
    length: int
    created_at: datetime
    expires_at: datetime
    sent_at: datetime
    max_attempts: int
    attempts: int = 0
    own_attempts: int = 0
    is_test: bool = False
    ended_as: str | None = None
    handovers: int = 0
    intent: str = SIGN_IN
    is_own: bool = False

    @property
    def attempts_remaining(self) -> int:
        """Wrong codes that whoever sees it may still try."""
        return self.left(is_own=self.is_own)

    @property
    def all_attempts(self) -> int:
        """Tries, wherever they came from."""
        return self.attempts + self.own_attempts

    def left(self, *, is_own: bool) -> int:
        """Wrong codes that may still be tried from the address's own networks, or from others."""
        return max(0, self.max_attempts - (self.own_attempts if is_own else self.attempts))

    @property
    def is_worth_resending(self) -> bool:
        """Whether a third of its life was left when it was last asked for."""
        return (self.expires_at - self.sent_at) * 3 >= self.expires_at - self.created_at

    def lives(self, now: datetime) -> bool:
        """Neither ended nor expired; at `expires_at` itself it is over."""
        return self.ended_as is None and now < self.expires_at

    def expires_in(self, now: datetime) -> int:
        """Whole seconds left."""
        return max(0, int((self.expires_at - now).total_seconds()))

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes for the message, rounded down, at least 1."""
        return max(1, self.expires_in(now) // 60)
