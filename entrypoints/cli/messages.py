"""auth1 messages show | find | tail | retry."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import click

from domain.history import Followed, RequestRecord, masked, sought
from domain.ids import ChallengeId, MessageId
from domain.timeline import Entry
from entrypoints.cli.house import as_json, operator, show, show_one, use_cases

POLL_SECONDS = 1.0
LAST, MOST = 20, 500
# A code lives for ten minutes at most; receipts may come somewhat later.
FOLLOWED = timedelta(minutes=15)


@click.group()
def messages() -> None:
    """Why did the code not arrive?  Look at codes, messages and hand-overs."""


@messages.command("show")
@click.argument("tenant")
@click.argument("id")
@as_json
def show_message(tenant: str, id: str, json_out: bool) -> None:
    """Tell the story of a code, by its id (otp_…) or by that of one of its messages (msg_…)."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        known = ChallengeId.parse(id) or MessageId.parse(id)
        found = cases.explain_request()(tenant_id=tenant_id, id=known)
        story = [_step(entry, found.request.created_at) for entry in found.timeline]
        if json_out:
            show_one({**_facts(found.request), "timeline": story}, json_out=True)
            return
        show_one(_facts(found.request), json_out=False)
        click.echo()
        show(story, json_out=False)


@messages.command("find")
@click.argument("tenant")
@click.argument("address")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
@as_json
def find(tenant: str, address: str, limit: int, json_out: bool) -> None:
    """Find the codes that an address (a number or an email address) asked for, newest first."""
    with use_cases() as cases:
        found = cases.show_tenant()(tenant)
        phone, email = (None, address) if "@" in address else (address, None)
        stored = sought(phone, email, found.settings.default_region)
        requests = cases.find_requests()(tenant_id=found.id, before="", most=limit, address=stored)
        show([_line(request) for request in requests], json_out=json_out)


@messages.command("retry")
@click.argument("tenant")
@click.argument("message_id")
def retry(tenant: str, message_id: str) -> None:
    """Send a failed or undelivered message once more, if its code still lives and the caps allow it."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        cases.retry_message()(tenant_id=tenant_id, message_id=MessageId.parse(message_id), caller=operator())
        click.echo(f"{message_id} is queued again.")


@messages.command("tail")
@click.argument("tenant", required=False)
@click.option("--once", is_flag=True, help=f"Print the last {LAST} messages and end.")
def tail(tenant: str | None, once: bool) -> None:
    """Follow the messages of a tenant, or of all: a line for each hand-over and each change of status."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id if tenant else None
        follow, seen = cases.follow_messages(), dict[str, str]()
        news(follow(tenant_id=tenant_id, most=LAST), seen)
        while not once:
            time.sleep(POLL_SECONDS)
            news(follow(tenant_id=tenant_id, most=MOST, within=FOLLOWED), seen)


def news(found: Sequence[Followed], seen: dict[str, str]) -> None:
    """Print each message that is new or changed since it was last seen, and remember it."""
    for one in found:
        line = " ".join(_words(one))
        if seen.get(one.message.id) != line:
            seen[one.message.id] = line
            click.echo(line)


def _words(one: Followed) -> Iterator[str]:
    message = one.message
    last = message.handovers[-1] if message.handovers else None
    yield _moment(message.delivered_at or (last and (last.ended_at or last.started_at)) or message.created_at)
    yield from (one.slug, message.id, masked(message.address), message.channel, message.country or "-")
    yield message.status.value
    if message.dropped_as:
        yield f"({message.dropped_as})"
    for each in message.handovers:
        said = each.status.value if each.outcome is None or each.status.value != "failed" else each.outcome.value
        mark = each.reference or each.error_code
        yield f"{each.number}:{each.provider}={said}{f'({mark})' if mark else ''}"


def _facts(request: RequestRecord) -> dict[str, Any]:
    sent = [f"{one.id} {one.status.value}" for one in request.messages]
    return {**_line(request), "expires_at": _moment(request.expires_at), "messages": ", ".join(sent)}


def _line(request: RequestRecord) -> dict[str, Any]:
    last = request.messages[-1] if request.messages else None
    return {
        "id": request.id,
        "status": request.status.value,
        "address": masked(request.address),
        "channel": request.channel,
        "created_at": _moment(request.created_at),
        "attempts": request.attempts,
        "last_message": last and last.status.value,
        "provider": last and last.provider,
    }


def _step(entry: Entry, start: datetime) -> dict[str, Any]:
    after = (entry.at - start).total_seconds()
    return {"at": _moment(entry.at), "after": f"+{after:.3f} s", "what": entry.what.value, "text": entry.text}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
