"""Two roles: the one that serves can neither change the schema nor what was recorded (A51, A57)."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.jose.derivation import key_ring
from adapters.memory.clock import NOON
from adapters.postgres.database import Database
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import Roles
from adapters.postgres.secret_ids import is_secret_of
from domain.refusal import Unavailable
from tests.fixtures.instance import eventually, serving
from tests.fixtures.signed import SECRET
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.workers import working
from tests.fixtures.worlds import World

FORBIDDEN = (
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE users ADD COLUMN mine int",
    "DROP TABLE users",
    "TRUNCATE users",
    "DELETE FROM audit_log",
    "UPDATE audit_log SET actor = 'nobody'",
    "TRUNCATE audit_log",
    "DELETE FROM audit_log_default",
    "UPDATE audit_log_2026_12 SET actor = 'nobody'",
    "ALTER TABLE audit_log DISABLE TRIGGER append_only",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = 'x'",
    "CREATE ROLE mine",
    "DELETE FROM secret_ids",
    "UPDATE secret_ids SET key_id = 'x'",
    "CREATE TEMP TABLE mine (id int)",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_serving_role_may_not(postgres_18: EmbeddedPostgres, postgres_16: EmbeddedPostgres, statement: str) -> None:
    """What the serving role has no business with is refused by the server itself."""
    for server in (postgres_18, postgres_16):
        with psycopg.connect(server.serving_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_serving_role_may_read_and_add_to_the_audit_log(postgres_18: EmbeddedPostgres, world: World) -> None:
    """Reading and adding is all it has."""
    world.tenant()
    query = "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'auth1_app'"
    with psycopg.connect(postgres_18.owner_url) as connection:
        granted = connection.execute(query + " AND table_name LIKE 'audit_log%%'", ()).fetchall()
        attributes = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = 'auth1_app'"
        ).fetchone()

    assert {"SELECT", "INSERT"} == {privilege for (privilege,) in granted}
    assert (False, False, False, False) == attributes


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_log", "UPDATE audit_log SET actor = 'nobody'", "TRUNCATE audit_log"]
)
def test_the_owner_is_stopped_by_the_trigger(postgres_18: EmbeddedPostgres, world: World, statement: str) -> None:
    """Given one role alone, as in the seed, the trigger refuses changes."""
    world.tenant()
    with (
        psycopg.connect(postgres_18.owner_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        connection.execute(statement)


def test_rows_fall_into_their_month(postgres_18: EmbeddedPostgres, world: World) -> None:
    """The audit log is partitioned by month, with a default for what nobody foresaw."""
    world.tenant()
    query = "SELECT DISTINCT tableoid::regclass::text FROM audit_log"
    with psycopg.connect(postgres_18.owner_url) as connection:
        found = connection.execute(query).fetchall()
        partitions = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_log'::regclass"
        ).fetchall()

    assert [("audit_log_2026_11",)] == found
    wanted = {"audit_log_default", "audit_log_2026_12", *(f"audit_log_2027_{month:02}" for month in range(1, 12))}
    assert set() == wanted - {name for (name,) in partitions}


WORKER, AUDITOR = "auth1_test_worker", "auth1_test_auditor"
NOT_THE_WORKERS = (
    "SELECT 1 FROM admin_tokens",
    "INSERT INTO admin_tokens (id, name, digest, created_at) VALUES ('a', 'a', 'a', now())",
    "UPDATE api_keys SET revoked_at = NULL",
    "DELETE FROM signing_keys",
    "UPDATE oauth_clients SET redirect_uris = '{https://evil.example}'",
    "DELETE FROM oauth_clients",
    "INSERT INTO tenants (id) VALUES ('tn_mine')",
    "UPDATE brand_images SET bytes = 'x'",
    "DELETE FROM audit_log",
    "TRUNCATE messages",
    "CREATE TABLE mine (id int)",
)
NOT_THE_AUDITORS = (
    "SELECT 1 FROM users", "SELECT 1 FROM chain_keys", "SELECT 1 FROM sessions", "SELECT 1 FROM secret_ids",
    "INSERT INTO audit_log (tenant_id) VALUES ('tn')", "DELETE FROM audit_log", "UPDATE audit_log SET actor = 'x'",
)  # fmt: skip


@pytest.fixture
def urls(postgres_18: EmbeddedPostgres) -> Iterator[dict[str, str]]:
    """A worker's and an auditor's URL, in a database of their own."""
    name = f"roles_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_18.owner_url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        for role in (WORKER, AUDITOR):
            owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{postgres_18.password}'")
        owned = postgres_18.owner_url.replace("/auth1_db", f"/{name}")
        migrate(owned, serving_url=postgres_18.serving_url, roles=Roles(worker=WORKER, auditor=AUDITOR))
        yield {
            "owner": owned, "app": owned.replace("auth1_owner", "auth1_app"),
            **{role: owned.replace("auth1_owner", role) for role in (WORKER, AUDITOR)},
        }  # fmt: skip
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in (WORKER, AUDITOR):
            owner.execute(f"DROP ROLE {role}")


def test_a_worker_makes_nothing_that_opens_doors(urls: dict[str, str]) -> None:
    """A57: who takes over a worker makes no key, no administrator and no tenant, and changes no record."""
    with psycopg.connect(urls[WORKER], autocommit=True) as worker:
        for statement in NOT_THE_WORKERS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                worker.execute(statement)


def test_an_auditor_reads_what_was_recorded_and_nothing_else(urls: dict[str, str]) -> None:
    """A57: the audit log, its chain and where calls came from; nobody's address, no key, and nothing to write."""
    with psycopg.connect(urls[AUDITOR], autocommit=True) as auditor:
        for table in ("audit_log", "audit_chain", "audit_anchors", "request_origins"):
            auditor.execute(f"SELECT 1 FROM {table}")
        for statement in NOT_THE_AUDITORS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                auditor.execute(statement)


def test_a_role_without_its_rights_is_not_ready(urls: dict[str, str]) -> None:
    """A node whose role was not given what it needs does not serve, and says what gives it; it is no defect."""
    with psycopg.connect(urls["owner"], autocommit=True) as owner:
        owner.execute("REVOKE ALL ON secret_ids FROM auth1_app")
    database = Database.at(urls["app"], size=1)

    with pytest.raises(Unavailable, match="auth1 migrate"):
        is_secret_of(database, key_ring(SECRET, None), NOON)
    database.engine.dispose()


def test_a_worker_of_its_own_role_does_all_its_work(
    urls: dict[str, str], valkey_9: EmbeddedValkey, twilio: FakeTwilio, tmp_path: Path
) -> None:
    """A57: with the worker's role messages are sent, the chain is linked and duties are done; nothing is refused to it."""
    values = {"REDIS_URL": valkey_9.url, "MIGRATE_ON_START": "false", **twilio.environment()}
    with (
        serving(tmp_path / "log", "--no-worker", DATABASE_URL=urls["app"], **values) as instance,
        working(tmp_path / "worker", 1, DATABASE_URL=urls[WORKER], **values),
    ):
        key = instance.tenant("acme")["api_key"]
        instance.call("POST", "/api/auth/request", {"phone": "+12015550123"}, key=key)
        eventually(lambda: twilio.texts_to("+12015550123"))
        with psycopg.connect(urls["owner"], autocommit=True) as owner:
            eventually(lambda: owner.execute("SELECT 1 FROM audit_chain").fetchone())

    assert [] == [line for line in (tmp_path / "worker").read_text().splitlines() if '"level":"error"' in line]
