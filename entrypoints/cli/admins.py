"""auth1 admins issue | list | revoke."""

from datetime import UTC, datetime, timedelta

import click

from domain.ids import AdminTokenId
from entrypoints.cli.house import Duration, as_json, operator, show, show_one, use_cases


@click.group()
def admins() -> None:
    """Named admin tokens, so that the audit log can say who."""


@admins.command("issue")
@click.argument("name")
@click.option("--expires-in", type=Duration(), default="90d", show_default=True, help="0s: does not end by itself.")
@as_json
def issue(name: str, expires_in: timedelta, json_out: bool) -> None:
    """Issue a token for a person or a system; it is printed once."""
    with use_cases() as cases:
        token, secret = cases.issue_admin_token()(name=name, lives=expires_in or None, caller=operator())
        ends = token.life.expires_at and token.life.expires_at.isoformat(timespec="seconds")
        show_one({"id": token.id, "name": name, "expires_at": ends, "token": secret}, json_out=json_out)


@admins.command("list")
@as_json
def list_tokens(json_out: bool) -> None:
    """List the named tokens, newest first."""
    now = datetime.now(UTC)
    with use_cases() as cases:
        rows = [
            {
                "id": token.id,
                "name": token.name,
                "live": "yes" if token.life.is_live(now) else "no",
                "expires_at": token.life.expires_at and token.life.expires_at.isoformat(timespec="seconds"),
                "last_used_at": token.life.last_used_at and token.life.last_used_at.isoformat(timespec="seconds"),
            }
            for token in cases.list_admin_tokens()()
        ]
        show(rows, json_out=json_out)


@admins.command("revoke")
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """Revoke a token at once."""
    with use_cases() as cases:
        cases.revoke_admin_token()(
            token_id=AdminTokenId.parse(token_id) or AdminTokenId("adm_unknown"), caller=operator()
        )
        click.echo(f"{token_id} is revoked.")
