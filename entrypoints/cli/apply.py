"""auth1 apply: tenants become as a file says."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

import click

from application.tenants.apply_clients import CLIENT
from application.tenants.issued import Issued
from domain.api_key import ApiKey
from domain.rights import Rights
from domain.rules import plain
from domain.tenant_plan import Change, TenantPlan
from domain.wanted_client import ClientPlan
from domain.wanted_tenant import WantedKey, WantedTenant
from entrypoints.cli.house import REFUSED, as_json, operator, show_one, use_cases
from entrypoints.encoding import encode

HIDDEN: Final = "test_numbers"
STAYS: Final = "is not in the file, and stays"
ONCE: Final = "Keep these keys now: nobody can read them again."


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where something would change.")
@click.option(
    "--keys-out", type=click.Path(path_type=Path), help="Write new keys into this new file, which only you may read."
)
@as_json
def apply(file: IO[bytes], yes: bool, check: bool, keys_out: Path | None, json_out: bool) -> None:
    """Make tenants as FILE (YAML, - for stdin) wants them; shows the plan first, and does all of it or nothing.

    A part that the file has (settings, branding) is the whole of it: what it leaves out gets its default.
    Parts that it leaves out stay, and so do keys, clients and tenants that it does not name.
    """
    with use_cases() as cases:
        wanted = _read(file)
        plans = cases.plan_tenants()(wanted)
        busy = any(not plan.is_empty for plan in plans)
        if not json_out:
            _show(plans, busy)
        if check or not busy:
            _tell(plans, [], json_out=json_out)
            sys.exit(REFUSED if busy else 0)
        if not yes:
            click.confirm("Apply this?", abort=True, err=True)
        _carry_out(cases, wanted, plans, keys_out, json_out=json_out)


def _read(file: IO[bytes]) -> list[WantedTenant]:
    from entrypoints.cli.tenant_file import read_tenants

    return read_tenants(file.read())


def _carry_out(
    cases: Any, wanted: Sequence[WantedTenant], plans: Sequence[TenantPlan], keys_out: Path | None, *, json_out: bool
) -> None:
    """The file for keys is opened first: once the tenants are changed, a secret must have a place to go."""
    out = _opened(keys_out) if keys_out else None
    try:
        issued = cases.apply_tenants()(wanted, seen=plans, caller=operator())
    except BaseException:
        if keys_out:
            keys_out.unlink()
        raise
    keys = [_line(each) for each in issued]
    if out is not None:
        with os.fdopen(out, "wb") as place:
            place.write(encode(keys) + b"\n")
    _tell(plans, [] if out is not None else keys, json_out=json_out)
    if not json_out:
        _show_keys(keys, keys_out)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be made: {error.strerror}", param_hint="--keys-out") from None


def _show(plans: Sequence[TenantPlan], busy: bool) -> None:
    for plan in (plan for plan in plans if not plan.is_empty or plan.others or plan.clients.others):
        click.secho(f"{'+' if plan.is_new else '~' if not plan.is_empty else ' '} {plan.slug}", bold=True)
        for sign, line in _lines(plan):
            click.secho(f"    {sign} {line}", fg={"+": "green", "~": "yellow"}.get(sign))
    if not busy:
        click.echo("Nothing to do: everything is as the file says.")


def _lines(plan: TenantPlan) -> list[tuple[str, str]]:
    lines = [("~", _change_line(change)) for change in plan.changes]
    lines += [("+", f"key {key.name} ({key.kind}): {_rights(key)}") for key in plan.new_keys]
    lines += [
        ("~", f"key {each.after.name} ({each.after.kind}): {_rights(each.before)} -> {_rights(each.after)}")
        for each in plan.changed_keys
    ]
    lines += [(" ", f"key {key.name} ({key.kind}, {key.prefix}…) {STAYS}") for key in plan.others]
    return [*lines, *_client_lines(plan.clients)]


def _client_lines(plan: ClientPlan) -> list[tuple[str, str]]:
    lines = [("+", f"client {one.name} ({one.said['auth_method']})") for one in plan.new]
    lines += [
        ("~", f"client {each.after.name}: {name}: {_spelled(before)} -> {_spelled(after)}")
        for each in plan.changed
        for name, (before, after) in each.fields().items()
    ]
    return [*lines, *((" ", f"client {one.name} ({one.id}) {STAYS}") for one in plan.others)]


def _line(each: Issued) -> dict[str, str]:
    """A new key or a client's secret, for programs."""
    whose = {"client_id": each.id} if each.kind == CLIENT else {}
    return {"tenant": each.slug, "kind": each.kind, "name": each.name, **whose, "key": each.secret}


def _change_line(change: Change) -> str:
    if change.field == HIDDEN:
        return f"{change.path}: {len(change.before)} numbers -> {len(change.after)} numbers"
    return f"{change.path}: {_spelled(change.before)} -> {_spelled(change.after)}"


def _spelled(value: Any) -> str:
    return encode(value).decode()


def _rights(key: ApiKey | WantedKey) -> str:
    rights: Rights = key.rights
    end = key.expires_at if isinstance(key, WantedKey) else key.life.expires_at
    said = ["sign_in"] if key.kind == "publishable" else [*rights.scopes]
    said += [f"from {network}" for network in rights.networks]
    said += [f"{rights.rate_per_minute} a minute"] if rights.rate_per_minute else []
    return ", ".join([*said, *([f"until {plain(end)}"] if end else [])])


def _show_keys(keys: Sequence[dict[str, str]], keys_out: Path | None) -> None:
    click.echo("Done.")
    if keys and keys_out:
        click.echo(f"{len(keys)} new keys are in {keys_out}, which only you may read.")
    elif keys:
        click.echo(ONCE)
        for key in keys:
            click.echo(f"{key['tenant']} {key['name']} ({key['kind']})  {key['key']}")


def _tell(plans: Sequence[TenantPlan], keys: Sequence[dict[str, str]], *, json_out: bool) -> None:
    """The plan and the new keys, for programs."""
    if json_out:
        said = [{"tenant": plan.slug, "changes": [f"{sign} {line}" for sign, line in _lines(plan)]} for plan in plans]
        show_one({"plan": said, "keys": keys}, json_out=True)
