"""Phones and mailboxes that messages arrive at."""

from dataclasses import dataclass, field

from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt


@dataclass(slots=True)
class MemoryChannel(Channel):
    """Keeps what was sent; can be told to answer otherwise."""

    name: str = "memory"
    carries: str = "sms"
    answers: Outcome = Outcome.ACCEPTED
    reached: bool = True
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        if self.answers is not Outcome.ACCEPTED:
            return Receipt(self.answers, error_code="told_so", reached=self.reached)
        self.sent.append(outgoing)
        return Receipt(Outcome.ACCEPTED, reference=f"memory-{len(self.sent)}")

    def texts_to(self, address: str) -> list[str]:
        """What arrived there, oldest first."""
        return [outgoing.text for outgoing in self.sent if outgoing.to == address]
