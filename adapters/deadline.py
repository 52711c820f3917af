"""An end to waiting for a provider, whatever it is that takes so long."""

from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import Final

from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

# As many hands as a worker has: a provider's pool keeps as many connections, or they come and go with each message.
MOST_AT_ONCE: Final = 64


class WithDeadline(Channel):
    """A channel that answers within so many seconds of wall clock.

    Time-outs of sockets bound neither a provider that sends a byte a second nor the look-up of its name.
    What is given up goes on by itself on a thread that keeps no process alive; at most `most` are in the air.
    """

    def __init__(self, channel: Channel, seconds: float = 5.0, most: int = MOST_AT_ONCE) -> None:
        self._channel = channel
        self._seconds = seconds
        self._slots = BoundedSemaphore(most)

    @property
    def name(self) -> str:
        """See Channel."""
        return self._channel.name

    @property
    def carries(self) -> str:
        """See Channel."""
        return self._channel.carries

    def prepare(self) -> None:
        """See Channel."""
        self._channel.prepare()

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        busy = Receipt(Outcome.UNAVAILABLE, error_code="busy", reached=False)
        if not self._slots.acquire(blocking=False):
            return busy
        answers: SimpleQueue[Receipt] = SimpleQueue()
        try:
            Thread(target=self._carry, args=(outgoing, answers), daemon=True, name=f"send-{self.name}").start()
        except RuntimeError:  # the system gives no more threads
            self._slots.release()
            return busy
        try:
            return answers.get(timeout=self._seconds)
        except Empty:
            return Receipt(Outcome.TIMEOUT, error_code="deadline")

    def _carry(self, outgoing: Outgoing, answers: "SimpleQueue[Receipt]") -> None:
        try:
            receipt = self._channel.send(outgoing)
        except Exception as error:  # noqa: BLE001 - a channel's bug must not be an endless wait
            receipt = Receipt(Outcome.UNKNOWN, error_code=type(error).__name__)
        finally:
            self._slots.release()
        answers.put(receipt)
