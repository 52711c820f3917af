"""Webhooks: where a tenant's own systems listen, and when a delivery is tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.event_catalogue import CATALOGUE, is_filter
from domain.ids import EventId, TenantId, WebhookId
from domain.refusal import FieldError, InvalidRequest
from domain.rules import Text

SECRET_BYTES: Final = 32
MOST_PER_TENANT: Final = 20
MOST_FILTERS: Final = len(CATALOGUE)
LONGEST_OVERLAP: Final = timedelta(days=7)
OVERLAP: Final = timedelta(days=1)
# After the first attempt, which is made at once (Standard Webhooks 1.0.0): 75.6 hours in all.
PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
MOST_ATTEMPTS: Final = len(PAUSES) + 1
JITTER: Final = 0.1
LONGEST_RETRY_AFTER: Final = timedelta(days=1)
# A receiver that has not taken anything for so long is not asked again until somebody says so.
DISABLED_AFTER: Final = timedelta(days=5)
# From the third failure in a row a receiver is left alone for a while, and then asked one thing at a time.
REST_FROM: Final = 3
RESTS: Final = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 300))
TRIES_KEPT: Final = 20
DESCRIPTION: Final = Text(r"[^\x00-\x1f\x7f]{0,200}", "at most 200 characters in one line", str.isprintable)


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A signing secret, readable only with the keys that `key_id` names."""

    sealed: bytes = field(repr=False)
    key_id: str


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """A URL that hears of events; `types` are filters (`*`, `otp.*`, `user.created`).

    `previous` signs too until `previous_until`, so that a receiver changes over in peace.
    `failures` are those in a row, `failing_since` the first of them; it rests until `paused_until`.
    """

    tenant_id: TenantId
    id: WebhookId
    url: str = field(repr=False)
    types: tuple[str, ...]
    secret: SealedSecret = field(repr=False)
    created_at: datetime
    description: str = ""
    previous: SealedSecret | None = field(default=None, repr=False)
    previous_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_as: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    paused_until: datetime | None = None

    def rotated(self, secret: SealedSecret, *, until: datetime) -> "WebhookEndpoint":
        """With a new secret, beside which the one before goes on for a while."""
        return replace(self, secret=secret, previous=self.secret, previous_until=until)

    def enabled(self) -> "WebhookEndpoint":
        """Asked again, with a clean slate."""
        return replace(self, disabled_at=None, disabled_as=None, failures=0, failing_since=None, paused_until=None)

    def disabled(self, now: datetime, as_: str) -> "WebhookEndpoint":
        """Asked no more; one that is disabled already stays as it is."""
        return self if self.disabled_at else replace(self, disabled_at=now, disabled_as=as_)

    def secrets(self, now: datetime) -> tuple[SealedSecret, ...]:
        """What signs at this moment, the current one first."""
        both = self.previous and self.previous_until and now < self.previous_until
        return (self.secret, self.previous) if both and self.previous else (self.secret,)


def require_filters(types: Sequence[str]) -> tuple[str, ...]:
    """Filters that somebody gives; raises InvalidRequest."""
    if not 1 <= len(types) <= MOST_FILTERS or not all(is_filter(one) for one in types):
        said = f"One to {MOST_FILTERS} of: *, a family such as otp.*, or {', '.join(CATALOGUE)}."
        raise InvalidRequest([FieldError("events", said)])
    return tuple(dict.fromkeys(types))


class DeliveryStatus(StrEnum):
    """Where a delivery stands; `dead` ones are kept until somebody redelivers them, or their time is over."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Posted:
    """What a receiver said: its status (None: nothing), how long it took and how many bytes it sent, never which."""

    status: int | None
    milliseconds: int
    bytes: int = 0
    error: str | None = None
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """2xx only."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants no more of this (410)."""
        return self.status == 410

    @property
    def throttles(self) -> bool:
        """The receiver asks for a break."""
        return self.status in (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt as it is kept."""

    at: datetime
    posted: Posted


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one endpoint; its id is the event's, constant over all attempts."""

    tenant_id: TenantId
    endpoint_id: WebhookId
    event_id: EventId
    type: str
    status: DeliveryStatus
    attempts: int
    created_at: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None
    tries: tuple[Try, ...] = ()

    @property
    def id(self) -> EventId:
        """The cursor of pages."""
        return self.event_id


@dataclass(frozen=True, slots=True)
class After:
    """What becomes of a delivery and of its endpoint after an attempt.

    `rests_until` is when the endpoint is asked again by anybody; `disabled_as` why it is not at all.
    """

    status: DeliveryStatus
    due_at: datetime | None = None
    rests_until: datetime | None = None
    disabled_as: str | None = None


def after_post(endpoint: WebhookEndpoint, attempts: int, posted: Posted, now: datetime, chance: float) -> After:
    """Judge an attempt: `attempts` counts it too, `chance` of 0 to 1 spreads the next one by a tenth."""
    if posted.is_success:
        return After(DeliveryStatus.DELIVERED)
    asked = min(posted.retry_after or timedelta(0), LONGEST_RETRY_AFTER)
    rests_until = now + max(_rest(endpoint.failures + 1, posted), asked)
    disabled_as = "gone" if posted.is_gone else _worn_out(endpoint, now)
    if attempts >= MOST_ATTEMPTS or posted.is_gone:
        return After(DeliveryStatus.DEAD, None, rests_until, disabled_as)
    pause = PAUSES[attempts - 1] * (1 + JITTER * chance)
    return After(DeliveryStatus.PENDING, now + max(pause, asked), rests_until, disabled_as)


def _rest(failures: int, posted: Posted) -> timedelta:
    if failures < REST_FROM and not posted.throttles:
        return timedelta(0)
    return RESTS[min(max(0, failures - REST_FROM), len(RESTS) - 1)]


def _worn_out(endpoint: WebhookEndpoint, now: datetime) -> str | None:
    since = endpoint.failing_since
    return "failing" if since and now - since >= DISABLED_AFTER else None
