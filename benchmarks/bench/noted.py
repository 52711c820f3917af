"""What the product itself sends to Postgres and to Redis for one sign-in, word for word."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import get_ident
from typing import Any, Final, cast

from adapters.memory.phones import MemoryChannel
from adapters.postgres.database import Database
from adapters.redis.client import RedisDoor
from adapters.redis.rate_limits import RedisRateLimits
from adapters.system.clock import SystemClock
from application.ports.rate_limits import Window
from benchmarks.load.house import COMMON, House
from benchmarks.load.phones import network, phone
from benchmarks.load.provider import NAME, Provider
from domain.ids import TenantId
from domain.rate_limit import Limit
from tests.fixtures.worlds import TenantKeys, World, make_live_world

WINDOW: Final = timedelta(minutes=15)
ROUTE: Final = f"http:{NAME}"
SILENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement and its arguments by name."""

    statement: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignIn:
    """What one person's ask and proof were for Postgres; statements of the ask end with the one that writes."""

    tenant_id: str
    phone: str
    ip: str
    ask: Sequence[Sent]
    prove: Sequence[Sent]


async def sign_in_noted(house: House, provider: Provider, places: Sequence[int]) -> SignIn:
    """Sign these people in, in this process; the last one's statements, since those before warm everything up."""
    # The house's worker carries the codes: a route of its.
    channels = {ROUTE: MemoryChannel(name=ROUTE)}
    world = make_live_world(
        house.postgres.serving_url, house.valkey.url, real=channels, rate_limit_max=int(COMMON["RATE_LIMIT_MAX"])
    )
    try:
        world.clock.turn(SystemClock().now() - world.clock.now())
        tenant = await asyncio.to_thread(lambda: world.tenant("ceilings", risk_shadow=True))
        return [await _signed_in(world, tenant, provider, place) for place in places][-1]
    finally:
        world.container.adapters.database().engine.dispose()


async def _signed_in(world: World, tenant: TenantKeys, provider: Provider, place: int) -> SignIn:
    number, ip = phone(place), network(place)
    coming = provider.expect(number)
    ask = await asyncio.to_thread(_noted, lambda: world.ask(tenant, number, ip=ip))
    async with asyncio.timeout(SILENCE):
        code = await coming
    prove = await asyncio.to_thread(_noted, lambda: world.prove(tenant, code, number, ip=ip))
    return SignIn(tenant.id, number, ip, ask, prove)


def _noted(call: Callable[[], Any]) -> list[Sent]:
    with _listening() as sent:
        answer = call()
    assert 200 == answer.status_code, answer.text
    assert sent, "nothing went through Database.run"
    return sent


@contextmanager
def _listening() -> Iterator[list[Sent]]:
    """What this thread sends meanwhile."""
    run, me, sent = Database.run, get_ident(), list[Sent]()

    def noting(self: Database, statement: str, parameters: Mapping[str, Any], *more: Any, **named: Any) -> Any:
        if get_ident() == me:
            sent.append(Sent(statement, dict(parameters)))
        return run(self, statement, parameters, *more, **named)

    Database.run = noting  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        Database.run = run  # type: ignore[method-assign]


class _Ear:
    """Stands where a client of Redis would, and lets everybody in."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def run(self, command: Callable[[Any], Any]) -> Any:
        return command(self)

    def evalsha(self, *parts: Any) -> list[Any]:
        self.heard.append(("EVALSHA", *parts))
        return []


def admissions_noted(tenant_id: str, places: Sequence[int]) -> list[tuple[Any, ...]]:
    """The commands by which these people's first asks are admitted."""
    ear, now = _Ear(), datetime.now(UTC)
    limits = RedisRateLimits(cast(RedisDoor, ear))
    for place in places:
        window = Window(TenantId(tenant_id), network(place), f"{place:016x}", Limit(1_000_000, WINDOW))
        limits.admit(window, now=now, asks=True)
    return ear.heard
