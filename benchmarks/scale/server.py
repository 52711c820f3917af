"""A Postgres of its own, in a folder that is gone at the end."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port, owned_by_server
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.migrate import migrate

# For loading fast: nothing is kept that a power cut would need, and rows of emptied tables are not logged.
LOADING: Final = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "2GB", "checkpoint_timeout": "1h", "maintenance_work_mem": "1GB",
    "work_mem": "256MB", "max_parallel_maintenance_workers": "1", "autovacuum": "off", "jit": "off",
    "shared_buffers": "2GB",
}  # fmt: skip
# As an installation has it: deploy/postgresql.conf, but for the data that nobody will miss.
SERVING: Final = {
    "fsync": "off", "synchronous_commit": "off", "shared_buffers": "2GB", "effective_cache_size": "8GB",
    "random_page_cost": "1.1", "autovacuum": "off",
}  # fmt: skip


@contextmanager
def cluster(where: Path) -> Iterator[EmbeddedPostgres]:
    """A migrated database, set up for loading; `serve` sets it up for asking."""
    folder = Path(tempfile.mkdtemp(prefix="auth1-scale-", dir=where))
    folder.chmod(0o755)
    owned_by_server(folder / "postgres")
    server = EmbeddedPostgres(folder / "postgres" / "data", free_port(), "benchmark", 18, LOADING)
    try:
        server.start()
        migrate(server.owner_url, serving_url=server.serving_url)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def serve(server: EmbeddedPostgres) -> None:
    """The same data with an installation's settings."""
    server.stop()
    server.settings = SERVING
    server.start()
