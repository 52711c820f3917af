"""auth1 restore-finish."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

import click

from domain.ending import Ending
from entrypoints.cli.house import operator, use_cases

ASKS = "This signs everybody out and changes every signing key. Is nobody served, and is this database a restored one?"
LAST = (
    "Serve again. Everybody signs in anew.",
    "What was made since the backup is gone, keys of tenants too: whoever has such a key needs a new one.",
)
NO_LOG = "No log was given: keys that were revoked and users that were blocked since the backup are as it has them."


@click.command("restore-finish")
@click.option("--backup-at", type=click.DateTime(), help="When the backup was made (UTC); it is written into the log.")
@click.option(
    "--log", "logs", type=click.File(), multiple=True, help="Auth1's log since then; may be repeated; - is stdin."
)
@click.option("--keep-admin-tokens", is_flag=True, help="Where no admin token was revoked since the backup.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def restore_finish(backup_at: datetime | None, logs: tuple[TextIO, ...], keep_admin_tokens: bool, yes: bool) -> None:
    """Make a restored database fit to serve: what had ended stays ended.

    Ends live codes and sessions, gives every tenant a new signing key, revokes admin tokens, and does again
    what the log says was revoked, blocked or deleted since the backup.
    It may be broken off and called again.
    """
    since = backup_at and backup_at.replace(tzinfo=UTC)
    endings = [ending for log in logs for ending in _endings(log, since)]
    for action, many in sorted(Counter(ending.action.value for ending in endings).items()):
        click.echo(f"{many:8}  {action} in the log")
    if not yes:
        click.confirm(ASKS, abort=True, err=True)
    with use_cases() as cases:
        steps = cases.finish_restore()(
            backup_at=since, endings=endings, keep_admin_tokens=keep_admin_tokens, caller=operator()
        )
        for step in steps:
            click.echo(f"{step.count:8}  {step.what}")
    if not logs:
        click.echo(NO_LOG)
    for line in LAST:
        click.echo(line)


def _endings(log: TextIO, since: datetime | None) -> Iterator[Ending]:
    """What the lines of a log tell of, in their order; lines of others and broken ones are passed over."""
    for text in log:
        line = _object(text)
        ending = Ending.read(line)
        if ending and not (since and _moment(line) < since):
            yield ending


def _object(text: str) -> dict[str, Any]:
    # Collectors put words of their own before a line.
    try:
        found = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(line: dict[str, Any]) -> datetime:
    """When a line was written; one that does not say counts as new."""
    try:
        at = datetime.fromisoformat(str(line.get("time")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
