"""Which part of the product, or which library, a sample belongs to."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from benchmarks.profile.sampler import Stack

# By the beginning of a file's place; what lies deeper counts for whoever called it, unless it has a line of its own.
ROOMS: Final = (
    ("psycopg", "psycopg: parameters, protocol, rows"),
    ("sqlalchemy", "SQLAlchemy: the pool"),
    ("adapters/postgres", "our Postgres adapter: arguments, rows to objects"),
    ("redis", "redis-py"),
    ("adapters/redis", "our Redis adapter"),
    ("phonenumbers", "phonenumbers"),
    ("joserfc", "joserfc and cryptography: the token"),
    ("prometheus_client", "metrics"),
    ("adapters/prometheus", "metrics"),
    ("python/logging", "the log"),
    ("entrypoints/logs", "the log"),
    ("application/risk", "the risk score"),
    ("domain/risk", "the risk score"),
    ("domain/pressure", "the risk score"),
    ("domain/traffic", "the risk score"),
    ("domain/spend", "the risk score"),
    ("flask", "Flask and Werkzeug"),
    ("werkzeug", "Flask and Werkzeug"),
    ("entrypoints/http", "our doors: who calls, body, answer, headers"),
    ("application", "use cases and domain"),
    ("domain", "use cases and domain"),
)
ELSE: Final = "everything else"


def shares(seen: Mapping[Stack, int]) -> list[tuple[str, float]]:
    """Each room's share of the samples, the largest first."""
    found: Counter[str] = Counter()
    for stack, many in seen.items():
        found[room_of(stack)] += many
    whole = max(1, sum(found.values()))
    return [(room, many / whole) for room, many in found.most_common()]


def room_of(stack: Stack) -> str:
    """The room of the innermost frame that has one."""
    for frame in reversed(stack):
        for beginning, room in ROOMS:
            if frame.startswith(beginning):
                return room
    return ELSE
