"""C25, the part of webhooks and audit: a dump is restored into another cluster, whose transactions have other numbers."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.binaries import postgres_bin
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from application.audit.verify_chain import Verified
from tests.fixtures.receiver import Receiver
from tests.fixtures.rows import rows
from tests.fixtures.servers import FAST, make_postgres
from tests.fixtures.worlds import GRACE, World, make_live_world


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Another cluster, with its roles and an empty database."""
    server = make_postgres(tmp_path_factory.mktemp("restored"), settings=FAST)
    rows(server, "DROP SCHEMA public CASCADE")
    rows(server, "CREATE SCHEMA public")
    rows(server, "GRANT USAGE ON SCHEMA public TO auth1_app")
    yield server
    server.stop()


def test_what_was_not_told_is_told_and_the_chain_goes_on(
    world: World,
    postgres_18: EmbeddedPostgres,
    fresh: EmbeddedPostgres,
    valkey_9: EmbeddedValkey,
    receiver: Receiver,
    tmp_path: Path,
) -> None:
    """Events of before and after the dump arrive, each with one id; every row has its link, and all verify."""
    acme = world.tenant()
    world.later(seconds=1)
    made = world.call("POST", "/api/webhooks", {"url": receiver.url, "events": ["session.created"]}, key=acme.secret)
    receiver.secret = made.get_json()["secret"]
    world.sign_in(acme)
    world.post()
    world.container.use_cases.chain_rows()()
    world.later(minutes=1)
    world.sign_in(acme, GRACE)
    # Transactions of this cluster that the other one has not come to yet, as on any busy server.
    _burn(postgres_18, 2000)
    world.sign_in(acme, "+12015550126")
    _move(postgres_18, fresh, tmp_path / "dump.sql")
    restored = make_live_world(fresh.serving_url, valkey_9.url)
    restored.clock.at = world.clock.at
    told = [len(receiver.events)]
    restored.post()
    told.append(len(receiver.events))
    restored.later(minutes=1)
    restored.sign_in(acme, "+12025550125")
    restored.post()
    told.append(len(receiver.events))
    restored.container.use_cases.chain_rows()()
    restored.later(minutes=10)
    *_, last = restored.container.use_cases.verify_chain()(acme.id)
    restored.container.adapters.database().engine.dispose()

    assert [1, 3, 4] == told
    assert isinstance(last, Verified)
    assert (None, True) == (last.finding, last.links >= 9)


def _burn(server: EmbeddedPostgres, transactions: int) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        for _ in range(transactions):
            line.execute("SELECT pg_current_xact_id()")


def _move(source: EmbeddedPostgres, target: EmbeddedPostgres, file: Path) -> None:
    """pg_dump and psql, where the programs are there; they come with Debian's and pixeltable's Postgres."""
    programs = postgres_bin(18)
    if not (programs / "pg_dump").exists() or not (programs / "psql").exists():
        pytest.skip("no pg_dump and psql here")
    subprocess.run([programs / "pg_dump", "-f", file, source.owner_url], check=True, capture_output=True)
    done = subprocess.run(
        [programs / "psql", "-v", "ON_ERROR_STOP=1", "-f", file, target.owner_url], capture_output=True, check=False
    )
    assert 0 == done.returncode or b'schema "public" already exists' in done.stderr, done.stderr[-500:]
