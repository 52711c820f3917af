"""`make run`: everything for development, from nothing, and nothing left behind."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import CODE, ROOT, Instance, eventually, wait_until_ready
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.worlds import ADA

SEED = "+15551234567"
NAMES = (
    "AUTH1_URL",
    "ADMIN_TOKEN",
    "AUTH1_PUBLISHABLE_KEY",
    "AUTH1_SECRET_KEY",
    "AUTH1_TENANT_ID",
    "AUTH1_ISSUER",
    "DATABASE_URL",
    "REDIS_URL",
    "JWT_SECRET",
)


def bare(home: Path, **values: str) -> dict[str, str]:
    """An environment that sets nothing of ours but the home."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "AUTH1_HOME": str(home), **values}


def start(home: Path, log: Path, **values: str) -> Instance:
    """`auth1 dev` on a free port."""
    port = int(values.setdefault("PORT", str(free_port())))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "entrypoints", "dev"], env=bare(home, **values), stdout=output, stderr=output,
            cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    return Instance(process, port, log)


@contextmanager
def running(home: Path, log: Path, **values: str) -> Iterator[Instance]:
    """A development instance that is ready, and is gone at the end."""
    instance = start(home, log, **values)
    try:
        wait_until_ready(instance)
        yield instance
    finally:
        instance.stop(signal.SIGINT)


def env_of(home: Path) -> dict[str, str]:
    """The file for scripts, as a shell reads it."""
    pairs = (line.partition("=") for line in (home / "env").read_text().splitlines())
    return {name: shlex.split(value)[0] for name, _, value in pairs}


def still_there(home: Path) -> list[str]:
    """Command lines of processes that have the home in them or in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in said:
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def call(instance: Instance, path: str, body: dict[str, str], home: Path) -> tuple[int, dict[str, str]]:
    """A call of the demo tenant's app."""
    said = instance.call("POST", path, body, key=env_of(home)["AUTH1_PUBLISHABLE_KEY"])
    return said.status, said.json


def test_from_nothing_to_the_first_code_and_again(tmp_path: Path) -> None:
    """The seed's example works to the letter, a real number gets its code in the inbox.

    A second run finds its data, also from a shell that has read our env file.
    """
    home, log = tmp_path / "home", tmp_path / "log"
    with running(home, log) as instance:
        panel = log.read_text()
        asked = call(instance, "/api/auth/request", {"phone": SEED}, home)
        proven = call(instance, "/api/auth/verify", {"phone": SEED, "code": "482913"}, home)
        call(instance, "/api/auth/request", {"phone": ADA}, home)
        message = eventually(lambda: instance.call("GET", "/dev/inbox.json").json["data"])[0]
        first = env_of(home)
    with running(home, log, **first) as instance:
        again = call(instance, "/api/auth/verify", {"phone": ADA, "code": CODE.search(message["text"])[1]}, home)  # type: ignore[index]
        second = env_of(home)

    assert (200, 200, 200) == (asked[0], proven[0], again[0])
    assert ("sms", ADA) == (message["channel"], message["to"])
    assert message["text"].startswith("Your Demo verification code is: ")
    assert message["text"] in log.read_text()
    assert all(value in panel for name, value in first.items() if name in NAMES[1:4])
    assert set(NAMES) <= set(first)
    same = set(NAMES) - {"AUTH1_URL", "AUTH1_ISSUER"}
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert (0o700, 0o600) == (home.stat().st_mode & 0o777, (home / "env").stat().st_mode & 0o777)
    assert [] == eventually(lambda: [still_there(home)])[0]


def test_kill_9_leaves_no_server_behind(tmp_path: Path) -> None:
    """However the parent ends, Postgres, Valkey, web and worker end with it."""
    home = tmp_path / "home"
    instance = start(home, tmp_path / "log")
    wait_until_ready(instance)
    there = still_there(home)
    instance.process.kill()
    instance.process.wait()

    assert len(there) >= 4
    assert eventually(lambda: not still_there(home))


def test_a_port_in_use_and_a_home_in_use_are_one_line_each(tmp_path: Path) -> None:
    """What stands in the way is said in one clear line."""
    home = tmp_path / "home"
    with running(home, tmp_path / "log") as instance:
        port = start(tmp_path / "other", tmp_path / "log-port", PORT=str(instance.port))
        twin = start(home, tmp_path / "log-home")
        port.process.wait(20)
        twin.process.wait(20)

    assert (3, 3) == (port.process.returncode, twin.process.returncode)
    assert [
        f"auth1: Port {instance.port} of 127.0.0.1 cannot be used (Address already in use). Set PORT to another."
    ] == (port.log.read_text().splitlines())
    assert 1 == len(twin.log.read_text().splitlines())
    assert "AUTH1_HOME" in twin.log.read_text()


def test_what_the_environment_sets_wins(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, tmp_path: Path
) -> None:
    """Servers that are named are used and none is started; with a real provider the code is masked in the inbox."""
    home = tmp_path / "home"
    given = {
        "DATABASE_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url,
        "JWT_SECRET": "0123456789abcdef" * 4,
        **twilio.environment(),
    }
    from tests.fixtures.servers import empty

    empty(postgres_18)
    with running(home, tmp_path / "log", **given) as instance:
        call(instance, "/api/auth/request", {"phone": ADA}, home)
        text = eventually(lambda: twilio.texts_to(ADA))[0]
        shown = eventually(lambda: instance.call("GET", "/dev/inbox.json").json["data"])[0]["text"]
        code = CODE.search(text)
        there = still_there(home)
    assert code is not None

    assert not (home / "postgres").exists()
    assert not [line for line in there if "valkey" in line or "pginstall" in line]
    assert given["DATABASE_URL"] == env_of(home)["DATABASE_URL"]
    assert given["JWT_SECRET"] == env_of(home)["JWT_SECRET"]
    assert code[1] not in shown and "verification code is" in shown
    assert code[1] not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "127.0.0.1.evil.test",
        "localhost.evil.test",
        "[::2]",
        "",
        "localhost@evil",
        "evil@localhost",
        "localhost#x",
    ],
)
def test_the_inbox_is_for_this_machine(host: str, tmp_path: Path) -> None:
    """B45: no page elsewhere whose name points here can read the inbox, and no answer of it may be shared."""
    from adapters.console.channel import Inbox
    from entrypoints.dev.inbox import blueprint
    from entrypoints.web import app_of
    from tests.fixtures.worlds import make_memory_world, make_settings

    settings = make_settings()
    app = app_of(make_memory_world().container, settings, [blueprint(Inbox(tmp_path / "inbox"))])
    client = app.test_client()
    for path in ("/dev/inbox", "/dev/inbox.json"):
        refused = client.get(path, headers={"Host": host, "Origin": "https://evil.test"})
        allowed = client.get(path, headers={"Host": "localhost:3000", "Origin": "https://evil.test"})

        assert (403, 200) == (refused.status_code, allowed.status_code)
        assert "Access-Control-Allow-Origin" not in allowed.headers
        for far in (
            {"headers": {"Host": "localhost", "X-Forwarded-For": "::1"}},
            {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}},
        ):
            assert 403 == client.get(path, **far).status_code
    page = client.get("/dev/inbox", headers={"Host": "127.0.0.1"})
    nonce = re.search(r"'nonce-([\w-]+)'", page.headers["Content-Security-Policy"])
    assert nonce is not None and f'nonce="{nonce[1]}"' in page.text
