"""A URL of the operator's that takes documents, signed by Standard Webhooks."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from application.ports.audit import Depot
from domain.refusal import Unavailable
from domain.standard_webhooks import key_of, signed_headers

SECONDS: Final = 20.0


class Said(Protocol):
    """What a receiver answered."""

    @property
    def status(self) -> int | None:
        """Its status, or None."""
        ...


class Post(Protocol):
    """Posts a body."""

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float) -> Said:
        """What came back."""
        ...


class UrlDepot(Depot):
    """Posts each document; only 2xx counts as kept."""

    def __init__(self, url: str, secret: str | None, post: Post, now: Callable[[], datetime]) -> None:
        self._url, self._key, self._post, self._now = url, key_of(secret) if secret else None, post, now

    @property
    def name(self) -> str:
        """See Depot."""
        return "webhook"

    def put(self, name: str, body: bytes) -> None:
        """See Depot."""
        signed = signed_headers(self._key, name, self._now(), body) if self._key else {"webhook-id": name}
        answer = self._post(self._url, {**signed, "Content-Type": "application/json"}, body, seconds=SECONDS)
        if answer.status is None or not 200 <= answer.status < 300:
            raise Unavailable(f"The URL does not take {name}.")
