"""auth1 clients list | create | show | change | delete | rotate-secret."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import click

from domain.client_rules import AUTH_METHODS, GRANT_TYPES
from domain.client_secret import ClientSecret
from domain.ids import ClientId
from domain.oauth_client import OAuthClient
from entrypoints.cli.house import Duration, as_json, operator, show, show_one, use_cases

Command = Callable[..., None]
KEY_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
OPTIONS: Final = (
    click.option("--redirect-uri", "redirect_uris", multiple=True, help="Where people are sent back to; repeatable."),
    click.option(
        "--post-logout-redirect-uri", "post_logout_redirect_uris", multiple=True, help="The same after a log-out."
    ),
    click.option("--grant-type", "grant_types", multiple=True, type=click.Choice(GRANT_TYPES), help="Repeatable."),
    click.option("--scope", "scopes", multiple=True, help="Such as openid or orders:read; repeatable."),
    click.option("--consent/--no-consent", "needs_consent", default=None, help="Ask people; not for your own apps."),
    click.option("--jwks", type=KEY_FILE, help="File with its public keys (a JWK set), for private_key_jwt."),
)


@click.group()
def clients() -> None:
    """Register the apps that let a tenant's people sign in by OpenID Connect."""


def described(command: Command) -> Command:
    """With an option for each field that may be said of a client."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@clients.command("list")
@click.argument("tenant")
@as_json
def list_clients(tenant: str, json_out: bool) -> None:
    """List a tenant's clients (id or slug), newest first."""
    with use_cases() as cases:
        found = cases.list_clients()(tenant_id=cases.show_tenant()(tenant).id, before="", most=200)
        show([_line(one) for one in found], json_out=json_out)


@clients.command("create")
@click.argument("tenant")
@click.option("--name", required=True, help="What people read where they are asked.")
@click.option("--auth-method", type=click.Choice(AUTH_METHODS), required=True, help="How it proves itself.")
@described
@as_json
def create(tenant: str, json_out: bool, **options: Any) -> None:
    """Register a client; where it proves itself by a secret, that is printed once."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        made, secret = cases.create_client()(tenant_id=tenant_id, values=_values(options), caller=operator())
        show_one({**_all(made, json_out), **({"secret": secret} if secret else {})}, json_out=json_out)


@clients.command("show")
@click.argument("tenant")
@click.argument("client_id")
@as_json
def show_client(tenant: str, client_id: str, json_out: bool) -> None:
    """Show one client, with everything but its secrets."""
    with use_cases() as cases:
        found = cases.show_client()(tenant_id=cases.show_tenant()(tenant).id, client_id=_id(client_id))
        show_one(_all(found, json_out), json_out=json_out)


@clients.command("change")
@click.argument("tenant")
@click.argument("client_id")
@click.option("--name", help="Another name.")
@click.option("--auth-method", type=click.Choice(AUTH_METHODS), help="Another way to prove itself.")
@described
@as_json
def change(tenant: str, client_id: str, json_out: bool, **options: Any) -> None:
    """Change a client; what is named is replaced as a whole, the rest stays."""
    with use_cases() as cases:
        tenant_id, changes = cases.show_tenant()(tenant).id, _values(options)
        changed = cases.change_client()(
            tenant_id=tenant_id, client_id=_id(client_id), changes=changes, caller=operator()
        )
        show_one(_all(changed, json_out), json_out=json_out)


@clients.command("delete")
@click.argument("tenant")
@click.argument("client_id")
def delete(tenant: str, client_id: str) -> None:
    """Forget a client: nobody signs in by it any more."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        cases.delete_client()(tenant_id=tenant_id, client_id=_id(client_id), caller=operator())
        click.echo(f"{client_id} is deleted.")


@clients.command("rotate-secret")
@click.argument("tenant")
@click.argument("client_id")
@click.option("--overlap", type=Duration(), default="0s", help="How long the one before is good, too; at most 30d.")
@as_json
def rotate_secret(tenant: str, client_id: str, overlap: timedelta, json_out: bool) -> None:
    """Give a client a new secret, printed once."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        changed, new = cases.rotate_client_secret()(
            tenant_id=tenant_id, client_id=_id(client_id), overlap=overlap, caller=operator()
        )
        show_one({**_all(changed, json_out), "secret": new}, json_out=json_out)


def _values(options: dict[str, Any]) -> dict[str, Any]:
    """The fields that were named on the command line."""
    named = {name: value for name, value in options.items() if value is not None and value != ()}
    values: dict[str, Any] = {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}
    if "jwks" not in values:
        return values
    try:
        return {**values, "jwks": json.loads(values["jwks"].read_bytes())}
    except (ValueError, RecursionError):
        raise click.BadParameter("this must be a file of JSON", param_hint="--jwks") from None


def _id(text: str) -> ClientId:
    return ClientId.parse(text) or ClientId("cl_unknown")


def _line(one: OAuthClient) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "auth_method": one.auth_method, "grant_types": ", ".join(one.grant_types),
        "redirect_uris": ", ".join(one.redirect_uris), "created_at": one.created_at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _all(one: OAuthClient, json_out: bool) -> dict[str, Any]:
    """Every field, as programs or as people read it."""
    lists: dict[str, Any] = {
        "redirect_uris": one.redirect_uris, "post_logout_redirect_uris": one.post_logout_redirect_uris,
        "grant_types": one.grant_types, "scopes": one.scopes, "secrets": [_secret(each) for each in one.secrets],
    }  # fmt: skip
    said = lists if json_out else {name: ", ".join(str(each) for each in values) for name, values in lists.items()}
    jwks: Any = [dict(key) for key in one.jwks] if json_out else len(one.jwks)
    return {
        "id": one.id, "name": one.name, "auth_method": one.auth_method, **said, "needs_consent": one.needs_consent,
        "keys": jwks, "created_at": one.created_at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _secret(one: ClientSecret) -> str:
    return f"{one.prefix}…" + (f" until {one.expires_at.isoformat(timespec='seconds')}" if one.expires_at else "")
