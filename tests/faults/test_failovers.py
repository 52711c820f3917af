"""A primary is lost, and its replica takes over (C04, C12); the disk is full (C07)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.child import owned_by_server
from adapters.embedded.postgres import DATABASE, OWNER, SERVING, EmbeddedPostgres
from tests.faults.test_servers_fail import kill, nobody_was_refused
from tests.fixtures.faults.stage import DURABLE
from tests.fixtures.faults.table import Staged
from tests.fixtures.instance import eventually
from tests.fixtures.redis_servers import Watched
from tests.fixtures.replica import StreamingReplica
from tests.fixtures.servers import make_postgres

DISK_MB = 400


@pytest.mark.fault("C04")
def test_a_replica_takes_over(stage: Staged, tmp_path_factory: pytest.TempPathFactory) -> None:
    """C04: the primary dies and a synchronous replica is promoted: 503 meanwhile, and no used code is right again."""
    primary = make_postgres(tmp_path_factory.mktemp("primary"), settings=DURABLE)
    replica = StreamingReplica(primary, tmp_path_factory.mktemp("second") / "data")
    replica.start()
    _commit_on_both(primary)
    try:
        with stage(postgres=primary, DATABASE_URL=_either(SERVING, primary, replica),
                   DATABASE_OWNER_URL=_either(OWNER, primary, replica)) as scene:  # fmt: skip
            scene.breaks()
            kill(primary.process)
            scene.somebody_hears(503)
            _promote(replica)
            scene.data = _as_primary(replica)
            scene.heals()
            scene.holds(doubles=2)
    finally:
        replica.stop()


def _commit_on_both(primary: EmbeddedPostgres) -> None:
    """No commit is acknowledged before the replica has it, as docs/operate.md asks for."""
    with psycopg.connect(primary.owner_url, autocommit=True) as line:
        line.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        line.execute("SELECT pg_reload_conf()")
        eventually(lambda: line.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone())


def _either(role: str, primary: EmbeddedPostgres, replica: StreamingReplica) -> str:
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{replica.port}"
    return f"postgresql://{role}:{primary.password}@{hosts}/{DATABASE}"


def _promote(replica: StreamingReplica) -> None:
    with psycopg.connect(replica.owner_url, autocommit=True) as line:
        line.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        line.execute("SELECT pg_promote()")


def _as_primary(replica: StreamingReplica) -> EmbeddedPostgres:
    return EmbeddedPostgres(replica.folder, replica.port, replica.primary.password)


@pytest.mark.long
@pytest.mark.fault("C12")
def test_a_redis_primary_is_lost(stage: Staged, watched: Watched) -> None:
    """C12: a sentinel makes a replica of Redis the primary, and writes are lost: no sign-in fails."""
    with stage(REDIS_URL=watched.url) as scene:
        scene.breaks()
        watched.primary.kill()
        scene.goes_well(20)
        eventually(lambda: watched.replica.client.info("replication")["role"] == "master", 30)
        scene.heals()
        nobody_was_refused(scene)
        scene.holds()


@pytest.mark.long
@pytest.mark.fault("C07")
def test_the_disk_is_full(stage: Staged, tmp_path_factory: pytest.TempPathFactory) -> None:
    """C07: Postgres has no space left: 503 and no message; with space again all goes on, and nothing is lost."""
    with small_disk(tmp_path_factory.mktemp("disk")) as disk:
        server = make_postgres(disk / "pg", settings={"wal_keep_size": "0", "max_wal_size": "64MB"})
        with stage(postgres=server) as scene:
            scene.breaks()
            _fill(disk / "ballast")
            scene.somebody_hears(503, 60)
            (disk / "ballast").unlink()
            if server.process is None or server.process.poll() is not None:
                server.start()
            scene.heals()
            scene.holds(doubles=2)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of some hundred megabytes, in memory; making one takes root."""
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("a file system cannot be mounted here: that takes root")
    try:
        owned_by_server(folder)
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _fill(ballast: Path) -> None:
    """Write until nothing fits any more."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
