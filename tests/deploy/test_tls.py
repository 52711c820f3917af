"""TLS to Postgres and to Redis, on Debian's own servers; those from wheels have none."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from adapters.embedded import child
from adapters.embedded.postgres import DATABASE, SERVING, EmbeddedPostgres
from adapters.postgres.database import Database
from adapters.redis.client import RedisDoor
from domain.refusal import Unavailable
from tests.fixtures.debian import debian, running
from tests.fixtures.instance import Instance, eventually, serving
from tests.fixtures.servers import FAST, make_postgres

NAME = "SELECT s.ssl, s.version FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()"


def keep(folder: Path, name: str, source: Path) -> Path:
    """A copy that the server's user, and nobody else, may read."""
    child.owned_by_server(folder)
    copy = folder / name
    shutil.copy(source, copy)
    copy.chmod(0o600)
    if child.runs_as_root():
        os.chown(copy, child.NOBODY, child.NOBODY)
    return copy


@pytest.fixture(scope="module")
def postgres(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Debian's Postgres 15 that takes TLS."""
    debian("postgres")
    folder = tmp_path_factory.mktemp("tls-pg")
    pem = str(keep(folder, "server.pem", certificate))
    server = make_postgres(folder, 15, {**FAST, "ssl": "on", "ssl_cert_file": pem, "ssl_key_file": pem})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def redis_port(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Debian's Redis 7 that takes TLS alone."""
    folder, port = tmp_path_factory.mktemp("tls-redis"), child.free_port()
    pem = keep(folder, "server.pem", certificate)
    command: list[str | Path] = [
        debian("redis-server"), "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", "",
        "--tls-cert-file", pem, "--tls-key-file", pem, "--tls-ca-cert-file", pem, "--tls-auth-clients", "no",
        "--dir", folder,
    ]  # fmt: skip
    with running(command, folder, lambda: _answers(port, certificate)):
        yield port


def _answers(port: int, certificate: Path) -> bool:
    try:
        return bool(Redis("127.0.0.1", port, ssl=True, ssl_ca_certs=str(certificate), socket_timeout=1).ping())
    except RedisError:
        return False


def tls_url(server: EmbeddedPostgres, options: str) -> str:
    """The seed's form."""
    return f"postgresql://{SERVING}:{server.password}@127.0.0.1:{server.port}/{DATABASE}?{options}"


@pytest.mark.parametrize("options", ["sslmode=require", "sslmode=verify-full&sslrootcert={certificate}"])
def test_postgres_is_reached_by_tls(postgres: EmbeddedPostgres, certificate: Path, options: str) -> None:
    """`?sslmode=require` encrypts, `verify-full` also looks at the certificate."""
    database = Database.at(tls_url(postgres, options.format(certificate=certificate)), size=1)
    found = database.run(NAME, {})[0]
    database.engine.dispose()

    assert found.ssl
    assert "TLSv1.3" == found.version


def test_a_postgres_without_tls_is_not_spoken_to(postgres_18: EmbeddedPostgres) -> None:
    """With `sslmode=require` nothing is sent to a server that takes none."""
    database = Database.at(tls_url(postgres_18, "sslmode=require"), size=1)
    with pytest.raises(Unavailable):
        database.run("SELECT 1", {})


def test_redis_is_reached_by_tls(redis_port: int, certificate: Path) -> None:
    """`rediss://` encrypts; the certificate must be of an authority that is trusted."""
    trusting = RedisDoor.at(f"rediss://127.0.0.1:{redis_port}?ssl_ca_certs={certificate}")
    eventually(lambda: _pings(trusting))

    with pytest.raises(Unavailable):
        RedisDoor.at(f"rediss://127.0.0.1:{redis_port}").ping()
    with pytest.raises(Unavailable):
        RedisDoor.at(f"redis://127.0.0.1:{redis_port}").ping()


def _healthy(instance: Instance) -> Any:
    said = instance.call("GET", "/health").json
    return said if said["status"] == "healthy" else None


def _pings(door: RedisDoor) -> bool:
    """Whether it answers within its tenth of a second, which a busy machine may miss once."""
    try:
        door.ping()
    except Unavailable:
        return False
    return True


def test_an_instance_serves_by_tls_alone(
    postgres: EmbeddedPostgres, redis_port: int, certificate: Path, tmp_path: Path
) -> None:
    """Migrations, health and sign-in are the same; both are connected."""
    values = {
        "DATABASE_URL": tls_url(postgres, "sslmode=require"),
        "DATABASE_OWNER_URL": postgres.owner_url + "?sslmode=require",
        "REDIS_URL": f"rediss://127.0.0.1:{redis_port}?ssl_ca_certs={certificate}",
    }
    with serving(tmp_path / "log", "--no-worker", **values) as instance:
        health = eventually(lambda: _healthy(instance))
        instance.tenant("acme")

    assert ("connected", "connected", "healthy") == (health["database"], health["redis"], health["status"])
    assert f"Redis connected: rediss://127.0.0.1:{redis_port}" in (tmp_path / "log").read_text()
