"""Any message, by a gateway that speaks JSON over HTTP."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from adapters.dialer import Dialer
from adapters.gateway import template as templates
from adapters.unsent import never_left
from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt
from domain.standard_webhooks import key_of, signed_headers

if TYPE_CHECKING:
    from urllib3 import PoolManager

CONNECT_SECONDS: Final = 2.0
TIMEOUT_SECONDS: Final = 5.0
MOST_BYTES: Final = 65536
BY_STATUS: Final = {
    401: Outcome.AUTHENTICATION_FAILED, 403: Outcome.AUTHENTICATION_FAILED, 429: Outcome.RATE_LIMITED,
}  # fmt: skip
BY_HUNDRED: Final = {
    2: Outcome.ACCEPTED, 3: Outcome.REFUSED_BY_PROVIDER, 4: Outcome.REFUSED_BY_PROVIDER, 5: Outcome.UNAVAILABLE,
}  # fmt: skip


class HttpGateway(Channel):
    """Posts the filled template, signed.

    `webhook-id` is the message's own id, the same however often it is handed over, so that doubles can be dropped.
    Redirects are not followed.
    """

    timeout = TIMEOUT_SECONDS

    def __init__(
        self,
        name: str,
        url: str,
        secret: str,
        template: str | None = None,
        carries: str = "sms",
        *,
        now: Callable[[], datetime],
        dialer: Dialer,
    ) -> None:
        self._name, self._url, self._carries = name, url, carries
        self._key = key_of(secret)
        self._template = templates.parse(template)
        self._now, self._dialer = now, dialer

    @property
    def name(self) -> str:
        """See Channel."""
        return f"http:{self._name}"

    @property
    def carries(self) -> str:
        """See Channel."""
        return self._carries

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        from urllib3.exceptions import HTTPError

        body = templates.body_of(self._template, outgoing)
        headers = {
            **signed_headers(self._key, outgoing.message_id, self._now(), body),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
        }
        try:
            status, document = self._post(body, headers)
        except HTTPError as error:
            return _not_answered(error)
        return _receipt(status, document)

    def _post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
        from urllib3 import Timeout

        answer = self._connections.request(
            "POST", self._url, body=body, headers=headers, redirect=False, retries=False, preload_content=False,
            timeout=Timeout(connect=CONNECT_SECONDS, read=self.timeout),
        )  # fmt: skip
        try:
            return answer.status, _object(answer.read(MOST_BYTES))
        finally:
            # What was not read to its end goes with its connection.
            answer.close()

    @cached_property
    def _connections(self) -> "PoolManager":
        from adapters.gateway.connections import connections_of

        return connections_of(self._dialer)


def _object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in an answer; empty where it is something else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _receipt(status: int, document: Mapping[str, Any]) -> Receipt:
    outcome = BY_STATUS.get(status) or BY_HUNDRED.get(status // 100, Outcome.UNKNOWN)
    said = document.get("outcome")
    if status // 100 in (2, 4) and said in tuple(Outcome):
        outcome = Outcome(said)
    if outcome is not Outcome.ACCEPTED:
        return Receipt(outcome, error_code=str(status))
    names = [document.get(key) for key in ("id", "reference")]
    return Receipt(outcome, reference=next((name for name in names if isinstance(name, str) and name), None))


def _not_answered(error: Exception) -> Receipt:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError

    reached = not never_left(error)
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError) and not isinstance(error, NewConnectionError):
        return Receipt(Outcome.TIMEOUT, error_code="timeout", reached=reached)
    return Receipt(Outcome.UNAVAILABLE, error_code=type(error).__name__, reached=reached)
