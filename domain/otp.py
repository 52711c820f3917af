"""Challenges and the slot of an address: when a code may be asked for, and what a wrong one costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NoReturn

from domain.delivery import MOST_PER_CHALLENGE
from domain.ids import ChallengeId
from domain.otp_challenge import SIGN_IN, OtpChallenge
from domain.rate_limit import Block, Limit, longest, seconds_until
from domain.refusal import RateLimited, Refusal
from domain.tenant_settings import TenantSettings

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(hours=24)
FAILURES_PER_HOUR: Final = 10
FAILURES_PER_DAY: Final = 50
# Minutes that an address waits at most between asks that nobody proves, and the part that chance adds.
LONGEST_WAIT: Final = 32
JITTER: Final = 0.2
# Asks that a slot remembers beyond those that an hour allows, for the waits to grow.
ASKS_MORE: Final = 6
WORDS: Final = {
    "resend": "A code was sent a moment ago. Wait, then ask again.",
    "address": "This address has asked for as many codes as an hour allows.",
    "failures": "Too many wrong codes for this address.",
    "ip": "Too many calls from this network.",
    "slow_down": "This address has asked for many codes and proven none. Wait, then ask again.",
    "budget": "What messages may cost is used up for now. Wait, then ask again.",
}


class InvalidCode(Refusal):
    """The code is wrong and the challenge still lives."""

    code = "invalid_code"

    def __init__(self, attempts_remaining: int) -> None:
        super().__init__("The code is wrong.", attempts_remaining=attempts_remaining)


class CodeExpired(Refusal):
    """There is no live code for this address: never asked, expired or used; one answer for all."""

    code = "code_expired"

    def __init__(self) -> None:
        super().__init__("There is no live code for this address. Ask for a new one.")


class TooManyAttempts(Refusal):
    """The code is dead by wrong attempts and its time is not over."""

    code = "too_many_attempts"

    def __init__(self) -> None:
        super().__init__("Too many wrong attempts have ended this code. Ask for a new one.")


def refuse(block: Block | None, now: datetime) -> None:
    """Raise RateLimited where there is a block."""
    if block:
        raise RateLimited(block.limit, seconds_until(block.until, now), WORDS[block.limit])


@dataclass(frozen=True, slots=True)
class OtpSlot:
    """All that bounds one address: its one live challenge, its asks and its failures over all codes and intents.

    Times are newest first; `version` 0 is a slot that is not there yet.
    Failures from networks in which the address was proven before are counted apart, so that strangers cannot lock its
    owner out; `is_own` says that the caller stands in such a network.
    """

    version: int = 0
    challenge: OtpChallenge | None = None
    asked_at: Sequence[datetime] = ()
    failed_at: Sequence[datetime] = ()
    own_failed_at: Sequence[datetime] = ()
    proved_at: datetime | None = None
    is_own: bool = False

    @property
    def failures(self) -> Sequence[datetime]:
        """Those that bound this caller."""
        return self.own_failed_at if self.is_own else self.failed_at

    def asked_since(self, moment: datetime) -> int:
        """How many codes were asked for after that moment and the last proof."""
        since = max(moment, self.proved_at) if self.proved_at else moment
        return sum(at > since for at in self.asked_at)

    def unproven_asks(self, now: datetime) -> int:
        """Those of a day."""
        return self.asked_since(now - DAY)

    def failures_block(self, now: datetime, last: Sequence[datetime]) -> Block | None:
        """The bound on guessing over all codes (NIST SP 800-63B 3.2.2): 10 in an hour; after 50 in a day, one an hour.

        `last` holds the earlier calls of the kind that is asked about, newest first; no wait is longer than an hour.
        """
        hourly = Limit(FAILURES_PER_HOUR, HOUR).reopens_at(self.failures, now)
        many = Limit(FAILURES_PER_DAY, DAY).reopens_at(self.failures, now)
        slowed = Limit(1, HOUR).reopens_at(last, now)
        once_an_hour = min(many, slowed) if many and slowed else None
        return longest([Block("failures", at) for at in (hourly, once_an_hour) if at])

    def refuse_attempt(self, now: datetime) -> NoReturn:
        """Raise what is said to a guess that was not counted, since nothing could be guessed at."""
        refuse(self.attempt_block(now), now)
        challenge = self.challenge
        is_over = challenge and (challenge.ended_as == "locked" or self.is_exhausted(now))
        if challenge and is_over and now < challenge.expires_at:
            raise TooManyAttempts
        raise CodeExpired

    def attempt_block(self, now: datetime) -> Block | None:
        """What stands against a guess now."""
        return self.failures_block(now, self.failures)

    def is_exhausted(self, now: datetime) -> bool:
        """Whether the code lives on for others, but not for this caller, who has tried too often."""
        challenge = self.challenge
        return challenge is not None and challenge.lives(now) and challenge.left(is_own=self.is_own) == 0

    def ask_block(self, settings: TenantSettings, now: datetime, *, is_test: bool) -> Block | None:
        """What stands against asking for a code now; for test numbers only failures do, since nothing is sent."""
        blocks = [self.failures_block(now, self.asked_at)]
        if not is_test:
            hourly = Limit(settings.rate_limit_per_hour, HOUR).reopens_at(self.asked_at, now)
            blocks += [Block("address", hourly) if hourly else None, self._resend_block(settings, now)]
            blocks += [self._slow_down(settings, now)]
        return longest(blocks)

    def _slow_down(self, settings: TenantSettings, now: datetime) -> Block | None:
        """After as many unproven asks of a day as an hour allows: a wait of a minute, then twice as long, up to 32.

        The jitter comes from the last ask, so that the wait that is told is the wait that is kept.
        """
        hurried = self.unproven_asks(now) - settings.rate_limit_per_hour
        if hurried < 0:
            return None
        minutes = min(LONGEST_WAIT, 2**hurried)
        jitter = self.asked_at[0].microsecond % 1000 / 1000 * JITTER
        until = self.asked_at[0] + timedelta(minutes=minutes * (1 + jitter))
        return Block("slow_down", until) if until > now else None

    def _resend_block(self, settings: TenantSettings, now: datetime) -> Block | None:
        challenge = self.challenge
        if challenge is None or not challenge.lives(now) or self.is_exhausted(now):
            return None
        until = min(challenge.sent_at + timedelta(seconds=settings.resend_after_seconds), challenge.expires_at)
        if challenge.handovers >= MOST_PER_CHALLENGE:
            until = challenge.expires_at
        return Block("resend", until) if until > now else None

    def resendable(self, now: datetime, *, channel: str, is_test: bool, intent: str = SIGN_IN) -> OtpChallenge | None:
        """The live challenge as it will be sent again, by that channel, if it has enough life left.

        The same code goes out again, since messages overtake each other.
        """
        challenge = self.challenge
        if challenge is None or not challenge.lives(now) or self.is_exhausted(now):
            return None
        if (challenge.is_test, challenge.intent) != (is_test, intent):
            return None
        again = replace(challenge, sent_at=now, channel=channel, is_own=self.is_own)
        return again if again.is_worth_resending else None

    def renewed(
        self,
        settings: TenantSettings,
        *,
        id: ChallengeId,
        channel: str,
        now: datetime,
        is_test: bool,
        intent: str = SIGN_IN,
    ) -> OtpChallenge:
        """A new challenge; one that replaces a live code inherits its spent attempts: asking buys no guesses."""
        live = self.challenge if self.challenge and self.challenge.lives(now) else None
        return OtpChallenge(
            id=id,
            channel=channel,
            length=settings.otp_length,
            created_at=now,
            expires_at=now + timedelta(minutes=settings.otp_expiry_minutes),
            sent_at=now,
            max_attempts=settings.max_otp_attempts,
            attempts=_inherited(live, live.attempts, settings) if live else 0,
            own_attempts=_inherited(live, live.own_attempts, settings) if live else 0,
            is_test=is_test,
            intent=intent,
            is_own=self.is_own,
        )


def _inherited(live: OtpChallenge, spent: int, settings: TenantSettings) -> int:
    """Spent attempts go over to the next code; where none were left, it is as after a code that has ended."""
    return 0 if spent >= live.max_attempts else min(spent, settings.max_otp_attempts - 1)
