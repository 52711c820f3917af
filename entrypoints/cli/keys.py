"""auth1 keys issue | list | show | revoke | signing | rotate | reseal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from domain.api_key import ApiKey
from domain.ids import KeyId
from domain.rights import Rights
from domain.signing_key import LEAD, USES, KeyUse
from entrypoints.cli.house import Duration, as_json, operator, show, show_one, use_cases

AT_ONCE_WARNING = "Every token of this tenant is dead from now on: people refresh, servers fetch the key set anew."


@click.group()
def keys() -> None:
    """Issue and revoke tenants' API keys; rotate and reseal the keys that sign tokens."""


@keys.command("issue")
@click.argument("tenant")
@click.option("--kind", type=click.Choice(["publishable", "secret"]), required=True)
@click.option("--name", required=True, help="What it is for.")
@click.option("--expires-in", type=Duration(), help="Such as 90d; without it the key does not end by itself.")
@click.option("--scope", "scopes", multiple=True, help="Such as users:read; may be repeated; without it: all.")
@click.option("--network", "networks", multiple=True, help="Such as 203.0.113.0/24; may be repeated; without it: any.")
@click.option("--rate", type=int, help="Calls per minute; without it: no limit of its own.")
@as_json
def issue(
    tenant: str,
    kind: str,
    name: str,
    expires_in: timedelta | None,
    scopes: tuple[str, ...],
    networks: tuple[str, ...],
    rate: int | None,
    json_out: bool,
) -> None:
    """Issue a key of a tenant (id or slug); the key is printed once."""
    expires_at = datetime.now(UTC) + expires_in if expires_in else None
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        key, secret = cases.issue_api_key()(
            tenant_id=tenant_id,
            kind=kind,
            name=name,
            expires_at=expires_at,
            caller=operator(),
            rights=Rights.of(scopes or ("*",), networks, rate),
        )
        show_one({**_line(key), "key": secret}, json_out=json_out)


@keys.command("list")
@click.argument("tenant")
@as_json
def list_keys(tenant: str, json_out: bool) -> None:
    """List a tenant's keys (id or slug), newest first."""
    with use_cases() as cases:
        found = cases.list_api_keys()(tenant_id=cases.show_tenant()(tenant).id, before="", most=200)
        show([_line(key) for key in found], json_out=json_out)


@keys.command("show")
@click.argument("tenant")
@click.argument("key_id")
@as_json
def show_key(tenant: str, key_id: str, json_out: bool) -> None:
    """Show one key, and what it may do, from where, and how often."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        key = cases.show_api_key()(tenant_id=tenant_id, key_id=KeyId.parse(key_id) or KeyId("key_unknown"))
        may = ("sign_in",) if key.kind == "publishable" else key.rights.scopes
        rights = {"scopes": list(may), "networks": list(key.rights.networks) or ["anywhere"]}
        said = rights if json_out else {name: ", ".join(values) for name, values in rights.items()}
        show_one({**_line(key), **said, "rate_per_minute": key.rights.rate_per_minute}, json_out=json_out)


@keys.command("revoke")
@click.argument("tenant")
@click.argument("key_id")
@click.option("--after", type=Duration(), default="0s", help="Such as 1h: apps change over in peace until then.")
def revoke(tenant: str, key_id: str, after: timedelta) -> None:
    """Revoke a key; every process refuses it within 5 s."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        cases.revoke_api_key()(
            tenant_id=tenant_id, key_id=KeyId.parse(key_id) or KeyId("key_unknown"), after=after, caller=operator()
        )
        click.echo(f"{key_id} is revoked{f' in {after}' if after else ''}.")


@keys.command("signing")
@click.argument("tenant")
@as_json
def signing(tenant: str, json_out: bool) -> None:
    """List the keys that sign a tenant's tokens, with their states, newest first."""
    with use_cases() as cases:
        found = cases.list_signing_keys()(tenant_id=cases.show_tenant()(tenant).id)
        rows = [
            {
                "kid": shown.key.id,
                "algorithm": shown.key.algorithm,
                "use": shown.key.use,
                "state": shown.state.value,
                "active_from": shown.key.active_from.isoformat(timespec="seconds"),
                "retires_at": shown.key.retires_at and shown.key.retires_at.isoformat(timespec="seconds"),
            }
            for shown in found
        ]
        show(rows, json_out=json_out)


@keys.command("rotate")
@click.argument("tenant")
@click.option("--after", type=Duration(), default=LEAD, help="How long verifiers get to see it first.  [default: 15m]")
@click.option("--at-once", is_flag=True, help="For a key that leaked: the new one signs now, all tokens so far die.")
@click.option("--use", type=click.Choice(USES), default="access", help="Access tokens, or ID tokens of OpenID Connect.")
def rotate(tenant: str, after: timedelta, at_once: bool, use: KeyUse) -> None:
    """Give a tenant (id or slug) a new signing key; tokens of the old one verify until the last of them is dead."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        rotate_key = cases.rotate_signing_key()
        key = rotate_key(tenant_id=tenant_id, caller=operator(), after=after, at_once=at_once, use=use)
        click.echo(f"{key.id} ({key.algorithm}) signs from {key.active_from.isoformat(timespec='seconds')}.")
        if at_once:
            click.echo(AT_ONCE_WARNING)


@keys.command("reseal")
def reseal() -> None:
    """Seal all signing keys anew under JWT_SECRET, while JWT_SECRET_PREVIOUS still opens them; no key changes."""
    with use_cases() as cases:
        steps = cases.reseal_signing_keys()()
        _, total = next(steps)
        done = 0
        with click.progressbar(length=max(total, 1), label="Resealing signing keys") as bar:
            for now_done, _ in steps:
                bar.update(now_done - done)
                done = now_done
        click.echo(f"{done} signing keys are sealed under JWT_SECRET now.")
        cases.chain_keys().reseal()
        secrets = max(cases.reseal_webhooks()(), default=0)
        if secrets:
            click.echo(f"So are the secrets of {secrets} webhooks and hooks.")
        left = cases.count_sessions_of_other_secrets()()
        if left.sessions:
            ends = left.last_ends_at.isoformat(timespec="minutes") if left.last_ends_at else "soon"
            click.echo(f"{left.sessions} sessions move at their next refresh; the last of them ends {ends}.")
            click.echo("Keep JWT_SECRET_PREVIOUS until then; without it these people sign in again.")
        else:
            click.echo("Nothing needs JWT_SECRET_PREVIOUS any more, but codes of the last 10 minutes: unset it then.")


def _line(key: ApiKey) -> dict[str, Any]:
    life = key.life
    moments = {"created_at": life.created_at, "expires_at": life.expires_at, "revoked_at": life.revoked_at}
    shown = {name: moment and moment.isoformat(timespec="seconds") for name, moment in moments.items()}
    last = life.last_used_at and life.last_used_at.isoformat(timespec="seconds")
    return {"id": key.id, "kind": key.kind, "name": key.name, "prefix": key.prefix, **shown, "last_used_at": last}
