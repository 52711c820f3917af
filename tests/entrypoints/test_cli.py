"""The command line: what it explains, and what its exit codes say."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from entrypoints.cli.main import main
from tests.fixtures.terminal import AWAY, DONE, MISCONFIGURED, NOWHERE, USAGE, run, shown


def commands(group: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    """`--help` and `-h` say what a command does, without a configuration."""
    for option in ("--help", "-h"):
        result = CliRunner().invoke(main, [*path, option])
        said = result.stdout.partition("Options:")[0].partition("\n\n")[2].strip()

        assert DONE == result.exit_code
        assert len(said) > 15


def test_it_says_its_version() -> None:
    """`--version` names the program and its version."""
    assert CliRunner().invoke(main, ["--version"]).stdout.startswith("auth1, version ")


@pytest.mark.parametrize(
    "args",
    [
        ("tenants", "list"),
        ("tenants", "create", "acme", "--name", "Acme"),
        ("keys", "list", "acme"),
        ("admins", "list"),
        ("migrate",),
        ("serve",),
        ("worker",),
        ("check",),
    ],
    ids=" ".join,
)
def test_a_wrong_configuration_is_3(args: tuple[str, ...]) -> None:
    """Every problem is named at once, without its value, and the exit code is 3."""
    result = run(*args, DATABASE_URL="mysql://zzz", JWT_SECRET="your-256-bit-secret-here", PORT="zzz")

    assert MISCONFIGURED == result.exit_code
    assert all(name in result.output for name in ("DATABASE_URL", "REDIS_URL", "JWT_SECRET", "PORT"))
    assert not any(value in result.output for value in ("zzz", "your-256-bit-secret-here", "Traceback"))


@pytest.mark.parametrize("args", [("tenants", "list"), ("admins", "list"), ("migrate",)], ids=" ".join)
def test_a_database_that_is_away_is_4(args: tuple[str, ...]) -> None:
    """One line says so; no trace, and exit code 4."""
    result = run(*args, **NOWHERE)

    assert (AWAY, 1, "") == (result.exit_code, result.stderr.count("\n"), result.stdout)
    assert result.stderr.startswith("auth1: ")


@pytest.mark.parametrize(
    "args",
    [
        ("tenants",),
        ("tenants", "create"),
        ("tenants", "create", "acme", "--name", "Acme", "--settings", "[]"),
        ("tenants", "create", "acme", "--name", "Acme", "--settings", "{"),
        ("tenants", "list", "--limit", "0"),
        ("keys", "issue", "acme", "--kind", "master", "--name", "x"),
        ("keys", "issue", "acme", "--kind", "secret", "--name", "x", "--expires-in", "soon"),
        ("keys", "issue", "acme", "--kind", "secret", "--name", "x", "--expires-in", "99999d"),
        ("admins", "issue", "ada", "--expires-in", "-5d"),
        ("nothing",),
        ("check", "--wrong"),
    ],
    ids=" ".join,
)
def test_a_wrong_usage_is_2(args: tuple[str, ...]) -> None:
    """What cannot be a command is refused before anything is asked, with exit code 2."""
    result = run(*args, **NOWHERE)

    assert (USAGE, "") == (result.exit_code, result.stdout)


def test_migrations_go_up_and_down(blank: str) -> None:
    """`migrate` says how many migrations the database has; a second time changes nothing; `--down-to base` undoes."""
    variables = {**NOWHERE, "DATABASE_URL": blank}
    up, again = (shown(run("migrate", "--json", **variables)) for _ in range(2))
    down = shown(run("migrate", "--down-to", "base", "--json", **variables))

    assert up == again
    assert up["migrations_applied"] >= 1
    assert 0 == down["migrations_applied"]
