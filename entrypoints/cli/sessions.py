"""auth1 sessions list | end."""

import click

from domain.ids import UserId
from domain.session import EndedAs
from entrypoints.cli.house import as_json, operator, show, use_cases

NOBODY = UserId("usr_unknown")


@click.group()
def sessions() -> None:
    """See where people are signed in, and sign them out."""


@sessions.command("list")
@click.argument("tenant")
@click.argument("user_id")
@as_json
def list_sessions(tenant: str, user_id: str, json_out: bool) -> None:
    """List where a user is signed in, newest first."""
    with use_cases() as cases:
        found = cases.list_sessions()(
            tenant=cases.show_tenant()(tenant), user_id=UserId.parse(user_id) or NOBODY, before="", most=200
        )
        rows = [
            {
                "id": one.id,
                "created_at": one.created_at.isoformat(timespec="seconds"),
                "last_used_at": one.last_used_at.isoformat(timespec="seconds"),
                "ip": one.ip,
                "user_agent": one.user_agent,
            }
            for one in found
        ]
        show(rows, json_out=json_out)


@sessions.command("end")
@click.argument("tenant")
@click.argument("user_id", required=False)
@click.option("--everybody", is_flag=True, help="All sessions of all users of the tenant.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def end(tenant: str, user_id: str | None, everybody: bool, yes: bool) -> None:
    """End all sessions of a user, or of everybody; they are signed out at once."""
    if everybody == bool(user_id):
        raise click.UsageError("Name a user, or say --everybody.")
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        if user_id:
            ended = cases.end_all_sessions()(
                tenant_id=tenant_id, user_id=UserId.parse(user_id) or NOBODY, as_=EndedAs.REVOKED, caller=operator()
            )
        else:
            if not yes:
                click.confirm(f"Sign everybody of {tenant} out?", abort=True, err=True)
            ended = 0
            for ended in cases.end_everybody()(tenant_id=tenant_id, caller=operator()):
                click.echo(f"{ended} sessions ended so far.", err=True)
        click.echo(f"{ended} sessions have ended.")
