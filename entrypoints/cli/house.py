"""What commands share: the container, the caller, tables for people and JSON for programs."""

import getpass
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import click
import msgspec

from domain.caller import Caller
from domain.refusal import Refusal, Unavailable
from entrypoints.encoding import encode
from entrypoints.settings import InvalidSettings, Settings

REFUSED: Final = 1
MISCONFIGURED: Final = 3
AWAY: Final = 4
WIDE: Final = 400
UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}

as_json = click.option("--json", "json_out", is_flag=True, help="Print JSON for programs.")


def settings_or_exit() -> Settings:
    """The configuration; where it is wrong, every problem on a line of its own and exit code 3."""
    try:
        return Settings.from_env(os.environ)
    except InvalidSettings as error:
        for problem in error.problems:
            click.echo(f"auth1: {problem}", err=True)
        sys.exit(MISCONFIGURED)


@contextmanager
def use_cases() -> Iterator[Any]:
    """The use cases on the live adapters; a refusal is one line and exit code 1, a dependency that is away 4."""
    from entrypoints.container import live_container

    container = live_container(settings_or_exit(), pool_size=1)
    try:
        yield container.use_cases
    except Unavailable as refusal:
        fail(refusal.detail, AWAY)
    except Refusal as refusal:
        for error in refusal.members.get("errors", []):
            click.echo(f"auth1: {error['field']}: {error['message']}", err=True)
        fail(refusal.detail, REFUSED)
    finally:
        container.adapters.database().engine.dispose()


def fail(message: str, code: int) -> None:
    """Say why, and leave."""
    click.echo(f"auth1: {message}", err=True)
    sys.exit(code)


def operator() -> Caller:
    """Who sits at this terminal, for the audit log."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return Caller(actor=f"cli:{user}", request_id=f"cli_{secrets.token_hex(8)}")


def show(rows: Sequence[Mapping[str, Any]], *, json_out: bool, title: str | None = None) -> None:
    """A table for people, or a JSON list."""
    if json_out:
        click.echo(msgspec.json.format(encode(rows), indent=2))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=None, pad_edge=False, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    width = None if sys.stdout.isatty() else WIDE
    Console(width=width).print(table if rows else "Nothing here yet.")


def show_one(row: Mapping[str, Any], *, json_out: bool) -> None:
    """One thing, a line a field, or a JSON object."""
    if json_out:
        click.echo(msgspec.json.format(encode(row), indent=2))
        return
    width = max(len(name) for name in row)
    for name, value in row.items():
        click.echo(f"{name.replace('_', ' '):{width}}  {'' if value is None else value}")


class Duration(click.ParamType[timedelta]):
    """A span such as 30s, 15m, 12h or 90d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The span, at most ten years."""
        if isinstance(value, timedelta):
            return value
        number, unit = value[:-1], value[-1:]
        fits = re.fullmatch(r"[0-9]{1,9}", number) and unit in UNITS
        if not fits or int(number) * UNITS[unit] > 3650 * 86400:
            self.fail(f"{value!r} is no span such as 30s, 15m, 12h or 90d", param, ctx)
        return timedelta(seconds=int(number) * UNITS[unit])
