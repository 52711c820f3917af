"""A rolling deploy and a roll-back: the code of before and after a migration serve side by side on its schema (C23)."""

import itertools
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.child import free_port
from adapters.embedded.postgres import DATABASE, EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.migrate import migrate
from adapters.postgres.schema import known_revisions
from tests.fixtures.instance import CODE, ROOT, Instance, auth1, environment, eventually, serving, serving_from
from tests.fixtures.twilio import FakeTwilio

# Before it there was no release and no promise: 0003 dropped a column.
FIRST_WITH_PROMISE = "0005"
# Apart, so that no score of any version takes them for a row.
NUMBERS = (f"+1201555{number * 1237 % 10_000:04}" for number in itertools.count(1))


def git(*arguments: str) -> str:
    """What git says of this checkout; a copy without its history skips the test."""
    said = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False)
    if said.returncode:
        pytest.skip("no history of git here")
    return said.stdout.strip()


def came_with(revision: str) -> str:
    """The commit that brought a migration."""
    [file] = (ROOT / "migrations" / "versions").glob(f"{revision}_*.py")
    found = git("log", "--diff-filter=A", "--format=%H", "--", str(file.relative_to(ROOT))).splitlines()
    if not found:
        pytest.skip("this checkout's history does not reach back so far")
    return found[-1]


def tree_of(commit: str, folder: Path) -> Path:
    """The code of a commit, in a folder of its own."""
    packed = subprocess.run(["git", "-C", ROOT, "archive", commit], capture_output=True, check=False)
    if packed.returncode:
        pytest.skip("this checkout's history does not reach back so far")
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    return folder


@pytest.fixture
def values(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio) -> Iterator[dict[str, str]]:
    """Variables that name an empty database of its own."""
    name = f"versions_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_18.owner_url, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        yield {
            "DATABASE_URL": postgres_18.serving_url.replace(f"/{DATABASE}", f"/{name}"),
            "DATABASE_OWNER_URL": postgres_18.owner_url.replace(f"/{DATABASE}", f"/{name}"),
            "REDIS_URL": valkey_9.url, "MIGRATE_ON_START": "false", "APP_URL": "https://auth.test",
            **twilio.environment(),
        }  # fmt: skip
        line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def sign_in(twilio: FakeTwilio, key: str, first: Instance, second: Instance) -> None:
    """Asked for at one, mistyped and proven at the other, refreshed at the first, left at the second."""
    phone = next(NUMBERS)
    assert 200 == first.call("POST", "/api/auth/request", {"phone": phone}, key=key).status
    code = CODE.search(eventually(lambda: twilio.texts_to(phone))[0])
    assert code is not None
    wrong = {"phone": phone, "code": f"{(int(code[1]) + 1) % 10**6:06}"}
    assert 401 == second.call("POST", "/api/auth/verify", wrong, key=key).status
    proven = second.call("POST", "/api/auth/verify", {"phone": phone, "code": code[1]}, key=key)
    assert 200 == proven.status, proven.body
    refreshed = first.call("POST", "/api/auth/refresh", {"refresh_token": proven.json["refresh_token"]}, key=key)
    assert 200 == refreshed.status, refreshed.body
    assert 204 == second.call("POST", "/api/auth/logout", {}, bearer=refreshed.json["token"]).status
    assert 401 == first.call("GET", "/api/auth/me", bearer=refreshed.json["token"]).status


def complaints(instances: Sequence[Instance]) -> list[str]:
    """Errors in their logs."""
    return [str(line) for instance in instances for line in instance.lines() if line["level"] == "error"]


@pytest.mark.fault("C23")
@pytest.mark.parametrize(
    "revision",
    [
        pytest.param(one, marks=[] if one == known_revisions()[-1] else [pytest.mark.long])
        for one in known_revisions()
        if one >= FIRST_WITH_PROMISE
    ],
)
def test_old_and_new_code_share_a_schema(
    revision: str, values: dict[str, str], twilio: FakeTwilio, tmp_path: Path
) -> None:
    """C23: the code before a migration and the one that brought it serve at once, workers too, within single sign-ins."""
    commit = came_with(revision)
    is_newest = revision == known_revisions()[-1]
    new = ROOT if is_newest else tree_of(commit, tmp_path / "new")
    old = tree_of(f"{commit}^", tmp_path / "old")
    migrated = subprocess.run(
        [sys.executable, "-m", "entrypoints", "migrate"], env=environment(**{**values, "PYTHONPATH": str(new)}), cwd=new,
        capture_output=True, check=False,
    )  # fmt: skip
    assert 0 == migrated.returncode, migrated.stderr
    with (
        serving_from(old, tmp_path / "old.log", **values) as before,
        serving_from(new, tmp_path / "new.log", **values) as after,
    ):
        key = before.tenant("acme")["api_key"]
        for pair in ((before, after), (after, before)) * 2:
            sign_in(twilio, key, *pair)
        assert [] == complaints([before, after])


def test_new_code_waits_for_its_schema(values: dict[str, str], tmp_path: Path) -> None:
    """C23: new code on the schema before it takes no traffic and says why; once migrated, it serves by itself."""
    migrate(values["DATABASE_OWNER_URL"], serving_url=values["DATABASE_URL"])
    migrate(values["DATABASE_OWNER_URL"], to=known_revisions()[-2])
    log, port = tmp_path / "log", free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "entrypoints", "serve", "--no-worker"], env=environment(**values, PORT=str(port)),
            stdout=output, stderr=output, cwd=ROOT,
        )  # fmt: skip
    instance = Instance(process, port, log)
    try:
        eventually(lambda: "The schema is older than this version: run auth1 migrate." in log.read_text())
        migrate(values["DATABASE_OWNER_URL"], serving_url=values["DATABASE_URL"])
        eventually(lambda: "Auth1 server running" in log.read_text())
    finally:
        instance.stop(signal.SIGTERM)

    assert "Waiting for postgresql://127.0.0.1" in log.read_text()


def test_a_roll_back_needs_no_migration(values: dict[str, str], tmp_path: Path) -> None:
    """C23: on a schema of a later version this one starts, also where it migrates at its start, and leaves it alone."""
    migrate(values["DATABASE_OWNER_URL"], serving_url=values["DATABASE_URL"])
    with psycopg.connect(values["DATABASE_OWNER_URL"], autocommit=True) as line:
        line.execute("UPDATE alembic_version SET version_num = '9999'")
        with serving(tmp_path / "log", "--no-worker", **{**values, "MIGRATE_ON_START": "true"}) as instance:
            instance.tenant("acme")
        kept = line.execute("SELECT version_num FROM alembic_version").fetchone()

    assert ("9999",) == kept
    assert "The schema is a later version's" in (tmp_path / "log").read_text()
    assert 0 == auth1("migrate", **values).returncode
