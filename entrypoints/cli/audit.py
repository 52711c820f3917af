"""auth1 audit search | verify | export | anchor."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

import click

from application.audit.keep_months import document_of
from application.audit.verify_chain import Progress, Verified
from application.ports.audit import Wanted
from domain.audit import INSTALLATION, AuditEvent, outcome_of
from entrypoints.cli.house import REFUSED, as_json, show, use_cases

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
FIELDS: Final = ("id", "at", "actor", "action", "outcome", "subject", "ip", "user_agent", "network", "request_id",
                 "client_request_id", "details")  # fmt: skip
EVERY: Final = 1000
TENANT_HELP: Final = "A tenant's id or slug; `installation` for what belongs to none."


@click.group()
def audit() -> None:
    """Search, export and verify the audit log."""


def _filters(command: Any) -> Any:
    for option in reversed(
        (
            click.option("--actor", help="Such as key:key_…, admin:…, cli:…, user:usr_…."),
            click.option("--action", help="Such as otp.failed, or a family: otp.*."),
            click.option("--subject", help="The id of whom or what it was done to."),
            click.option("--from", "since", type=click.DateTime(), help="Rows from then on (UTC)."),
            click.option("--to", "until", type=click.DateTime(), help="Rows before then (UTC)."),
        )
    ):
        command = option(command)
    return command


def _wanted(
    actor: str | None, action: str | None, subject: str | None, since: datetime | None, until: datetime | None
) -> Wanted:
    return Wanted(actor, action, subject, None, _utc(since), _utc(until))


def _utc(at: datetime | None) -> datetime | None:
    return at and at.replace(tzinfo=UTC)


def _tenant_id(cases: Any, tenant: str) -> str:
    return INSTALLATION if tenant == INSTALLATION else str(cases.show_tenant()(tenant).id)


@audit.command("search")
@click.argument("tenant")
@_filters
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@as_json
def search(tenant: str, limit: int, json_out: bool, **filters: Any) -> None:
    """Show rows that fit, newest first."""
    with use_cases() as cases:
        found = cases.search_audit()(
            tenant_id=_tenant_id(cases, tenant), wanted=_wanted(**filters), before="", most=limit
        )
        if found.source != "primary":
            click.echo(f"From the replica, {found.lag_seconds:.1f} s behind.", err=True)
        show([shown(row) if json_out else _line(row) for row in found.rows], json_out=json_out)


def shown(row: AuditEvent) -> dict[str, Any]:
    """A row as exports have it."""
    more = {"ip": row.ip, "user_agent": row.user_agent, "outcome": outcome_of(row.action).value}
    document = document_of(row) | more | {"network": row.network_digest}
    return {name: document[name] for name in FIELDS}


def _line(row: AuditEvent) -> dict[str, Any]:
    at = row.at.isoformat(timespec="seconds")
    details = json.dumps(dict(row.details)) if row.details else ""
    return {"at": at, "actor": row.actor, "action": row.action.value, "subject": row.subject, "ip": row.ip,
            "details": details}  # fmt: skip


@audit.command("export")
@click.argument("tenant")
@_filters
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; without it: standard output.")
def export(tenant: str, form: str, out: Path | None, **filters: Any) -> None:
    """Write all rows that fit, newest first, as JSON Lines or CSV.

    CSV cells that a spreadsheet would take for a formula begin with an apostrophe.
    """
    with use_cases() as cases:
        rows = cases.export_audit()(tenant_id=_tenant_id(cases, tenant), wanted=_wanted(**filters))
        with out.open("w", newline="") if out else _stdout() as file:
            total = _write(rows, form, file)
        click.echo(f"{total} rows.", err=True)


def _write(rows: Iterator[AuditEvent], form: str, file: TextIO) -> int:
    """Write rows one by one; tells now and then how many there are, where somebody looks."""
    table = csv.DictWriter(file, FIELDS) if form == "csv" else None
    if table:
        table.writeheader()
    total = 0
    for total, row in enumerate(rows, 1):
        document = shown(row)
        if table:
            table.writerow(safe_cells(document))
        else:
            file.write(json.dumps(document) + "\n")
        if total % EVERY == 0 and sys.stderr.isatty():
            click.echo(f"\r{total} rows", err=True, nl=False)
    return total


def safe_cells(document: Mapping[str, Any]) -> dict[str, Any]:
    """Cells that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    cells = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in document.items()}
    return {
        name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
        for name, value in cells.items()
    }


def _stdout() -> Any:
    return nullcontext(sys.stdout)


@audit.command("verify")
@click.argument("tenant", required=False)
@click.option(
    "--anchors", type=click.Path(exists=True, path_type=Path), help="A file or folder of heads that were put outside."
)
def verify(tenant: str | None, anchors: Path | None) -> None:
    """Walk the chain of a tenant, or of all, and name the first row that was changed, removed, added or reordered."""
    with use_cases() as cases:
        documents = _documents(anchors)
        chains = [_tenant_id(cases, tenant)] if tenant else list(cases.verify_chain().chain.tenants())
        sound = [_verify_one(cases, one, documents) for one in chains]
    if not all(sound):
        sys.exit(REFUSED)


def _verify_one(cases: Any, tenant_id: str, documents: list[Any]) -> bool:
    result: Verified | None = None
    for step in cases.verify_chain()(tenant_id, anchors=documents):
        if isinstance(step, Progress) and sys.stderr.isatty():
            click.echo(f"\r{tenant_id}: {step.done} of {step.total}", err=True, nl=False)
        if isinstance(step, Verified):
            result = step
    assert result is not None
    if result.finding is None:
        retired = f", {result.retired} of them retired" if result.retired else ""
        click.echo(f"{tenant_id}: sound, {result.links} rows{retired}.")
        return True
    finding = result.finding
    row = f", row {finding.audit_id}" if finding.audit_id else ""
    click.echo(f"{tenant_id}: {finding.what.value.upper()} at place {finding.seq}{row}.")
    return False


def _documents(anchors: Path | None) -> list[Any]:
    """Each file is one document, or one a line."""
    if anchors is None:
        return []
    files = sorted(anchors.glob("*.json*")) if anchors.is_dir() else [anchors]
    try:
        return [json.loads(line) for file in files for line in file.read_text().splitlines() if line.strip()]
    except ValueError:
        raise click.UsageError("The anchors are not JSON.") from None


@audit.command("chain")
def chain() -> None:
    """Link the newest rows into their chains now, and put heads outside if it is time; the worker does so by itself."""
    with use_cases() as cases:
        click.echo(f"{cases.chain_rows()()} rows linked, {cases.anchor_heads()()} heads put outside.")
