"""The house on real servers, whose parts can be lost while what is stored stays."""

from collections.abc import Sequence
from typing import Any

from dependency_injector import providers

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.memory.clock import TurnedClock
from adapters.memory.intelligence import MemoryIntelligence
from adapters.memory.known_keys import FreshKnownKeys
from adapters.postgres.known_keys import PostgresKnownKeys
from entrypoints.container import live_container
from entrypoints.web import app_of
from tests.fixtures.rsa_stock import sign_from_stock
from tests.fixtures.worlds import World, make_channels, make_settings

NOBODY_LISTENS = {"redis": "redis://127.0.0.1:1", "database": "postgresql://nobody@127.0.0.1:1/none"}


class LiveHouse:
    """Builds a world anew where settings change or a part is lost; clock and phones are turned and read by hand."""

    def __init__(self, postgres: EmbeddedPostgres, redis_url: str) -> None:
        self.postgres = postgres
        self._urls = {"database": postgres.serving_url, "redis": redis_url}
        self._clock, self.channels = TurnedClock(), make_channels()
        self.intelligence = MemoryIntelligence()
        self._settings: dict[str, Any] = {}
        self._built: list[World] = []
        self.build()

    @property
    def world(self) -> World:
        """The world that was built last."""
        return self._built[-1]

    def build(self, *, must_end: bool = False, **settings: Any) -> None:
        """A world on these settings; `must_end` is what `auth1 serve` asks of test numbers."""
        self._settings = {"must_end": must_end, **settings}
        urls = {"database_url": self._urls["database"], "redis_url": self._urls["redis"]}
        known = make_settings(**urls, **settings)
        container = live_container(known, pool_size=3, test_numbers_must_end=must_end)
        adapters = container.adapters
        adapters.clock.override(providers.Object(self._clock))
        adapters.channels.override(providers.Object(self.channels))
        sign_from_stock(adapters)
        for port in (adapters.phone_intelligence, adapters.places, adapters.mail_domains):
            port.override(providers.Object(self.intelligence))
        # What is remembered of keys ages by the turned clock, so that "within five seconds" is told without waiting.
        keys = FreshKnownKeys(PostgresKnownKeys(adapters.database()), lambda: self._clock.now().timestamp())
        adapters.known_keys.override(providers.Object(keys))
        self._built.append(World(container, app_of(container, known), self._clock, next(iter(self.channels.values()))))

    def employ(self, names: Sequence[str]) -> None:
        """Go on with other providers."""
        self.channels = make_channels(names)
        self.build(**self._settings)

    def lose(self, part: str) -> None:
        """Let a part answer nobody: nobody listens where it is looked for."""
        self._urls[part] = NOBODY_LISTENS[part]
        self.build(**self._settings)

    def close(self) -> None:
        """Let go of every connection."""
        for world in self._built:
            world.container.adapters.database().engine.dispose()
