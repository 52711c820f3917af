"""auth1 fraud stats | replay."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from domain.fraud_stats import BAND, FraudStats
from domain.replay import Replay
from entrypoints.cli.house import as_json, show, show_one, use_cases
from entrypoints.cli.replayed import as_rows, draw, told
from entrypoints.cli.tenant_file import read_document

SINCE = click.option("--from", "since", metavar="DATE", help="A date or a moment; 30 days before the end.")
UNTIL = click.option("--to", "until", metavar="DATE", help="A date, which is included, or a moment; now.")


@click.group()
def fraud() -> None:
    """What the risk score did, and what another policy would have done."""


@fraud.command("stats")
@click.argument("tenant")
@SINCE
@UNTIL
@as_json
def stats(tenant: str, since: str | None, until: str | None, json_out: bool) -> None:
    """Count what was refused, what it saved, and by which rule."""
    with use_cases() as cases:
        found = cases.count_fraud()(tenant_id=cases.show_tenant()(tenant).id, since=since, until=until)
        rules = [dataclasses.asdict(line) for line in found.by_rule]
        if json_out:
            show_one({**_figures(found), "by_rule": rules}, json_out=True)
            return
        show_one(_figures(found), json_out=False)
        show(rules, json_out=False, title="by rule; an ask counts under each that spoke")


def _figures(found: FraudStats) -> dict[str, Any]:
    return {
        "asked": found.asked,
        "allowed": found.allowed,
        "challenged": found.challenged,
        "solved": found.solved,
        "blocked": found.blocked,
        "budget": found.budget,
        "block_rate": found.block_rate,
        "normal": f"{BAND[0]:.0%} to {BAND[1]:.0%}",
        "spent_micros": found.spent_micros,
        "prevented_micros": found.prevented_micros,
        "note": found.note,
    }


@fraud.command("replay")
@click.argument("tenant")
@SINCE
@UNTIL
@click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML or JSON with risk_block_at, risk_challenge_at and risk_signals; what it leaves out is the tenant's.",
)
@as_json
def replay(tenant: str, since: str | None, until: str | None, policy: Path | None, json_out: bool) -> None:
    """Judge recorded asks by a policy: what it would have refused, which of it was proven, what it would have saved.

    Nothing is changed.
    The facts are those of the day: had other asks been refused, later facts would have been others.
    """
    with use_cases() as cases:
        changes = read_document(policy.read_bytes()) if policy else {}
        found: Replay = cases.replay_decisions()(
            tenant=cases.show_tenant()(tenant), since=since, until=until, changes=changes, on_page=_progress(json_out)
        )
        if json_out:
            show_one(told(found), json_out=True)
            return
        show(as_rows(found), json_out=False, title="recorded, and under the policy")
        by_signal = [{"signal": name, **counts} for name, counts in found.by_signal]
        show(by_signal, json_out=False, title="by signal; an ask counts under each that spoke")
        click.echo(draw(found.hours))


def _progress(json_out: bool) -> Any:
    """How far it is, on stderr, for periods of more than a page."""

    def say(judged: int) -> None:
        if not json_out and judged % 20_000 == 0:
            click.echo(f"{judged:,} asks judged", err=True)

    return say
