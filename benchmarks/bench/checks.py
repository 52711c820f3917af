"""How long the check of an access token takes inside the product, without HTTP."""

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import quantiles
from typing import Final

from adapters.redis.sessions import RedisSessionCache
from adapters.system.clock import SystemClock
from benchmarks.load.house import House
from tests.fixtures.worlds import World, make_live_world

CALLS: Final = 1_000
PHONE, CODE = "+15551234567", "482913"


def token_checks(house: House, calls: int = CALLS) -> dict[str, dict[str, float]]:
    """Median and 99th percentile in microseconds: by the signature alone, and with the session, remembered or not."""
    world = make_live_world(house.postgres.serving_url, house.valkey.url)
    try:
        world.clock.turn(SystemClock().now() - world.clock.now())
        return {name: _microseconds(act, calls) for name, act in _acts(world).items()}
    finally:
        world.container.adapters.database().engine.dispose()


def _acts(world: World) -> dict[str, Callable[[], object]]:
    cases, adapters, token = world.container.use_cases, world.container.adapters, _signed_in(world)
    recognise = cases.recognise_token()
    forgetful = RedisSessionCache(adapters.session_cache().door, 0)
    cold = replace(recognise, live=replace(recognise.live, cache=forgetful))
    return {
        "signature": lambda: recognise._read(token, SystemClock().now()),
        "redis": lambda: recognise(token),
        "postgres": lambda: cold(token),
    }


def _signed_in(world: World) -> str:
    """The access token of a new session."""
    tenant = world.tenant("checks", test_numbers={PHONE: CODE})
    world.ask(tenant, PHONE)
    token: str = world.prove(tenant, CODE, PHONE).get_json()["token"]
    return token


def _microseconds(act: Callable[[], object], calls: int) -> dict[str, float]:
    took = []
    for _ in range(calls):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1e6)
    parts = quantiles(took, n=100)
    return {"median": parts[49], "p99": parts[98]}
