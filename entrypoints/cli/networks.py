"""auth1 networks import | list."""

from pathlib import Path

import click

from domain.network_list import KINDS
from entrypoints.cli.house import as_json, operator, show, show_one, use_cases


@click.group()
def networks() -> None:
    """Lists of Tor exits and hosting networks, which the risk score looks at."""


@networks.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@as_json
def import_networks(kind: str, file: Path, json_out: bool) -> None:
    """Import the list of a kind from a FILE (- is standard input), instead of the one before.

    A line is a network such as 203.0.113.0/24, an address, or an autonomous system such as AS64496; # begins a comment.
    Tor's own list of exits (ExitAddress …) is read as it comes.
    Every wrong line is named, and then nothing is imported.
    """
    try:
        with click.open_file(str(file), encoding="utf-8-sig") as opened:
            text = opened.read()
    except (OSError, UnicodeDecodeError):
        raise click.BadParameter("this must be a readable file in UTF-8", param_hint="FILE") from None
    with use_cases() as cases:
        listed = cases.import_networks()(kind=kind, text=text, caller=operator())
        row = {"kind": kind, "networks": len(listed.networks), "autonomous systems": len(listed.systems)}
        show_one(row, json_out=json_out)


@networks.command("list")
@as_json
def list_networks(json_out: bool) -> None:
    """Say how much each list holds, and since when."""
    with use_cases() as cases:
        rows = [
            {
                "kind": one.kind,
                "networks": one.networks,
                "autonomous systems": one.systems,
                "imported": one.imported_at.isoformat(timespec="seconds"),
            }
            for one in cases.count_networks()()
        ]
        show(rows, json_out=json_out)
