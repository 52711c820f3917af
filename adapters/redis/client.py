"""Short time-outs and a breaker, so that a silent Redis costs no request its time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from redis.exceptions import RedisClusterException, RedisError

from adapters.breaker import Breaker
from adapters.redis.servers import connector
from application.ports.tally import Tally
from domain.refusal import Unavailable

T = TypeVar("T")
BREAKER_REST_SECONDS = 1.0
# redis-py's clusters have a family of errors of their own.
TROUBLES = (RedisError, RedisClusterException)


@dataclass(frozen=True, slots=True)
class RedisDoor:
    """Every command goes through here; every trouble of the driver becomes Unavailable.

    The client is made at the first command, and again at a later one where that failed.
    """

    connect: Callable[[], Any]
    breaker: Breaker = field(default_factory=lambda: Breaker(BREAKER_REST_SECONDS))
    tally: Tally | None = None
    _made: list[Any] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock)

    @classmethod
    def at(cls, url: str, *, tally: Tally | None = None) -> "RedisDoor":
        """The Redis behind a URL; its commands are told to the tally."""
        return cls(connector(url), tally=tally)

    @property
    def client(self) -> Any:
        """The one client of this process; raises what redis-py raises."""
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self.connect())
        return self._made[0]

    def run(self, command: Callable[[Any], T]) -> T:
        """Do something with the client, unless it failed within the last second."""
        if not self.breaker.lets_through():
            raise Unavailable("Redis does not answer.")
        started = time.perf_counter()
        try:
            result = command(self.client)
        except TROUBLES:
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
