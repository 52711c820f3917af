"""auth1 webhooks list | create | change | delete | secret | deliveries | redeliver | listen."""

from datetime import datetime, timedelta
from typing import Any

import click

from application.ports.webhooks import Chosen
from application.webhooks.keep_webhooks import Wanted
from application.webhooks.redeliver import BATCH
from domain.event_catalogue import ANYTHING
from domain.ids import EventId, WebhookId
from domain.webhook import Delivery, DeliveryStatus, WebhookEndpoint
from entrypoints.cli.house import Duration, as_json, operator, show, show_one, use_cases
from entrypoints.cli.listen import listen

EVENTS_HELP = "Such as user.created, otp.* or *; may be repeated; without it: all."


@click.group()
def webhooks() -> None:
    """Let tenants' own systems hear of events, and see what became of deliveries."""


webhooks.add_command(listen)


@webhooks.command("list")
@click.argument("tenant")
@as_json
def list_webhooks(tenant: str, json_out: bool) -> None:
    """List a tenant's webhooks (id or slug), newest first."""
    with use_cases() as cases:
        found = cases.list_webhooks()(tenant_id=cases.show_tenant()(tenant).id)
        show([_line(one) for one in found], json_out=json_out)


@webhooks.command("create")
@click.argument("tenant")
@click.argument("url")
@click.option("--event", "events", multiple=True, help=EVENTS_HELP)
@click.option("--description", default="", help="What it is for.")
@as_json
def create(tenant: str, url: str, events: tuple[str, ...], description: str, json_out: bool) -> None:
    """Let a URL hear of a tenant's events; the secret that signs them is printed once."""
    with use_cases() as cases:
        wanted = Wanted(url, events or (ANYTHING,), description)
        tenant_id = cases.show_tenant()(tenant).id
        made, secret = cases.create_webhook()(tenant_id=tenant_id, wanted=wanted, caller=operator())
        show_one({**_line(made), "secret": secret}, json_out=json_out)


@webhooks.command("change")
@click.argument("tenant")
@click.argument("webhook_id")
@click.option("--url", help="Another URL.")
@click.option("--event", "events", multiple=True, help=EVENTS_HELP)
@click.option("--enable/--disable", "enabled", default=None, help="Go on with what it is owed, or ask it no more.")
@as_json
def change(
    tenant: str, webhook_id: str, url: str | None, events: tuple[str, ...], enabled: bool | None, json_out: bool
) -> None:
    """Change a webhook."""
    with use_cases() as cases:
        tenant_id, wanted = cases.show_tenant()(tenant).id, Wanted(url, events or None, None, enabled)
        changed = cases.change_webhook()(tenant_id=tenant_id, id=_id(webhook_id), wanted=wanted, caller=operator())
        show_one(_line(changed), json_out=json_out)


@webhooks.command("delete")
@click.argument("tenant")
@click.argument("webhook_id")
def delete(tenant: str, webhook_id: str) -> None:
    """Forget a webhook and what it was owed."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        cases.delete_webhook()(tenant_id=tenant_id, id=_id(webhook_id), caller=operator())
        click.echo(f"{webhook_id} is deleted.")


@webhooks.command("secret")
@click.argument("tenant")
@click.argument("webhook_id")
@click.option("--overlap", type=Duration(), default="1d", help="How long the secret before signs too, at most 7d.")
@as_json
def secret(tenant: str, webhook_id: str, overlap: timedelta, json_out: bool) -> None:
    """Give a webhook a new secret, printed once."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        changed, new = cases.rotate_webhook_secret()(
            tenant_id=tenant_id, id=_id(webhook_id), overlap=overlap, caller=operator()
        )
        show_one({**_line(changed), "secret": new}, json_out=json_out)


@webhooks.command("deliveries")
@click.argument("tenant")
@click.argument("webhook_id")
@click.option(
    "--status",
    type=click.Choice([one.value for one in DeliveryStatus], case_sensitive=False),
    help="Those alone; dead: given up.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@as_json
def deliveries(tenant: str, webhook_id: str, status: str | None, limit: int, json_out: bool) -> None:
    """List what a webhook was owed, newest first, and what came of the last attempt."""
    with use_cases() as cases:
        found = cases.list_deliveries()(
            tenant_id=cases.show_tenant()(tenant).id,
            id=_id(webhook_id),
            status=DeliveryStatus(status) if status else None,
            before="",
            most=limit,
        )
        show([_delivery_line(one) for one in found], json_out=json_out)


@webhooks.command("redeliver")
@click.argument("tenant")
@click.argument("webhook_id")
@click.argument("event_id", required=False)
@click.option("--from", "since", type=click.DateTime(), help="Events from then on (UTC).")
@click.option("--to", "until", type=click.DateTime(), help="Events before then (UTC).")
@click.option("--event", "events", multiple=True, help=EVENTS_HELP)
@click.option("--only-dead", is_flag=True, help="Those alone that were given up.")
def redeliver(
    tenant: str,
    webhook_id: str,
    event_id: str | None,
    since: datetime | None,
    until: datetime | None,
    events: tuple[str, ...],
    only_dead: bool,
) -> None:
    """Deliver one event once more, or with --from and --to all events of a time."""
    with use_cases() as cases:
        tenant_id, id = cases.show_tenant()(tenant).id, _id(webhook_id)
        if event_id:
            known = EventId.parse(event_id) or EventId("evt_unknown")
            cases.redeliver()(tenant_id=tenant_id, id=id, event_id=known, caller=operator())
            click.echo(f"{event_id} is owed once more.")
            return
        if since is None or until is None:
            raise click.UsageError("Name an event, or give --from and --to.")
        chosen = Chosen(_utc(since), _utc(until), events or (ANYTHING,), only_dead)
        done, after = 0, ""
        while found := cases.redeliver_many()(
            tenant_id=tenant_id, id=id, chosen=chosen, after=after, caller=operator()
        ):
            done, after = done + len(found), found[-1]
            click.echo(f"{done} events …", err=True)
            if len(found) < BATCH:
                break
        click.echo(f"{done} events are owed once more.")


def _utc(at: datetime) -> datetime:
    from datetime import UTC

    return at.replace(tzinfo=UTC)


def _id(text: str) -> WebhookId:
    return WebhookId.parse(text) or WebhookId("wh_unknown")


def _line(one: WebhookEndpoint) -> dict[str, Any]:
    state = "enabled" if one.disabled_at is None else f"disabled: {one.disabled_as}"
    since = one.failing_since and one.failing_since.isoformat(timespec="seconds")
    return {
        "id": one.id, "url": one.url, "events": ", ".join(one.types), "state": state, "failing_since": since,
        "description": one.description,
    }  # fmt: skip


def _delivery_line(one: Delivery) -> dict[str, Any]:
    last = one.tries[-1].posted if one.tries else None
    return {
        "event": one.event_id,
        "type": one.type,
        "status": one.status.value,
        "attempts": one.attempts,
        "answer": last and (last.status or last.error),
        "ms": last and last.milliseconds,
        "bytes": last and last.bytes,
        "next": one.due_at and one.due_at.isoformat(timespec="seconds"),
    }
