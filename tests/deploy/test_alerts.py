"""deploy/prometheus and docs/alerts.md: rules that promtool proves, and a runbook whose commands and SQL are real."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
import yaml

from adapters.embedded.postgres import EmbeddedPostgres
from entrypoints.cli.main import main
from tests.deploy.exposed import exposed, grouped_in, named_in
from tests.fixtures.debian import debian

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "prometheus"
RULES = [FOLDER / "rules.yml", FOLDER / "caps.yml"]
UNIT_TESTS = sorted(path for path in (FOLDER / "tests").glob("*.yml") if "tests" in yaml.safe_load(path.read_text()))
RUNBOOK = (ROOT / "docs" / "alerts.md").read_text()
ANNOTATIONS = {"summary", "description", "runbook_url"}


def rules() -> list[dict[str, Any]]:
    """Every rule of every group."""
    return [rule for path in RULES for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    """The rules that are alerts."""
    return [rule for rule in rules() if "alert" in rule]


def checks() -> list[tuple[str, dict[str, int]]]:
    """What the unit tests expect: the alert's name, and how many fire by severity."""
    found = []
    for path in UNIT_TESTS:
        for test in yaml.safe_load(path.read_text())["tests"]:
            for check in test["promql_expr_test"]:
                name = re.search(r'alertname="(\w+)"', check["expr"])
                wanted = {re.findall(r'"(\w+)"', one["labels"])[0]: one["value"] for one in check["exp_samples"]}
                found.append((name[1] if name else "", wanted))
    return found


def blocks(kind: str) -> list[str]:
    """What the runbook sets as code of a kind."""
    return re.findall(rf"```{kind}\n(.*?)```", RUNBOOK, re.S)


def promtool(*arguments: str | Path) -> tuple[int, str]:
    """How promtool ends, and what it says."""
    command = [debian("promtool"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER / "tests", check=False)
    return done.returncode, done.stdout + done.stderr


def test_prometheus_takes_the_rules() -> None:
    """promtool finds no fault with the rules, nor with the example of a configuration that loads them."""
    assert (0, 0) == (promtool("check", "rules", *RULES)[0], promtool("check", "config", FOLDER / "prometheus.yml")[0])


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.stem)
def test_alerts_fire_and_stay_silent(path: Path) -> None:
    """promtool turns the time, and every alert fires and stays silent as the file says."""
    code, said = promtool("test", "rules", path)

    assert (0, "SUCCESS") == (code, said.split()[-1]), said


def test_every_alert_is_seen_to_fire_and_to_stay_silent() -> None:
    """The unit tests have each alert at each of its severities, and at a moment when it is silent."""
    wanted = {(rule["alert"], rule["labels"]["severity"]) for rule in alerts()}
    fired = {(name, severity) for name, fires in checks() for severity in fires}
    silent = {name for name, fires in checks() if not fires}

    assert wanted == fired
    assert {name for name, _ in wanted} <= silent


def test_rules_name_what_is_exposed() -> None:
    """Each metric and label that a rule names is one of the product's, or recorded by a rule, or Prometheus's `up`."""
    known = exposed() | {"up": {"job", "instance"}}
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    named = [found for rule in rules() for found in named_in(str(rule["expr"]))]
    unknown = [name for name, _ in named if name not in known and name not in recorded]
    strange = [(name, label) for name, labels in named if name in known for label in labels - known[name]]

    assert [] == unknown
    assert [] == strange
    assert set() == {label for rule in rules() for label in grouped_in(str(rule["expr"]))} - set().union(
        *known.values()
    )


def test_quiet_installations_show_every_metric_of_the_rules() -> None:
    """The tests of idle and busy installations leave no metric of an alert out: silence is shown, not assumed."""
    named = {name for rule in rules() for name, _ in named_in(str(rule["expr"])) if ":" not in name}
    shown = [
        {name for name, _ in named_in((FOLDER / "tests" / f"{kind}.yml").read_text())} for kind in ("idle", "busy")
    ]

    assert [set(), set()] == [named - names for names in shown]


def test_every_alert_says_how_bad_it_is_and_where_to_read_on() -> None:
    """A severity, a summary, what to do first, and the address of its section."""
    wrong = [
        rule["alert"]
        for rule in alerts()
        if rule["labels"]["severity"] not in ("page", "ticket")
        or set(rule["annotations"]) != ANNOTATIONS
        or not re.search(r"\bFirst \w+|\bfirst \w+", rule["annotations"]["description"])
        or rule["annotations"]["runbook_url"] != f"docs/alerts.md#{rule['alert'].lower()}"
    ]

    assert [] == wrong


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    """The runbook is whole, in the order of the rules, and each section has its four parts."""
    sections = re.findall(r"^## (Auth1\w+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.S | re.M)
    parts = ("**Means.**", "**People notice.**", "**Do.**", "**Do not.**")

    assert list(dict.fromkeys(rule["alert"] for rule in alerts())) == [name for name, _ in sections]
    assert [] == [name for name, text in sections if any(part not in text for part in parts)]


def test_every_command_of_the_runbook_can_be_given() -> None:
    """Each `auth1` line names a command, and nothing but options and arguments that it takes."""
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("auth1 ")]
    for line in lines:
        command, words = _resolved(shlex.split(line)[1:])
        with click.Context(command) as context:
            command.parse_args(context, words)

    assert len(lines) > 20


def _resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    command: click.Command = main
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words[0]) or main
        words = words[1:]
    return command, words


def test_the_sql_of_the_runbook_runs(postgres_18: EmbeddedPostgres) -> None:
    """The role that serves may run each statement, on the schema of today, and each shows something."""
    statements = [one for block in blocks("sql") for one in block.split(";") if one.strip()]
    with psycopg.connect(postgres_18.serving_url, autocommit=True) as connection:
        shown = [connection.execute(one.encode()).description for one in statements]

    assert len(statements) > 6
    assert all(shown)
