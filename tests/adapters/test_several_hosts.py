"""DATABASE_URL with several hosts: the one that takes writes is found, also after a failover."""

import pytest

from adapters.embedded.postgres import DATABASE, SERVING, EmbeddedPostgres
from adapters.postgres.address import url_of
from adapters.postgres.database import Database
from entrypoints.variables import postgres_url
from tests.fixtures.replica import StreamingReplica


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://u:p@a:1,b:2/d",
        "postgres://u:p@a:1,b:2/d",
        "postgresql://a,b:2/d",
        "postgresql://u:p%40@a,[::1]:2/d",
    ],
)
def test_several_hosts_are_a_setting(text: str) -> None:
    """What libpq takes is taken, with the scheme that all of us write."""
    assert text.replace("postgres://", "postgresql://") == postgres_url(text)


@pytest.mark.parametrize(
    "text", ["postgresql://a:1,b:x/d", "postgresql://a,/d", "postgresql://,/d", "postgresql://a,b/"]
)
def test_each_host_is_checked(text: str) -> None:
    """A wrong port, an empty host or no database is refused."""
    with pytest.raises(ValueError, match="must"):
        postgres_url(text)


def test_the_one_that_takes_writes_is_wanted_unless_said_otherwise() -> None:
    """Of several servers we want the primary; who wants another says so in the URL."""
    plain, other = url_of("postgresql://u@a:1,b:2/d"), url_of("postgresql://u@a:1,b:2/d?target_session_attrs=any")

    assert (("a:1", "b:2"), "read-write", "d", "u") == (
        plain.query["host"], plain.query["target_session_attrs"], plain.database, plain.username,
    )  # fmt: skip
    assert "any" == other.query["target_session_attrs"]


def test_a_replica_is_passed_over(postgres_18: EmbeddedPostgres, replica: StreamingReplica) -> None:
    """Named first, a replica is not written to: the connection is the primary's."""
    hosts = f"127.0.0.1:{replica.port},127.0.0.1:{postgres_18.port}"
    database = Database.at(f"postgresql://{SERVING}:{postgres_18.password}@{hosts}/{DATABASE}", size=1)
    found = database.run("SELECT inet_server_port() AS port, pg_is_in_recovery() AS follows", {})[0]
    database.engine.dispose()

    assert (postgres_18.port, False) == (found.port, found.follows)
