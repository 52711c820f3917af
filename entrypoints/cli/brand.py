"""auth1 brand show | preview | logo | favicon."""

import sys
from collections.abc import Iterator
from typing import IO, Any

import click

from domain.brand_image import MOST_BYTES, ImageKind, image_url
from domain.palette import Palette, Scheme, palette_of
from domain.rules import plain_fields
from domain.tenant import Tenant
from entrypoints.cli.house import as_json, operator, settings_or_exit, show_one, use_cases
from entrypoints.pages.preview import Preview

SWATCH = "      "


@click.group()
def brand() -> None:
    """How a tenant's pages and mails look."""


@brand.command("show")
@click.argument("tenant")
@as_json
def show_brand(tenant: str, json_out: bool) -> None:
    """Show a tenant's branding (id or slug), its colours with their contrast, and what was corrected."""
    with use_cases() as cases:
        found = cases.show_tenant()(tenant)
        palette = palette_of(found.branding)
        if json_out:
            show_one(_document(found, palette), json_out=True)
            return
        for name, value in _named(found):
            click.echo(f"{name:16}  {value}")
        for mode, scheme in (("light", palette.light), ("dark", palette.dark)):
            _show_scheme(mode, scheme)
        for one in palette.corrections:
            why = f"{one.ratio:.2f} : 1 is less than {one.needed} : 1"
            click.echo(f"{one.place}: {one.given} is shown as {one.used}, since {why}.")


@brand.command("preview")
@click.argument("tenant")
@click.option("--lang", default="en", show_default=True, help="Language (BCP 47).")
@click.option("--out", type=click.File("w", encoding="utf-8"), default="preview.html", show_default=True)
def preview(tenant: str, lang: str, out: IO[str]) -> None:
    """Write every page and message of a tenant into one file, to be opened in a browser; nothing is sent."""
    with use_cases() as cases:
        found, words = cases.show_tenant()(tenant), cases.languages().choose([lang])
        out.write(Preview(found, words, cases.words(), settings_or_exit().app_url).draw(""))
        click.echo(f"{out.name}: {found.slug} in {words.tag}. Open it in a browser.")


@brand.command("logo")
@click.argument("tenant")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--remove", is_flag=True, help="Show it no more.")
def logo(tenant: str, file: IO[bytes] | None, remove: bool) -> None:
    """Show FILE (PNG, JPEG or WebP, at most 512 KiB) as a tenant's logo."""
    _keep(ImageKind.LOGO, tenant, file, remove)


@brand.command("favicon")
@click.argument("tenant")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--remove", is_flag=True, help="Show it no more.")
def favicon(tenant: str, file: IO[bytes] | None, remove: bool) -> None:
    """Show FILE (PNG, JPEG or WebP, at most 512 KiB) as a tenant's favicon."""
    _keep(ImageKind.FAVICON, tenant, file, remove)


def _keep(kind: ImageKind, tenant: str, file: IO[bytes] | None, remove: bool) -> None:
    if (file is None) is not remove:
        raise click.UsageError("Give a FILE, or --remove.")
    with use_cases() as cases:
        found = cases.show_tenant()(tenant)
        if file is None:
            cases.remove_brand_image()(tenant_id=found.id, kind=kind, caller=operator())
            click.echo(f"{found.slug} has no {kind} any more.")
            return
        content = file.read(MOST_BYTES + 1)
        changed, kept = cases.set_brand_image()(tenant_id=found.id, kind=kind, content=content, caller=operator())
        click.echo(image_url(settings_or_exit().app_url, changed.slug, kind, kept.mark))


def _named(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What was given, in the order of the settings, and what was uploaded."""
    for name, value in plain_fields(tenant.branding).items():
        if name == "texts":
            yield name, ", ".join(sorted(value)) or "-"
        else:
            yield name, "-" if value is None else str(value)
    for kind, mark in sorted(tenant.images.items()):
        yield kind.value, f"{mark.width} x {mark.height}, {mark.sha256[:12]}…"


def _show_scheme(mode: str, scheme: Scheme) -> None:
    """A swatch of each colour on the ground where it is hardest to see."""
    click.secho(f"\n{mode}", bold=True)
    for name in ("background", "surface"):
        color = getattr(scheme, name)
        click.echo(f"  {_painted(SWATCH, color, color)}  {name:10}  {color}")
    worst: dict[str, Any] = {}
    for pair in scheme.pairs():
        if pair.place not in worst or pair.ratio < worst[pair.place].ratio:
            worst[pair.place] = pair
    for pair in worst.values():
        ratio = f"{pair.ratio:5.2f} : 1, needs {pair.needed}"
        click.echo(f"  {_painted('  Aa  ', pair.color, pair.ground)}  {pair.place:10}  {pair.color}  {ratio}")


def _painted(text: str, color: str, ground: str) -> str:
    """In colour on a terminal; the text alone elsewhere."""
    if not sys.stdout.isatty():
        return text
    return click.style(text, fg=_bytes(color), bg=_bytes(ground))


def _bytes(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _document(tenant: Tenant, palette: Palette) -> dict[str, Any]:
    return {
        "branding": plain_fields(tenant.branding),
        "images": {kind.value: mark for kind, mark in tenant.images.items()},
        "palette": {"light": palette.light, "dark": palette.dark},
        "corrections": palette.corrections,
    }
