"""A provider tells what became of a message."""

from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.messages import CallbackReader, Outbox
from application.ports.tally import Counter, Tally
from domain.delivery import Delivered
from domain.ids import EventId
from domain.message import Status
from domain.refusal import Forbidden

# A signature over thousands of made-up fields would cost us and nobody else.
MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """Write down what a provider's callback says, however late, doubled or out of order it comes.

    Raises Forbidden without the provider's signature, also where no such provider is configured.
    """

    outbox: Outbox
    reader: CallbackReader | None
    scribe: Scribe
    tally: Tally

    def __call__(self, *, query: str, form: list[tuple[str, str]], body: bytes, signature: str) -> Delivered | None:
        if self.reader is None:
            raise Forbidden("No provider that signs receipts is configured here.")
        if len(form) > MOST_FIELDS:
            raise Forbidden("A receipt has no so many fields.")
        report = self.reader.read(query=query, form=form, body=body, signature=signature)
        if report is None:
            return None
        now = self.scribe.now()
        change = self.outbox.receive(report, now=now, event_id=self.scribe.id(EventId, now))
        if change:
            self._count(change)
        return change

    def _count(self, change: Delivered) -> None:
        if change.after is Status.DELIVERED:
            self.tally.count(Counter.DELIVERED, provider=change.provider, country=change.country)
            self.tally.observe_delivery(change.seconds)
        elif change.after is Status.UNDELIVERED:
            self.tally.count(Counter.UNDELIVERED, provider=change.provider, country=change.country)
