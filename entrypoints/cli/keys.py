"""auth1 keys issue | list | revoke."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from domain.api_key import ApiKey
from domain.ids import KeyId
from entrypoints.cli.house import Duration, as_json, operator, show, show_one, use_cases


@click.group()
def keys() -> None:
    """Issue, list and revoke tenants' API keys."""


@keys.command("issue")
@click.argument("tenant")
@click.option("--kind", type=click.Choice(["publishable", "secret"]), required=True)
@click.option("--name", required=True, help="What it is for.")
@click.option("--expires-in", type=Duration(), help="Such as 90d; without it the key does not end by itself.")
@as_json
def issue(tenant: str, kind: str, name: str, expires_in: timedelta | None, json_out: bool) -> None:
    """Issue a key of a tenant (id or slug); the key is printed once."""
    expires_at = datetime.now(UTC) + expires_in if expires_in else None
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        key, secret = cases.issue_api_key()(
            tenant_id=tenant_id, kind=kind, name=name, expires_at=expires_at, caller=operator()
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


def _line(key: ApiKey) -> dict[str, Any]:
    life = key.life
    moments = {"created_at": life.created_at, "expires_at": life.expires_at, "revoked_at": life.revoked_at}
    shown = {name: moment and moment.isoformat(timespec="seconds") for name, moment in moments.items()}
    last = life.last_used_at and life.last_used_at.isoformat(timespec="seconds")
    return {"id": key.id, "kind": key.kind, "name": key.name, "prefix": key.prefix, **shown, "last_used_at": last}
