"""Two roles: the one that serves can neither change the schema nor what was recorded (A51, A57)."""

import psycopg
import pytest

from adapters.embedded.postgres import EmbeddedPostgres
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
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit_log'::regclass"
        ).fetchone()

    assert [("audit_log_2026_11",)] == found
    assert (14,) == partitions
