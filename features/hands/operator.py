"""What only the command line does: tenants as files, and policies replayed; there is no door for it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.caller import Caller
from domain.refusal import Refusal
from domain.replay import Replay
from entrypoints.cli.tenant_file import read_tenants, write_tenants
from features.hands.outcome import Outcome, Tenancy

# A period ends before the moment that it names.
MOMENT = timedelta(seconds=1)
OPERATOR = Caller(actor="cli:test", request_id="cli_test")


def applied(use_cases: Any, text: str) -> Outcome:
    """What a file changed, and the names of the keys that were made."""
    try:
        wanted = read_tenants(text.encode())
        plans = use_cases.plan_tenants()(wanted)
        issued = use_cases.apply_tenants()(wanted, seen=plans, caller=OPERATOR)
    except Refusal as refusal:
        return Outcome(refusal.members, refusal.code)
    changes = sorted(f"{plan.slug} {change.path}" for plan in plans for change in plan.changes)
    return Outcome({"changes": changes, "keys": sorted(each.name for each in issued)})


def exported(use_cases: Any) -> str:
    """The file of all tenants."""
    return write_tenants(use_cases.export_tenants()())


def replay_of(use_cases: Any, tenant: Tenancy, policy: Mapping[str, Any]) -> Replay:
    """What the operator's command does."""
    known = use_cases.show_tenant()(tenant.slug)
    found: Replay = use_cases.replay_decisions()(tenant=known, since=None, until=None, changes=policy)
    return found
