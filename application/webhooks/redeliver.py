"""What became of deliveries, and delivering once more."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.audit.scribe import Scribe
from application.ports.store import Store
from application.ports.webhooks import Chosen, Deliveries
from application.webhooks.keep_webhooks import Told, found
from domain.audit import Action
from domain.caller import Caller
from domain.ids import EventId, TenantId, WebhookId
from domain.refusal import Conflict, FieldError, InvalidRequest, NotFound
from domain.webhook import Delivery, DeliveryStatus, require_filters

BATCH = 1000


@dataclass(frozen=True, slots=True)
class ListDeliveries:
    """What a webhook was owed and what became of it, newest first; raises NotFound."""

    store: Store
    deliveries: Deliveries

    def __call__(
        self, *, tenant_id: TenantId, id: WebhookId, status: DeliveryStatus | None, before: str, most: int
    ) -> Sequence[Delivery]:
        with self.store.begin() as tx:
            found(tx, tenant_id, id)
        return self.deliveries.page(tenant_id=tenant_id, endpoint_id=id, status=status, before=before, most=most)


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Deliver one event once more, with all its attempts.

    Raises NotFound, and Conflict where the webhook is disabled.
    """

    store: Store
    deliveries: Deliveries
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, id: WebhookId, event_id: EventId, caller: Caller) -> Delivery:
        now = self.scribe.now()
        with self.store.begin() as tx:
            endpoint = found(tx, tenant_id, id)
            require_open(endpoint.disabled_at is None)
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_REDELIVERED, caller, now, event_id=event_id)
        delivery = self.deliveries.again(tenant_id=tenant_id, endpoint_id=id, event_id=event_id, now=now)
        if delivery is None:
            raise NotFound("There is no delivery of that id. Events are kept for `event_retention_days`.")
        return delivery


def require_open(is_open: bool) -> None:
    """Raise Conflict where a webhook is disabled."""
    if not is_open:
        raise Conflict('The webhook is disabled. Enable it first: PATCH with {"enabled": true}.')


@dataclass(frozen=True, slots=True)
class RedeliverMany:
    """Deliver the events of a time once more, also such as the webhook was never owed; up to 1,000 a call.

    Returns the ids; where there are 1,000, the next call goes on `after` the last of them.
    Raises InvalidRequest, NotFound and Conflict.
    """

    store: Store
    deliveries: Deliveries
    scribe: Scribe

    def __call__(
        self, *, tenant_id: TenantId, id: WebhookId, chosen: Chosen, after: str, caller: Caller
    ) -> Sequence[EventId]:
        if chosen.until <= chosen.since:
            raise InvalidRequest([FieldError("to", "This must be after `from`.")])
        require_filters(chosen.types)
        now = self.scribe.now()
        with self.store.begin() as tx:
            endpoint = found(tx, tenant_id, id)
            require_open(endpoint.disabled_at is None)
            told = {"from": chosen.since.isoformat(), "to": chosen.until.isoformat(), "events": list(chosen.types)}
            Told(self.scribe)(tx, endpoint, Action.WEBHOOK_REDELIVERED, caller, now, **told)
        return self.deliveries.again_all(
            tenant_id=tenant_id, endpoint_id=id, chosen=chosen, after=after, now=now, most=BATCH
        )
