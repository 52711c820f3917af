"""auth1 users find | export | erase; auth1 retention."""

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from application.ports.users import Sought
from domain.ids import UserId
from entrypoints.cli.house import as_json, operator, show, use_cases
from entrypoints.encoding import encode

OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; without it: the terminal.")


@click.group()
def users() -> None:
    """Find users, show everything that is held of one, and forget one."""


def _id(text: str) -> UserId:
    return UserId.parse(text) or UserId("usr_unknown")


@users.command("find")
@click.argument("tenant")
@click.option("--phone", help="In E.164.")
@click.option("--email", help="As it is stored: in lower case.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="At most so many.")
@as_json
def find(tenant: str, phone: str | None, email: str | None, limit: int, json_out: bool) -> None:
    """List a tenant's users (id or slug), newest first, or those of an address."""
    with use_cases() as cases:
        sought = Sought(phone=phone, email=email)
        found = cases.find_users()(tenant_id=cases.show_tenant()(tenant).id, sought=sought, before="", most=limit)
        rows = [
            {
                "id": user.id,
                "phone": user.phone,
                "email": user.email,
                "blocked": user.is_blocked,
                "last_seen": user.seen().isoformat(timespec="seconds"),
            }
            for user in found
        ]
        show(rows, json_out=json_out)


@users.command("export")
@click.argument("tenant")
@click.argument("user_id")
@OUT
def export(tenant: str, user_id: str, out: Path | None) -> None:
    """Write everything that is held of one person, as JSON (GDPR Art. 15 and 20)."""
    with use_cases() as cases:
        made = cases.export_user()(tenant_id=cases.show_tenant()(tenant).id, user_id=_id(user_id), caller=operator())
        _write({"user_id": made.user_id, "exported_at": made.at, "data": made.data}, out)


@users.command("erase")
@click.argument("tenant")
@click.argument("user_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@OUT
def erase(tenant: str, user_id: str, yes: bool, out: Path | None) -> None:
    """Forget one person for good, and write a certificate of it (GDPR Art. 17)."""
    if not yes:
        click.confirm(f"Everything personal of {user_id} will be gone for good. Go on?", abort=True)
    with use_cases() as cases:
        made = cases.erase_user()(tenant_id=cases.show_tenant()(tenant).id, user_id=_id(user_id), caller=operator())
        _write(made.document(), out)


def _write(document: Any, out: Path | None) -> None:
    text = msgspec.json.format(encode(document), indent=2).decode() + "\n"
    if out:
        out.write_text(text)
        click.echo(f"Written to {out}.", err=True)
    else:
        click.echo(text, nl=False)


@click.command("retention")
@click.argument("tenant")
@as_json
def retention(tenant: str, json_out: bool) -> None:
    """Forget now what a tenant's retention is over for; the worker does so by itself, little by little."""
    with use_cases() as cases:
        gone = cases.forget_in_time().of(cases.show_tenant()(tenant))
        if json_out:
            click.echo(json.dumps(dict(gone)))
        else:
            show([{"table": name, "rows": rows} for name, rows in sorted(gone.items())], json_out=False)
