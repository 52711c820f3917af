"""What nobody needs any more goes, and what has waited for its time comes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.ports.answers import KEPT, AnswerBook
from application.ports.clock import Clock
from application.ports.otp import OtpSlots
from application.ports.risk import Reputation
from application.ports.sessions import Sessions
from application.ports.store import Store
from application.users.settle_changes import SettleChanges

BATCH: Final = 500
# Support may ask about a session for some days after its end.
SESSIONS_KEPT: Final = timedelta(days=7)
# For as long a second use of a code ends what the first one gave.
AUTHORIZATIONS_KEPT: Final = timedelta(hours=1)
SPLIT: Final = "\x1e"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Forget the secrets of expired codes, slots that bound nothing, sessions long ended.

    Forget answers that are a day old, and authorizations that were over an hour ago.

    Forget what weighs on nobody any more: old traffic, money, decisions and puzzles.

    Let address changes take effect whose time has come.
    A batch of each at a time: takes the cursor of the last pass and returns the next one; the empty one begins anew.
    """

    slots: OtpSlots
    reputation: Reputation
    sessions: Sessions
    answers: AnswerBook
    store: Store
    settle_changes: SettleChanges
    clock: Clock

    def __call__(self, after: str) -> str:
        now = self.clock.now()
        slots, sessions, risk = (after or SPLIT * 2).split(SPLIT)
        slots = self.slots.sweep(now=now, after=slots, most=BATCH)
        sessions = self.sessions.sweep(ended_before=now - SESSIONS_KEPT, after=sessions, most=BATCH)
        risk = self.reputation.sweep(now=now, after=risk, most=BATCH)
        self.answers.sweep(before=now - KEPT, most=BATCH)
        with self.store.begin() as tx:
            tx.authorizations.sweep(before=now - AUTHORIZATIONS_KEPT, most=BATCH)
        self.settle_changes()
        return SPLIT.join((slots, sessions, risk))
