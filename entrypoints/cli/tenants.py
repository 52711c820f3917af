"""auth1 tenants create | list | show | export."""

from typing import Any

import click

from domain.refusal import Refusal
from domain.rules import plain_fields
from domain.tenant import Tenant
from entrypoints.cli.house import as_json, operator, show, show_one, use_cases
from entrypoints.http.body import parse


@click.group()
def tenants() -> None:
    """Make and look at tenants."""


@tenants.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="Name that people see.")
@click.option("--settings", default="{}", metavar="JSON", help="Settings, such as '{\"otp_length\": 8}'.")
@as_json
def create(slug: str, name: str, settings: str, json_out: bool) -> None:
    """Make a tenant; prints its two keys, which nobody can read again."""
    try:
        read = parse(settings.encode())
    except (Refusal, ValueError):
        raise click.BadParameter("this must be a JSON object", param_hint="--settings") from None
    with use_cases() as cases:
        new = cases.create_tenant()(name=name, slug=slug, settings=read, branding={}, caller=operator())
        keys = {"api_key": new.publishable_key, "secret_key": new.secret_key}
        show_one({"tenant_id": new.tenant.id, "name": name, "slug": slug, **keys}, json_out=json_out)


@tenants.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@as_json
def list_tenants(limit: int, json_out: bool) -> None:
    """List tenants, newest first."""
    with use_cases() as cases:
        found = cases.list_tenants()(before="", most=limit)
        show([_line(tenant) for tenant in found], json_out=json_out)


@tenants.command("show")
@click.argument("tenant")
@as_json
def show_tenant(tenant: str, json_out: bool) -> None:
    """Show a tenant, by its id or slug, with all settings."""
    with use_cases() as cases:
        found = cases.show_tenant()(tenant)
        settings = plain_fields(found.settings)
        settings["test_numbers"] = len(settings["test_numbers"])
        looks = {"settings": settings, "branding": plain_fields(found.branding)}
        flat = {f"{part}.{name}": value for part, values in looks.items() for name, value in values.items()}
        show_one({**_line(found), **(looks if json_out else flat)}, json_out=json_out)


@tenants.command("export")
@click.argument("slugs", nargs=-1, metavar="[TENANT]...")
@click.option("--test-codes", is_flag=True, help="With the test numbers and their codes, which open accounts.")
def export(slugs: tuple[str, ...], test_codes: bool) -> None:
    """Print tenants (by slug; without any: all) as a file for `auth1 apply`; no secret of a key is in it."""
    from entrypoints.cli.tenant_file import write_tenants

    with use_cases() as cases:
        document = cases.export_tenants()(slugs, test_codes=test_codes)
        click.echo(write_tenants(document), nl=False)


def _line(tenant: Tenant) -> dict[str, Any]:
    return {"id": tenant.id, "slug": tenant.slug, "name": tenant.name, "created_at": tenant.created_at.isoformat()}
