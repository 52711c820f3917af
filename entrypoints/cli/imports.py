"""auth1 import | export."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from adapters.imports.formats import FORMATS
from application.imports.import_users import Report
from domain.refusal import FieldError, InvalidRequest
from entrypoints.cli.house import operator, show, use_cases

T = TypeVar("T")
OURS = "auth1"


@click.command("import")
@click.argument("tenant")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from", "source", type=click.Choice([*FORMATS, OURS]), required=True, help="Which system wrote the file."
)
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without it the file is read and nothing is kept.")
def import_users(tenant: str, file: Path, source: str, is_meant: bool) -> None:
    """Bring users of another system in, or a whole tenant (--from auth1); first without --apply, to see what is odd.

    The same file may be imported again: nobody is added twice, and what was stopped goes on.
    Passwords are left out, since nobody types one here: people sign in by a code.
    """
    if source == OURS:
        return _load(tenant, file, is_meant)
    with use_cases() as cases:
        known, run = cases.show_tenant()(tenant), cases.import_users()
        total = sum(1 for _ in FORMATS[source](file))
        report = Report()
        with click.progressbar(length=max(total, 1), label="Importing" if is_meant else "Reading") as bar:
            done = 0
            for report in run(known, FORMATS[source](file), source=source, caller=operator(), dry=not is_meant):
                bar.update(report.read - done)
                done = report.read
        return _show(report, is_meant)


def _show(report: Report, is_meant: bool) -> None:
    rows = [{"what": "read", "records": report.read, "first lines": ""}]
    for what, count in sorted(report.counts.items()):
        lines = ", ".join(str(line) for line in report.odd.get(what, []))
        rows.append({"what": what, "records": count, "first lines": lines})
    show(rows, json_out=False)
    if not is_meant:
        click.echo("Nothing was kept. Say --apply to do it.")


@click.command("export")
@click.argument("tenant")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-secrets", is_flag=True, help="The secrets of webhooks, too: guard the file.")
def export(tenant: str, file: Path, with_secrets: bool) -> None:
    """Write a whole tenant, users and all, to a file for another installation."""
    with use_cases() as cases:
        known = cases.show_tenant()(tenant)
        file.touch(mode=0o600)
        total = 0
        with file.open("w") as out:
            for line in _told(cases.export_tenant()(known, secrets=with_secrets)):
                out.write(json.dumps(line, separators=(",", ":"), sort_keys=True) + "\n")
                total += 1
        click.echo(f"{total} lines in {file}.")


def _load(slug: str, file: Path, is_meant: bool) -> None:
    """Bring in a tenant that `auth1 export` wrote, with all its ids."""
    with use_cases() as cases:
        first: Any = next(_lines(file), None)
        named = first.get("tenant", {}).get("slug") if isinstance(first, dict) else None
        if named != slug:
            raise InvalidRequest([FieldError("file", f"This must be what `auth1 export {slug}` wrote.")])
        with file.open("rb") as lines:
            total = max(sum(1 for _ in lines) - 1, 1)
        if not is_meant:
            click.echo(f"{total} lines of {slug}. Nothing was kept. Say --apply to do it.")
            return
        with click.progressbar(length=total, label="Loading") as bar:
            done = 0
            for now_done in cases.import_tenant()(_lines(file), caller=operator()):
                bar.update(now_done - done)
                done = now_done
        click.echo(f"{done} lines are in.")


def _lines(file: Path) -> Iterator[Any]:
    with file.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield json.loads(line)
            except ValueError:
                raise InvalidRequest([FieldError("file", f"Line {number} is no JSON.")]) from None


def _told(lines: Iterable[T]) -> Iterator[T]:
    """Tells now and then how far it is."""
    for number, line in enumerate(lines, 1):
        if number % 10_000 == 0:
            click.echo(f"{number} lines", err=True)
        yield line
