"""Twilio Lookup v2: what kind of line a number is, and whether its SIM was changed lately.

https://www.twilio.com/docs/lookup/v2-api
"""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any, Final

from adapters.breaker import Breaker
from application.ports.intelligence import PhoneIntelligence
from domain.line import Line
from domain.phone import PhoneNumber
from domain.refusal import Unavailable

if TYPE_CHECKING:
    from twilio.rest import Client

log = logging.getLogger("auth1.lookup")
SECONDS: Final = 0.3
# What came too late is still remembered for the next ask, if it comes at all.
PATIENCE: Final = (2.0, 5.0)
REST_SECONDS: Final = 30.0
MOST: Final = 8
FIELDS: Final = {"line_type": "line_type_intelligence", "sim_swap": "sim_swap"}


class TwilioLookup(PhoneIntelligence):
    """Asks about `line_type`, `sim_swap` or both; the client is imported and made at the first question.

    An ask waits 300 ms at most; at most eight questions are in the air, and a Twilio that fails is left alone for half
    a minute.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        wanted: Sequence[str],
        base_url: str | None,
        seconds: float = SECONDS,
    ) -> None:
        self._credentials = (account_sid, auth_token)
        self._fields = ",".join(FIELDS[name] for name in wanted)
        self._base_url = base_url
        self._seconds = seconds
        self._slots = BoundedSemaphore(MOST)
        self._breaker = Breaker(REST_SECONDS)

    @cached_property
    def _client(self) -> "Client":
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        http = TwilioHttpClient()
        http.timeout = PATIENCE  # as requests takes it
        client = Client(*self._credentials, http_client=http)
        if self._base_url:
            client.lookups.base_url = self._base_url
        return client

    def line_of(self, phone: PhoneNumber, *, then: Callable[[Line], None]) -> Line | None:
        """See PhoneIntelligence."""
        if not self._breaker.lets_through() or not self._slots.acquire(blocking=False):
            return None
        answers: SimpleQueue[Line | None] = SimpleQueue()
        try:
            Thread(target=self._carry, args=(phone, then, answers), daemon=True, name="lookup").start()
        except RuntimeError:  # the system gives no more threads
            self._slots.release()
            return None
        try:
            return answers.get(timeout=self._seconds)
        except Empty:
            return None

    def _carry(self, phone: PhoneNumber, then: Callable[[Line], None], answers: "SimpleQueue[Line | None]") -> None:
        line = None
        try:
            line = self._ask(phone)
            self._breaker.answered()
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the ask goes on without an answer
            self._breaker.failed()
            log.warning("no line type from Twilio: %s", type(error).__name__)
        finally:
            self._slots.release()
            answers.put(line)
        if line:
            self._remember(then, line)

    def _remember(self, then: Callable[[Line], None], line: Line) -> None:
        try:
            then(line)
        except Unavailable:
            log.warning("a line type was not remembered: the database is away")

    def _ask(self, phone: PhoneNumber) -> Line:
        found = self._client.lookups.v2.phone_numbers(phone.e164).fetch(fields=self._fields)
        return Line(_type(found.line_type_intelligence), _swapped(found.sim_swap))


def _type(said: Any) -> str | None:
    word = said.get("type") if isinstance(said, dict) else None
    return word if isinstance(word, str) and word.isalpha() and len(word) <= 40 else None


def _swapped(said: Any) -> bool:
    last = said.get("last_sim_swap") if isinstance(said, dict) else None
    return isinstance(last, dict) and last.get("swapped_in_period") is True
