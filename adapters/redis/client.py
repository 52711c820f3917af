"""One connection pool, short time-outs, and a breaker, so that a silent Redis costs no request its time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import BlockingConnectionPool
from redis.exceptions import RedisError
from redis.retry import Retry

from adapters.breaker import Breaker
from application.ports.tally import Tally
from domain.refusal import Unavailable

T = TypeVar("T")
TIMEOUT_SECONDS = 0.1
BREAKER_REST_SECONDS = 1.0
POOL_SIZE = 32


def client_at(url: str) -> "Redis":
    """A client that connects at the first command and gives up after a tenth of a second."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=POOL_SIZE,
        timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        client_name="auth1",
        protocol=2,
    )
    return Redis(connection_pool=pool)


@dataclass(frozen=True, slots=True)
class RedisDoor:
    """Every command goes through here; every trouble of the driver becomes Unavailable."""

    client: Any
    breaker: Breaker = field(default_factory=lambda: Breaker(BREAKER_REST_SECONDS))
    tally: Tally | None = None

    @classmethod
    def at(cls, url: str, *, tally: Tally | None = None) -> "RedisDoor":
        """The Redis behind a URL; its commands are told to the tally."""
        return cls(client_at(url), tally=tally)

    def run(self, command: Callable[[Any], T]) -> T:
        """Do something with the client, unless it failed within the last second."""
        if not self.breaker.lets_through():
            raise Unavailable("Redis does not answer.")
        started = time.perf_counter()
        try:
            result = command(self.client)
        except RedisError:
            self.breaker.failed()
            self._observe(started, answered=False)
            raise Unavailable("Redis does not answer.") from None
        self.breaker.answered()
        self._observe(started, answered=True)
        return result

    def _observe(self, started: float, *, answered: bool) -> None:
        if self.tally:
            self.tally.observe_dependency("redis", time.perf_counter() - started, answered=answered)

    def ping(self) -> None:
        """See Pingable."""
        self.run(lambda client: client.ping())
