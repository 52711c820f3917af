"""The house on memory adapters, whose parts can be lost while what is stored stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from dependency_injector import providers

from adapters.memory.clock import TurnedClock
from adapters.memory.dice import LoadedDice
from adapters.memory.intelligence import MemoryIntelligence
from adapters.memory.phones import MemoryChannel
from adapters.memory.world import MemoryWorld
from application.ports.rate_limits import RateLimits, Window
from application.ports.vital_signs import Pingable
from domain.rate_limit import Block
from domain.refusal import Unavailable
from entrypoints.container import Container, MemoryAdapters
from tests.fixtures.rsa_stock import sign_from_stock
from tests.fixtures.worlds import make_channels, make_settings


class Away(RateLimits, Pingable):
    """A dependency that answers nobody."""

    def ping(self) -> None:
        """See Pingable."""
        self._fail()

    def admit(self, window: Window, *, now: datetime, asks: bool) -> Block | None:
        """See RateLimits."""
        self._fail()

    def refuse(self, window: Window, block: Block, *, now: datetime, asks: bool) -> None:
        """See RateLimits."""
        self._fail()

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """See RateLimits."""
        self._fail()

    def _fail(self) -> NoReturn:
        raise Unavailable("Away.")


class MemoryHouse:
    """Builds a container anew where settings change or a part is lost."""

    def __init__(self) -> None:
        self.clock, self.channels = TurnedClock(), make_channels()
        self.intelligence = MemoryIntelligence()
        self._stays = {
            "clock": self.clock, "world": MemoryWorld(), "dice": LoadedDice(), "intelligence": self.intelligence,
        }  # fmt: skip
        self._settings: dict[str, Any] = {}
        self.build()

    @property
    def use_cases(self) -> Any:
        """The recipes of the container that was built last."""
        return self.container.use_cases

    @property
    def phones(self) -> MemoryChannel:
        """Where every provider's messages arrive."""
        return next(iter(self.channels.values()))

    def build(self, *, must_end: bool = False, **settings: Any) -> None:
        """A container on these settings; `must_end` is what `auth1 serve` asks of test numbers."""
        self._settings = {"must_end": must_end, **settings}
        known = make_settings(**settings)
        adapters = MemoryAdapters(settings=known)
        for name, thing in self._stays.items():
            getattr(adapters, name).override(providers.Object(thing))
        adapters.channels.override(providers.Object(self.channels))
        sign_from_stock(adapters)
        self.container = Container(settings=known, adapters=adapters, test_numbers_must_end=must_end)

    def employ(self, names: Sequence[str]) -> None:
        """Go on with other providers."""
        self.channels = make_channels(names)
        self.build(**self._settings)

    def lose(self, part: str) -> None:
        """Let a part answer nobody; without Redis there are no windows."""
        self._stays[part] = Away()
        if part == "redis":
            self._stays["rate_limits"] = Away()
        self.build(**self._settings)
