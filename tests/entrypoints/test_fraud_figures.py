"""GET /api/stats/fraud, auth1 fraud stats and auth1 fraud replay."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.system.clock import SystemClock
from tests.fixtures.terminal import NOWHERE, REFUSED, USAGE, run, shown
from tests.fixtures.worlds import TenantKeys, World


def attacked(world: World, tenant: TenantKeys, asks: int = 12) -> None:
    """Numbers in a row, from networks apart, never proven; the first of them is."""
    world.sign_in(tenant, "+254712300001")
    for number in range(2, asks + 2):
        world.later(seconds=10)
        world.ask(tenant, f"+2547123{number:05}", ip=f"203.0.{number}.7")
    world.later(seconds=1)


def test_figures_over_http(any_world: World) -> None:
    """Asks, money and rules of the tenant's own; the note says that twelve asks say little."""
    acme, bolt = any_world.tenant(), any_world.tenant("bolt")
    attacked(any_world, acme)
    found, other = (any_world.call("GET", "/api/stats/fraud", key=tenant.secret).get_json() for tenant in (acme, bolt))
    rules = {line["rule"]: line["asks"] for line in found["by_rule"]}

    assert (13, 0) == (found["asked"], other["asked"])
    assert found["asked"] == found["allowed"] + found["challenged"] + found["blocked"]
    refused = found["challenged"] + found["blocked"]
    assert refused == rules["sequence"] > 3
    assert found["prevented_micros"] == 50_000 * refused
    assert ([0.02, 0.05], None, True) == (found["normal_band"], found["is_normal"], "Fewer than 100" in found["note"])


@pytest.mark.parametrize(("query", "field"), [("from=tomorrow", "from"), ("to=2026-13-01", "to")])
def test_a_wrong_period_is_named(memory_world: World, query: str, field: str) -> None:
    """As for the other figures."""
    answer = memory_world.call("GET", f"/api/stats/fraud?{query}", key=memory_world.tenant().secret)

    assert (422, [field]) == (answer.status_code, [error["field"] for error in answer.get_json()["errors"]])


@pytest.fixture
def acme(world: World) -> TenantKeys:
    """A tenant that was attacked a few minutes ago, by the machine's clock."""
    world.clock.turn(SystemClock().now() - world.clock.now())
    world.later(minutes=-10)
    acme = world.tenant()
    attacked(world, acme)
    return acme


def terminal(postgres: EmbeddedPostgres, *args: str) -> Any:
    """A command on this installation."""
    return run(*args, **{**NOWHERE, "DATABASE_URL": postgres.serving_url})


def test_figures_in_a_terminal(acme: TenantKeys, postgres_18: EmbeddedPostgres) -> None:
    """The same, as a table and as JSON."""
    found = shown(terminal(postgres_18, "fraud", "stats", "acme", "--json"))
    table = terminal(postgres_18, "fraud", "stats", "acme")

    assert (13, "sequence") == (found["asked"], found["by_rule"][0]["rule"])
    assert (0, True) == (table.exit_code, "2% to 5%" in table.stdout)


def test_a_policy_is_replayed(acme: TenantKeys, postgres_18: EmbeddedPostgres, tmp_path: Path) -> None:
    """A stricter one refuses more and saves more, a milder one less; nothing is changed by it."""
    strict, mild = tmp_path / "strict.yaml", tmp_path / "mild.json"
    strict.write_text("risk_challenge_at: 20\n")
    mild.write_text(json.dumps({"risk_signals": {"sequence": {"mode": "off"}, "prefix": {"mode": "off"}}}))
    same, stricter, milder = (
        shown(terminal(postgres_18, "fraud", "replay", "acme", *policy, "--json"))
        for policy in ((), ("--policy", str(strict)), ("--policy", str(mild)))
    )

    assert same["recorded"] == same["policy"]
    assert (13, 0, 0) == (same["asks"], same["newly_refused"], same["newly_allowed"])
    assert stricter["newly_refused"] > 0 < stricter["saved_micros"]
    assert milder["newly_allowed"] > 0 == milder["newly_refused"]
    assert same == shown(terminal(postgres_18, "fraud", "replay", "acme", "--json"))


def test_a_replay_is_a_table_and_a_picture(acme: TenantKeys, postgres_18: EmbeddedPostgres) -> None:
    """People see what happened beside what would have, by signal and by hour."""
    found = terminal(postgres_18, "fraud", "replay", "acme")

    assert 0 == found.exit_code
    assert all(word in found.stdout for word in ("asked to work", "sequence", "mistakes", "▒", "saved"))


def test_a_wrong_policy_is_named(acme: TenantKeys, postgres_18: EmbeddedPostgres, tmp_path: Path) -> None:
    """What is no part of one, what is out of bounds, and what cannot be read."""
    file = tmp_path / "policy.yaml"
    said = []
    for text in ("risk_block: 1\n", "risk_block_at: 500\n", "- a list\n", "risk_block_at: [\n"):
        file.write_text(text)
        said.append(terminal(postgres_18, "fraud", "replay", "acme", "--policy", str(file)))

    assert [REFUSED] * 4 == [one.exit_code for one in said]
    assert ["risk_block:", "risk_block_at", "names with values", "line "] == [
        word for word, one in zip(("risk_block:", "risk_block_at", "names with values", "line "), said, strict=True)
        if word in one.stderr
    ]  # fmt: skip
    missing = terminal(postgres_18, "fraud", "replay", "acme", "--policy", str(tmp_path / "none"))
    assert USAGE == missing.exit_code


def test_a_quiet_period_is_said(acme: TenantKeys, postgres_18: EmbeddedPostgres) -> None:
    """Where nothing was recorded there is no picture."""
    found = terminal(postgres_18, "fraud", "replay", "acme", "--from", "2026-01-01", "--to", "2026-01-02")

    assert (0, True) == (found.exit_code, "No decision was recorded" in found.stdout)
