"""A tenant's webhooks: where its own systems listen, and what became of what they were sent."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from application.ports.webhooks import Chosen
from application.webhooks.redeliver import BATCH
from domain.event_catalogue import ANYTHING
from domain.ids import EventId, WebhookId
from domain.refusal import FieldError, InvalidRequest, NotFound
from domain.webhook import DeliveryStatus
from entrypoints.http.answers import Listed
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.paging import PAGE, paged
from entrypoints.http.webhooks_shown import (
    Again,
    ChangedWebhook,
    DeliveryShown,
    NewWebhook,
    Redelivered,
    RotatedSecret,
    WebhookShown,
)

READ, WRITE = "webhooks:read", "webhooks:write"


def blueprint(*, cases: Any, callers: Callers, onces: Onces) -> Blueprint:
    """Webhooks of the tenant whose key calls."""
    webhooks = Blueprint("webhooks", __name__, url_prefix="/api/webhooks")

    @webhooks.get("")
    @opens("secret", answer=Listed[WebhookShown], scope=READ)
    def list_webhooks() -> Listed[WebhookShown]:
        """List webhooks, newest first, without their secrets; there are at most 20."""
        found = cases.list_webhooks()(tenant_id=callers.known().tenant.id)
        return Listed(data=[WebhookShown.of(one) for one in found], next_cursor=None)

    @webhooks.post("")
    @opens("secret", body=NewWebhook, answer=WebhookShown, status=201, scope=WRITE, refusals=ONCE)
    def create_webhook() -> Response:
        """Let a URL hear of events; the secret that signs them is in this answer and nowhere else."""
        body = read(NewWebhook)
        return onces(
            lambda promise: cases.create_webhook()(
                tenant_id=callers.known().tenant.id, wanted=body.wanted(), caller=callers.program(), promise=promise
            ),
            lambda made: WebhookShown.of(*made),
            status=201,
        )

    @webhooks.patch("/<webhook_id>")
    @opens("secret", body=ChangedWebhook, answer=WebhookShown, scope=WRITE)
    def change_webhook(webhook_id: str) -> WebhookShown:
        """Change a webhook, disable it, or enable it again with what it is owed."""
        body = read(ChangedWebhook)
        changed = cases.change_webhook()(
            tenant_id=callers.known().tenant.id, id=id_of(webhook_id), wanted=body.wanted(), caller=callers.program()
        )
        return WebhookShown.of(changed)

    @webhooks.delete("/<webhook_id>")
    @opens("secret", status=204, scope=WRITE)
    def delete_webhook(webhook_id: str) -> None:
        """Forget a webhook and what it was owed."""
        cases.delete_webhook()(tenant_id=callers.known().tenant.id, id=id_of(webhook_id), caller=callers.program())

    @webhooks.post("/<webhook_id>/secret")
    @opens("secret", body=RotatedSecret, answer=WebhookShown, scope=WRITE, refusals=ONCE)
    def rotate_secret(webhook_id: str) -> Response:
        """Give a webhook a new secret; deliveries carry both signatures until the overlap is over."""
        body = read(RotatedSecret)
        return onces(
            lambda promise: cases.rotate_webhook_secret()(
                tenant_id=callers.known().tenant.id,
                id=id_of(webhook_id),
                overlap=timedelta(seconds=body.overlap_seconds),
                caller=callers.program(),
                promise=promise,
            ),
            lambda made: WebhookShown.of(*made),
            status=200,
        )

    return webhooks


def deliveries(*, cases: Any, callers: Callers) -> Blueprint:
    """What webhooks were owed, and delivering once more."""
    doors = Blueprint("webhook_deliveries", __name__, url_prefix="/api/webhooks")

    @doors.get("/<webhook_id>/deliveries")
    @opens("secret", answer=Listed[DeliveryShown], query=(*PAGE, "status"), scope=READ)
    def list_deliveries(webhook_id: str) -> Listed[DeliveryShown]:
        """List deliveries, newest first: their status, and each attempt's answer, time and size."""
        tenant_id, id, status = callers.known().tenant.id, id_of(webhook_id), _status()
        return paged(
            lambda before, most: cases.list_deliveries()(
                tenant_id=tenant_id, id=id, status=status, before=before, most=most
            ),
            DeliveryShown.of,
            EventId,
        )

    @doors.post("/<webhook_id>/deliveries/<event_id>/redeliver")
    @opens("secret", answer=DeliveryShown, status=202, scope=WRITE, refusals=("conflict",))
    def redeliver(webhook_id: str, event_id: str) -> DeliveryShown:
        """Deliver one event once more, with all its attempts."""
        delivery = cases.redeliver()(
            tenant_id=callers.known().tenant.id,
            id=id_of(webhook_id),
            event_id=EventId.parse(event_id) or EventId("evt_unknown"),
            caller=callers.program(),
        )
        return DeliveryShown.of(delivery)

    @doors.post("/<webhook_id>/redeliver")
    @opens("secret", body=Again, answer=Redelivered, status=202, scope=WRITE, refusals=("conflict",))
    def redeliver_many(webhook_id: str) -> Redelivered:
        """Deliver the events of a time once more, up to 1,000 a call; go on with `after` while there is a cursor."""
        body = read(Again)
        found = cases.redeliver_many()(
            tenant_id=callers.known().tenant.id,
            id=id_of(webhook_id),
            chosen=Chosen(body.since, body.until, tuple(body.events) or (ANYTHING,), body.only_dead),
            after=body.after,
            caller=callers.program(),
        )
        return Redelivered(len(found), found[-1] if len(found) == BATCH else None)

    return doors


def id_of(text: str) -> WebhookId:
    """The webhook that a path names."""
    id = WebhookId.parse(text)
    if id is None:
        raise NotFound("There is no webhook of that id.")
    return id


def _status() -> DeliveryStatus | None:
    text = request.args.get("status")
    if text is not None and text not in tuple(DeliveryStatus):
        raise InvalidRequest([FieldError("status", f"This must be one of {', '.join(DeliveryStatus)}.")])
    return DeliveryStatus(text) if text else None
