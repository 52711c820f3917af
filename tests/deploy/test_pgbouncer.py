"""Behind PgBouncer in transaction mode, with deploy/pgbouncer.ini."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.child import free_port
from adapters.embedded.postgres import DATABASE, SERVING, EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.database import Database
from entrypoints.settings import InvalidSettings, Settings
from tests.fixtures.debian import debian, place, running
from tests.fixtures.race import race
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.worlds import CODE, World, make_live_world

INI = Path(__file__).resolve().parents[2] / "deploy" / "pgbouncer.ini"


@pytest.fixture
def bouncer(postgres_18: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PgBouncer with four connections to Postgres; its URL."""
    folder, port = tmp_path_factory.mktemp("bouncer"), free_port()
    users = place(folder, "users", f'"{SERVING}" "{postgres_18.password}"\n')
    text = INI.read_text().replace("host=postgres port=5432", f"host=127.0.0.1 port={postgres_18.port}")
    for name, value in {"listen_port": port, "auth_file": users, "default_pool_size": 4}.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
    ini = place(folder, "pgbouncer.ini", f"{text}unix_socket_dir =\n")
    url = f"postgresql://{SERVING}:{postgres_18.password}@127.0.0.1:{port}/{DATABASE}"
    with running([debian("pgbouncer"), ini], folder, lambda: _answers(url)):
        yield url


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def pooled(bouncer: str, postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Iterator[World]:
    """The product behind it."""
    empty(postgres_18)
    world = make_live_world(bouncer, valkey_9.url, database_pooler="transaction")
    yield world
    world.container.adapters.database().engine.dispose()


def test_many_sign_ins_at_once_fail_nowhere(pooled: World, postgres_18: EmbeddedPostgres) -> None:
    """Eight threads over four connections: no statement that was prepared elsewhere, no answer of another."""
    acme = pooled.tenant(risk_shadow=True)

    def numbers(thread: int) -> list[str]:
        return [f"+1201555{1000 + thread * 10 + one:04}" for one in range(8)]

    def ask(thread: int) -> list[int]:
        return [pooled.ask(acme, number, ip=f"198.51.{thread}.7").status_code for number in numbers(thread)]

    def prove(thread: int) -> list[int]:
        codes = {number: CODE.search(pooled.phones.texts_to(number)[-1]) for number in numbers(thread)}
        said = [pooled.prove(acme, code[1], number) for number, code in codes.items() if code]
        return [one.status_code for one in said]

    asked = race(8, ask)
    pooled.deliver()
    proven = race(8, prove)

    assert [[200] * 8] * 8 == asked == proven
    assert [(64,)] == list(rows(postgres_18, "SELECT count(*) FROM sessions"))


def test_statements_are_bounded_behind_it_too(bouncer: str) -> None:
    """A pooler takes no start-up options: connect_query gives the same bounds as a direct connection has."""
    database = Database.at(bouncer, size=1, pooled=True)
    shown = [database.run(f"SHOW {name}", {})[0][0] for name in ("statement_timeout", "lock_timeout", "timezone")]
    database.engine.dispose()

    assert ["3s", "2500ms", "UTC"] == shown


def test_migrations_must_go_past_it() -> None:
    """Where DATABASE_URL leads to a pooler, DATABASE_OWNER_URL must be set."""
    values = {
        "DATABASE_URL": "postgresql://a:b@h/d", "REDIS_URL": "redis://h", "JWT_SECRET": "0123456789abcdef" * 4,
        "DATABASE_POOLER": "transaction",
    }  # fmt: skip
    with pytest.raises(InvalidSettings, match="DATABASE_OWNER_URL must lead past the pooler"):
        Settings.from_env(values)
