"""The command line: why a code did not arrive, how messages do, and what they cost."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from adapters.embedded.postgres import EmbeddedPostgres
from domain.message import Outcome, Status
from entrypoints.cli.messages import news
from tests.entrypoints.test_otp_requests import arrives, explain
from tests.fixtures.rows import rows
from tests.fixtures.terminal import DONE, NOWHERE, REFUSED, USAGE, run, shown
from tests.fixtures.worlds import ADA, TenantKeys, World


@dataclass(slots=True)
class Terminal:
    """The command line beside a running product, both on the machine's time."""

    world: World
    url: str
    acme: TenantKeys
    seen: dict[str, str] = field(default_factory=dict)

    def run(self, *args: str) -> Result:
        """A command with the variables of this installation and no others of ours."""
        return run(*args, **{**NOWHERE, "DATABASE_URL": self.url})

    def shown(self, *args: str) -> Any:
        """What a program reads, after the command succeeded."""
        return shown(self.run(*args, "--json"))

    def ask(self) -> str:
        """Ask for a code; its id."""
        id: str = self.world.ask(self.acme).get_json()["request_id"]
        return id


@pytest.fixture
def terminal(world: World, postgres_18: EmbeddedPostgres) -> Terminal:
    """A tenant, and the command line."""
    from adapters.system.clock import SystemClock

    world.clock.turn(SystemClock().now() - world.clock.now())
    return Terminal(world, postgres_18.serving_url, world.tenant())


def test_a_code_is_found_and_its_story_told(terminal: Terminal) -> None:
    """By the address the code is found, by its id or its message's the story is told, with times after the ask."""
    id = terminal.ask()
    terminal.world.later(seconds=1)
    terminal.world.deliver()
    (line,) = terminal.shown("messages", "find", "acme", "+1 201 555-0123")
    story = terminal.shown("messages", "show", "acme", id)
    message_id = story["messages"].partition(" ")[0]

    assert (id, "pending", "+12*******23", "sent", "memory") == tuple(
        line[name] for name in ("id", "status", "address", "last_message", "provider")
    )
    assert ["requested", "queued", "handed_over", "answered"] == [step["what"] for step in story["timeline"]]
    assert ["+0.000 s", "+0.000 s", "+1.000 s", "+1.000 s"] == [step["after"] for step in story["timeline"]]
    assert story == terminal.shown("messages", "show", "acme", message_id)
    printed = terminal.run("messages", "show", "acme", id).stdout
    assert "memory took the message in 0 ms (memory-1)." in printed
    assert ADA not in printed


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("messages", "show", "acme", "otp_1"), "no request"),
        (("messages", "show", "nobody", "otp_1"), "no such tenant"),
        (("messages", "find", "acme", "12"), "phone"),
        (("messages", "find", "acme", "ada@"), "email"),
        (("messages", "retry", "acme", "msg_1"), "no message"),
        (("messages", "tail", "nobody", "--once"), "no such tenant"),
        (("stats", "acme", "--from", "2020-01-01"), "366"),
        (("stats", "nobody"), "no such tenant"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_1(terminal: Terminal, args: tuple[str, ...], said: str) -> None:
    """It is said in words, with exit code 1 and nothing on stdout."""
    result = terminal.run(*args)

    assert (REFUSED, "") == (result.exit_code, result.stdout)
    assert said in result.stderr


def test_a_failed_message_is_sent_again(terminal: Terminal) -> None:
    """After a trouble that is over `retry` lets the worker try once more, and the story names who did it."""
    terminal.world.provider().answers = Outcome.INVALID_DESTINATION
    id = terminal.ask()
    terminal.world.deliver()
    message_id = terminal.shown("messages", "show", "acme", id)["messages"].partition(" ")[0]
    terminal.world.provider().answers = Outcome.ACCEPTED
    again = terminal.run("messages", "retry", "acme", message_id)
    twice = terminal.run("messages", "retry", "acme", message_id)
    terminal.world.later(seconds=5)
    terminal.world.deliver()
    story = terminal.shown("messages", "show", "acme", id)

    assert (DONE, f"{message_id} is queued again.\n") == (again.exit_code, again.stdout)
    assert (REFUSED, True) == (twice.exit_code, "The message is queued" in twice.stderr)
    assert f"{message_id} sent" == story["messages"]
    assert "retried" in [step["what"] for step in story["timeline"]]
    assert 1 == len(terminal.world.phones.texts_to(ADA))


def test_a_retry_is_refused_in_words(terminal: Terminal) -> None:
    """Where the code has been used since, or no provider is left, the reason is said."""
    terminal.world.provider().answers = Outcome.AUTHENTICATION_FAILED
    id = terminal.ask()
    terminal.world.deliver()
    message_id = terminal.shown("messages", "show", "acme", id)["messages"].partition(" ")[0]
    left = terminal.run("messages", "retry", "acme", message_id)
    terminal.world.tenant("bolt", name="Bolt")
    other = terminal.run("messages", "retry", "bolt", message_id)

    assert (REFUSED, True) == (left.exit_code, "No provider is left" in left.stderr)
    assert (REFUSED, "auth1: There is no message of that id.\n") == (other.exit_code, other.stderr)


def test_the_tail_prints_the_last_messages(terminal: Terminal) -> None:
    """A line a message, oldest first, for one tenant or all, masked; `--once` ends after that."""
    bolt = terminal.world.tenant("bolt", name="Bolt")
    terminal.ask()
    terminal.world.later(seconds=1)
    terminal.world.ask(bolt)
    terminal.world.deliver()
    everything = terminal.run("messages", "tail", "--once")
    mine = terminal.run("messages", "tail", "acme", "--once")

    assert (DONE, 2, 1) == (everything.exit_code, everything.stdout.count("\n"), mine.stdout.count("\n"))
    first, second = everything.stdout.splitlines()
    assert (" acme ", " bolt ") == (first[24:30], second[24:30])
    assert "+12*******23 sms US sent 1:memory=sent(memory-1)" in first
    assert ADA not in everything.stdout


def test_the_tail_prints_what_changed(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    """While it follows, a message has a new line when it changes, and none while it does not."""
    follow = terminal.world.container.use_cases.follow_messages()
    terminal.ask()
    for _ in range(2):
        news(follow(tenant_id=None, most=10), terminal.seen)
    terminal.world.deliver()
    for _ in range(2):
        news(follow(tenant_id=None, most=10), terminal.seen)

    assert ["queued", "sent"] == [line.split()[6] for line in capsys.readouterr().out.splitlines()]


def test_figures_are_a_table_with_a_note(terminal: Terminal) -> None:
    """A line for each key and a total; what is known of the delivery rate stands below."""
    id = terminal.ask()
    terminal.world.deliver()
    arrives(terminal.world, terminal.acme, explain(terminal.world, terminal.acme, id), Status.UNDELIVERED)
    low = terminal.run("stats", "acme", "--by", "provider")
    shown = terminal.shown("stats", "acme", "--by", "provider", "--to", "2099-01-01T00:00:00Z", "--from", "2098-01-01")
    table = terminal.run("stats", "acme", "--by", "country", "--to", "2099-01-01", "--from", "2098-12-31")

    assert ["memory", "total"] == [line.split()[0] for line in low.stdout.splitlines()[1:3]]
    assert "Warning: Delivery rates below 95% indicate carrier issues or invalid phone numbers." in low.stdout
    assert (0, False) == (shown["total"]["requested"], shown["warning"])
    assert "no delivery rate is known" in table.stdout


def test_prices_are_imported_and_listed(terminal: Terminal, tmp_path: Path, postgres_18: EmbeddedPostgres) -> None:
    """A dry run changes nothing; an import says what is new, and is in the audit log of the installation."""
    file = tmp_path / "prices.csv"
    file.write_text("provider,channel,country,micros\ntwilio,sms,US,7900\nsns,sms,*,6450\n")
    dry = terminal.shown("prices", "import", str(file), "--dry-run")
    nothing = terminal.shown("prices", "list")
    first = terminal.shown("prices", "import", str(file))
    file.write_text("provider,channel,country,micros\ntwilio,sms,US,8300\nsns,sms,*,6450\n")
    second = terminal.shown("prices", "import", str(file))
    audit = rows(postgres_18, "SELECT tenant_id, details FROM audit_log WHERE action = 'prices.imported' ORDER BY id")

    assert {"new": 2, "changed": 0, "unchanged": 0, "imported": "no, a dry run"} == dry
    assert [] == nothing
    assert {"new": 2, "changed": 0, "unchanged": 0, "imported": "yes"} == first
    assert {"new": 0, "changed": 1, "unchanged": 1, "imported": "yes"} == second
    assert [("sns", "*", 6450), ("twilio", "US", 8300)] == [
        (row["provider"], row["country"], row["micros"]) for row in terminal.shown("prices", "list")
    ]
    assert ["installation"] * 2 == [tenant for tenant, _ in audit]
    assert {"new": 0, "changed": 1, "unchanged": 1} in [details for _, details in audit]


def test_a_wrong_list_imports_nothing(terminal: Terminal, tmp_path: Path) -> None:
    """Every wrong line is named with its number, and the right ones are not kept either."""
    file = tmp_path / "prices.csv"
    file.write_text("provider,channel,country,micros\ntwilio,sms,US,7900\ntwilio,sms,USA,1\ntwilio,fax,US,1\n")
    result = terminal.run("prices", "import", str(file))

    assert (REFUSED, "") == (result.exit_code, result.stdout)
    assert all(f"auth1: line {number}: " in result.stderr for number in (3, 4))
    assert [] == terminal.shown("prices", "list")


def test_what_is_no_text_is_a_wrong_usage(terminal: Terminal, tmp_path: Path) -> None:
    """A file that is not there, or not UTF-8, is exit code 2."""
    file = tmp_path / "prices.csv"
    file.write_bytes(b"\xff\xfe\x00")

    assert [USAGE, USAGE] == [
        terminal.run("prices", "import", str(path)).exit_code for path in (file, tmp_path / "none.csv")
    ]
