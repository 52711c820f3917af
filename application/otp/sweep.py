"""What nobody needs any more goes."""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.otp import OtpSlots

BATCH = 500


@dataclass(frozen=True, slots=True)
class Sweep:
    """Forget the secrets of expired codes, and slots that bound nothing any more, a batch at a time.

    Takes the cursor of the last pass and returns the next one; the empty cursor begins anew.
    """

    slots: OtpSlots
    clock: Clock

    def __call__(self, after: str) -> str:
        return self.slots.sweep(now=self.clock.now(), after=after, most=BATCH)
