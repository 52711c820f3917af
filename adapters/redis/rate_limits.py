"""Sliding windows in one script call."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from importlib.resources import files
from typing import Any

from redis.exceptions import NoScriptError

from adapters.redis.client import RedisDoor
from application.ports.rate_limits import RateLimits, Window
from domain.otp import HOUR, WORDS
from domain.rate_limit import Block, Limit

SCRIPT = files("adapters.redis").joinpath("scripts/window.lua").read_text()
SHA = sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()
KEYS = 2
GRAINS = 3600
SECOND = timedelta(seconds=1)
DIGITS = re.compile(rb"[0-9]{1,14}")


class RedisRateLimits(RateLimits):
    """Windows as packed strings of 7 bytes per moment that had calls, kept to a grain of a 3600th of the window.

    Both keys of a call carry the tenant in braces, so that a cluster keeps them in one slot.
    """

    def __init__(self, door: RedisDoor, *, prefix: str = "auth1") -> None:
        self._door = door
        self._prefix = prefix

    def admit(self, window: Window, *, now: datetime, asks: bool) -> Block | None:
        """See RateLimits."""
        said = self._run("admit", window, now, "1" if asks else "0")
        return _believable(said, now, window.limit) if said else None

    def refuse(self, window: Window, block: Block, *, now: datetime, asks: bool) -> None:
        """See RateLimits."""
        self._run("refuse", window, now, "1" if asks else "0", block.limit, _milliseconds(block.until))

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """See RateLimits."""
        self._run("give_back", window, now, calls)

    def _run(self, operation: str, window: Window, now: datetime, *more: Any) -> Any:
        span = _span(window.limit)
        keys = [
            f"{self._prefix}:{{{window.tenant_id}}}:ip:{span}:{window.network or ''}",
            f"{self._prefix}:{{{window.tenant_id}}}:slot:{window.slot}",
        ]
        counts = "1" if window.network else "0"
        arguments = [operation, _milliseconds(now), span, window.limit.most, max(1, span // GRAINS), counts, *more]
        return self._door.run(lambda client: _call(client, [*keys, *arguments]))


def _call(client: Any, parts: list[Any]) -> Any:
    """Run the script by its digest; a server, or a node of a cluster, that does not know it is told it, once."""
    try:
        return client.evalsha(SHA, KEYS, *parts)
    except NoScriptError:
        return client.eval(SCRIPT, KEYS, *parts)


def _believable(said: Any, now: datetime, limit: Limit) -> Block | None:
    """What Redis says, if it can be true: a limit that we know, and a wait that we could have given."""
    name, until = bytes(said[0]).decode("ascii", "replace"), bytes(said[1])
    if name not in WORDS or not DIGITS.fullmatch(until):
        return None
    latest = now + max(limit.window, HOUR) + limit.window / GRAINS + SECOND
    moment = _moment(int(until))
    return Block(name, moment) if now < moment <= latest else None


def _span(limit: Limit) -> int:
    return int(limit.window.total_seconds() * 1000)


def _milliseconds(moment: datetime) -> int:
    """Rounded up, so that nothing opens early."""
    return -int(-moment.timestamp() * 1000 // 1)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
