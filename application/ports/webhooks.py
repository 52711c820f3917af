"""Webhooks: the endpoints of a tenant, the deliveries that they are owed, and the line to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.audit import AuditEvent, Event
from domain.ids import EventId, TenantId, WebhookId
from domain.webhook import After, Delivery, DeliveryStatus, Posted, WebhookEndpoint


class Webhooks(Protocol):
    """A tenant's webhooks."""

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Keep a new one; it hears of events from its `created_at` on."""
        ...

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Replace one that `get` returned."""
        ...

    def get(self, *, tenant_id: TenantId, id: WebhookId) -> WebhookEndpoint | None:
        """The webhook, locked until the commit, or None."""
        ...

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[WebhookEndpoint]:
        """All of the tenant, newest first."""
        ...

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """Forget it, and what it was owed."""
        ...

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[WebhookEndpoint]:
        """Webhooks of any tenant with a secret that other keys have sealed, locked until the commit."""
        ...


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery that this worker has the lease of; `attempts` counts those made before."""

    endpoint: WebhookEndpoint
    event: Event
    attempts: int
    lease_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """The records that go with the end of an endpoint, in the same commit."""

    audit: AuditEvent
    event: Event


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which events to deliver once more: those from `since` (included) to `until` (not) of some types.

    `only_dead`: those alone that were given up.
    """

    since: datetime
    until: datetime
    types: tuple[str, ...]
    only_dead: bool = False


class Deliveries(Protocol):
    """What is owed to webhooks; taken by workers of all tenants."""

    def announce(self, *, now: datetime, most: int) -> int:
        """Make a delivery of each committed event for each webhook that it is meant for; how many events were seen.

        Each event is announced exactly once, however many workers ask; 0 also where another one is at it.
        An event comes after every one that was committed before a look of this kind, so none is left out.
        """
        ...

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, struggling: bool, most_each: int
    ) -> Sequence[Owed]:
        """Take deliveries that are due, at most `most_each` at a time of one webhook over all workers.

        Webhooks take turns, the event longest due of each first.
        `struggling`: of those alone whose last attempt failed; otherwise of the others alone.
        """
        ...

    def finish(self, owed: Owed, posted: Posted, after: After, *, now: datetime, told: Told) -> bool:
        """Write an attempt down, and what it means for the webhook; False where the lease is another's by now.

        `told` is written where this is what disables the webhook.
        """
        ...

    def page(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, status: DeliveryStatus | None, before: str, most: int
    ) -> Sequence[Delivery]:
        """Newest first, those whose event id is smaller than `before`; the empty cursor begins with the newest."""
        ...

    def again(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, event_id: EventId, now: datetime
    ) -> Delivery | None:
        """Owe an event once more, with all its attempts; None where there is no such event for that webhook."""
        ...

    def again_all(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, chosen: Chosen, after: str, now: datetime, most: int
    ) -> Sequence[EventId]:
        """Owe the next events once more, oldest first, whose ids are greater than `after`; which ones these were."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A signed body and its headers."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class WebhookPost(Protocol):
    """The line to receivers."""

    def __call__(self, letter: Letter) -> Posted:
        """Post once, within 20 s, only to addresses that may be reached; every trouble is told, none raised."""
        ...
