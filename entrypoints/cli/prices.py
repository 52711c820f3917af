"""auth1 prices import | list."""

from pathlib import Path

import click

from entrypoints.cli.house import as_json, operator, show, show_one, use_cases


@click.group()
def prices() -> None:
    """What messages cost, by provider, channel and country."""


@prices.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@as_json
def import_prices(file: Path, dry_run: bool, json_out: bool) -> None:
    """Import prices from a CSV file with the header provider,channel,country,micros.

    The country has two capital letters, or is * for everywhere; the price is in millionths of the currency unit.
    Every wrong line is named, and then nothing is imported; prices that the file does not name stay.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise click.BadParameter("this must be a readable file in UTF-8", param_hint="FILE") from None
    with use_cases() as cases:
        counts = cases.import_prices()(text=text, dry_run=dry_run, caller=operator())
        row = {"new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged}
        show_one({**row, "imported": "no, a dry run" if dry_run else "yes"}, json_out=json_out)


@prices.command("list")
@as_json
def list_prices(json_out: bool) -> None:
    """List every price that is known."""
    with use_cases() as cases:
        rows = [
            {"provider": one.provider, "channel": one.channel, "country": one.country, "micros": one.micros}
            for one in cases.list_prices()()
        ]
        show(rows, json_out=json_out)
