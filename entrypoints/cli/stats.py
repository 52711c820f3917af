"""auth1 stats."""

from typing import Any

import click

from domain.stats import By, Line
from entrypoints.cli.house import as_json, show, show_one, use_cases


@click.command()
@click.argument("tenant")
@click.option("--by", type=click.Choice([by.value for by in By]), default="day", show_default=True)
@click.option("--from", "since", metavar="DATE", help="A date or a moment; 30 days before the end.")
@click.option("--to", "until", metavar="DATE", help="A date, which is included, or a moment; now.")
@as_json
def stats(tenant: str, by: str, since: str | None, until: str | None, json_out: bool) -> None:
    """Count a tenant's codes, messages, delivery rates and costs, by day, country or provider."""
    with use_cases() as cases:
        tenant_id = cases.show_tenant()(tenant).id
        found = cases.count_messages()(tenant_id=tenant_id, since=since, until=until, by=By(by))
        rows = [_row(line, line.key) for line in found.lines]
        total = _row(found.total, "total")
        if json_out:
            shown = {"by": by, "data": rows, "total": total, "warning": found.is_warning, "note": found.note}
            show_one(shown, json_out=True)
            return
        show([*rows, total] if rows else [], json_out=False)
        if found.note:
            click.echo(f"{'Warning: ' if found.is_warning else ''}{found.note}")


def _row(line: Line, key: str) -> dict[str, Any]:
    spans = {"p50_seconds": line.p50_seconds, "p95_seconds": line.p95_seconds}
    return {
        "key": key,
        "requested": line.requested,
        "sent": line.sent,
        "delivered": line.delivered,
        "undelivered": line.undelivered,
        "failed": line.failed,
        "verified": line.verified,
        "delivery_rate": line.delivery_rate,
        "cost_micros": line.cost_micros,
        **{name: span and round(span, 3) for name, span in spans.items()},
    }
