"""Webhooks in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.memory.stored import StoredDelivery
from adapters.memory.world import MemoryWorld
from application.ports.webhooks import Chosen, Deliveries, Owed, Told, Webhooks
from domain.event_catalogue import chosen as is_chosen
from domain.ids import EventId, TenantId, WebhookId
from domain.webhook import TRIES_KEPT, After, Delivery, DeliveryStatus, Posted, Try, WebhookEndpoint


@dataclass(frozen=True, slots=True)
class MemoryWebhooks(Webhooks):
    """Webhooks of a world."""

    world: MemoryWorld

    def add(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        self.world.webhooks[endpoint.tenant_id, endpoint.id] = endpoint

    def save(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        self.world.webhooks[endpoint.tenant_id, endpoint.id] = endpoint

    def get(self, *, tenant_id: TenantId, id: WebhookId) -> WebhookEndpoint | None:
        """See Webhooks."""
        return self.world.webhooks.get((tenant_id, id))

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[WebhookEndpoint]:
        """See Webhooks."""
        mine = [one for one in self.world.webhooks.values() if one.tenant_id == tenant_id]
        return sorted(mine, key=lambda one: one.id, reverse=True)

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """See Webhooks."""
        self.world.webhooks.pop((endpoint.tenant_id, endpoint.id), None)
        for key in [key for key in self.world.deliveries if key[:2] == (endpoint.tenant_id, endpoint.id)]:
            del self.world.deliveries[key]

    def sealed_otherwise(self, key_id: str, *, most: int) -> Sequence[WebhookEndpoint]:
        """See Webhooks."""
        found = [
            one
            for one in self.world.webhooks.values()
            if one.secret.key_id != key_id or (one.previous and one.previous.key_id != key_id)
        ]
        return sorted(found, key=lambda one: (one.tenant_id, one.id))[:most]


class MemoryDeliveries(Deliveries):
    """Deliveries of a world; every event that is there was committed."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def announce(self, *, now: datetime, most: int) -> int:
        """See Deliveries."""
        world = self._world
        with world.lock:
            fresh = world.events[world.announced : world.announced + most]
            world.announced += len(fresh)
            for event in fresh:
                for one in world.webhooks.values():
                    hears = one.tenant_id == event.tenant_id and one.disabled_at is None and one.created_at <= event.at
                    if hears and is_chosen(one.types, event.type):
                        delivery = _owed(one.tenant_id, one.id, event.id, event.type, event.at, event.at)
                        world.deliveries.setdefault((one.tenant_id, one.id, event.id), StoredDelivery(delivery))
            return len(fresh)

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, struggling: bool, most_each: int
    ) -> Sequence[Owed]:
        """See Deliveries."""
        world = self._world
        with world.lock:
            dealt: list[tuple[int, StoredDelivery]] = []
            for endpoint in world.webhooks.values():
                rests = endpoint.paused_until is not None and endpoint.paused_until > now
                if endpoint.disabled_at is None and not rests and (endpoint.failures > 0) == struggling:
                    dealt += enumerate(self._due(endpoint, now, most_each))
            dealt.sort(key=lambda pair: (pair[0], pair[1].delivery.due_at or now))
            return [self._lease(one, lease_id, lease_until) for _, one in dealt[:most]]

    def _due(self, endpoint: WebhookEndpoint, now: datetime, most_each: int) -> list[StoredDelivery]:
        mine = [
            one
            for one in self._world.deliveries.values()
            if (one.delivery.tenant_id, one.delivery.endpoint_id) == (endpoint.tenant_id, endpoint.id)
            and one.delivery.due_at
        ]
        in_hand = sum(one.lease_id is not None and (one.delivery.due_at or now) > now for one in mine)
        due = [one for one in mine if one.delivery.due_at and one.delivery.due_at <= now]
        due.sort(key=lambda one: (one.delivery.due_at or now, one.delivery.event_id))
        return due[: max(0, most_each - in_hand)]

    def _lease(self, stored: StoredDelivery, lease_id: str, until: datetime) -> Owed:
        delivery = stored.delivery
        stored.lease_id, stored.delivery = lease_id, replace(delivery, due_at=until)
        event = next(one for one in self._world.events if one.id == delivery.event_id)
        endpoint = self._world.webhooks[delivery.tenant_id, delivery.endpoint_id]
        return Owed(endpoint, event, delivery.attempts, lease_id)

    def finish(self, owed: Owed, posted: Posted, after: After, *, now: datetime, told: Told) -> bool:
        """See Deliveries."""
        world, endpoint = self._world, owed.endpoint
        with world.lock:
            stored = world.deliveries.get((endpoint.tenant_id, endpoint.id, owed.event.id))
            if stored is None or stored.lease_id != owed.lease_id:
                return False
            stored.lease_id = None
            stored.delivery = replace(
                stored.delivery,
                status=after.status,
                due_at=after.due_at,
                attempts=stored.delivery.attempts + 1,
                ended_at=now if after.due_at is None else None,
                tries=(*stored.delivery.tries, Try(now, posted))[-TRIES_KEPT:],
            )
            self._judge(world.webhooks[endpoint.tenant_id, endpoint.id], posted, after, now, told)
            return True

    def _judge(self, found: WebhookEndpoint, posted: Posted, after: After, now: datetime, told: Told) -> None:
        world = self._world
        if posted.is_success:
            changed = replace(found, failures=0, failing_since=None, paused_until=None)
        else:
            rests = max((until for until in (found.paused_until, after.rests_until) if until), default=None)
            since = found.failing_since or now
            changed = replace(found, failures=found.failures + 1, failing_since=since, paused_until=rests)
        if after.disabled_as and found.disabled_at is None:
            changed = changed.disabled(now, after.disabled_as)
            world.audit.append(told.audit)
            world.events.append(told.event)
        world.webhooks[found.tenant_id, found.id] = changed

    def page(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, status: DeliveryStatus | None, before: str, most: int
    ) -> Sequence[Delivery]:
        """See Deliveries."""
        mine = [
            one.delivery
            for key, one in self._world.deliveries.items()
            if key[:2] == (tenant_id, endpoint_id) and (not before or key[2] < before)
        ]
        fitting = [one for one in mine if status is None or one.status is status]
        return sorted(fitting, key=lambda one: one.event_id, reverse=True)[:most]

    def again(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, event_id: EventId, now: datetime
    ) -> Delivery | None:
        """See Deliveries."""
        with self._world.lock:
            stored = self._world.deliveries.get((tenant_id, endpoint_id, event_id))
            return self._renew(stored, now) if stored else None

    def _renew(self, stored: StoredDelivery, now: datetime) -> Delivery:
        stored.lease_id = None
        stored.delivery = replace(stored.delivery, status=DeliveryStatus.PENDING, attempts=0, due_at=now, ended_at=None)
        return stored.delivery

    def again_all(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, chosen: Chosen, after: str, now: datetime, most: int
    ) -> Sequence[EventId]:
        """See Deliveries."""
        world = self._world
        with world.lock:
            meant = sorted(
                (one for one in world.events if one.tenant_id == tenant_id and one.id > after), key=lambda one: one.id
            )
            found: list[EventId] = []
            for event in meant:
                stored = world.deliveries.get((tenant_id, endpoint_id, event.id))
                is_dead = stored is not None and stored.delivery.status is DeliveryStatus.DEAD
                in_time = chosen.since <= event.at < chosen.until and is_chosen(chosen.types, event.type)
                if in_time and (is_dead or not chosen.only_dead) and len(found) < most:
                    owed = StoredDelivery(_owed(tenant_id, endpoint_id, event.id, event.type, event.at, now))
                    self._renew(world.deliveries.setdefault((tenant_id, endpoint_id, event.id), owed), now)
                    found.append(event.id)
            return found


def _owed(
    tenant_id: TenantId, endpoint_id: WebhookId, event_id: EventId, type: str, at: datetime, due_at: datetime
) -> Delivery:
    return Delivery(tenant_id, endpoint_id, event_id, type, DeliveryStatus.PENDING, 0, at, due_at)
