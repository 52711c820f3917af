"""Which servers a Redis URL names: one, a cluster, or those that sentinels point to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.connection import BlockingConnectionPool
from redis.retry import Retry
from redis.sentinel import Sentinel

TIMEOUT_SECONDS: Final = 0.1
POOL_SIZE: Final = 32
SENTINEL_PORT: Final = 26379
PORT: Final = 6379
SHORT: Final[dict[str, Any]] = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}


@dataclass(frozen=True, slots=True)
class Named:
    """What a URL of several servers says."""

    hosts: list[tuple[str, int]]
    path: list[str]
    options: dict[str, Any]
    sentinel_options: dict[str, Any]


def connector(url: str) -> Callable[[], Any]:
    """What makes the client of a URL; it gives up after a tenth of a second, and raises what redis-py raises.

    `redis://host:6379/0`, with TLS `rediss://`, or `unix:///path`;
    `redis+cluster://host:6379,host:6379` names some nodes of a cluster;
    `redis+sentinel://host:26379,host:26379/name/0` asks sentinels for the primary of that name.
    `?ssl_ca_certs=/path` names the authorities that are trusted.
    """
    kind = urlsplit(url).scheme.partition("+")[2]
    return {"": _single, "cluster": _cluster, "sentinel": _by_sentinels}[kind](url)


def _single(url: str) -> Callable[[], Any]:
    # Nothing is connected before the first command.
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=POOL_SIZE,
        timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        client_name="auth1",
        protocol=2,
        **SHORT,
    )
    return lambda: Redis(connection_pool=pool)


def _cluster(url: str) -> Callable[[], Any]:
    named = named_by(url, PORT)

    def connect() -> Any:
        # The nodes are asked at once for who has which slots.
        return RedisCluster(
            startup_nodes=[ClusterNode(*host) for host in named.hosts],  # type: ignore[no-untyped-call]
            max_connections=POOL_SIZE,
            require_full_coverage=False,
            retry=Retry(NoBackoff(), 1),
            client_name="auth1",
            **SHORT,
            **named.options,
        )

    return connect


def _by_sentinels(url: str) -> Callable[[], Any]:
    named = named_by(url, SENTINEL_PORT)
    name, database = named.path[0], int(named.path[1]) if len(named.path) > 1 else 0
    sentinels = Sentinel(  # type: ignore[no-untyped-call]
        named.hosts,
        sentinel_kwargs={**SHORT, **named.sentinel_options},
        retry=Retry(NoBackoff(), 0),
        client_name="auth1",
        protocol=2,
        db=database,
        **SHORT,
        **named.options,
    )
    return lambda: sentinels.master_for(name, redis_class=Redis)  # type: ignore[no-untyped-call]


def named_by(url: str, port: int) -> Named:
    """The parts of a URL with several hosts; user and password are the servers', `sentinel_` options the sentinels'."""
    split = urlsplit(url)
    credentials, _, hosts = split.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    query = dict(parse_qsl(split.query))
    tls: dict[str, Any] = {"ssl": True} if split.scheme.startswith("rediss") else {}
    tls |= {name: value for name, value in query.items() if name.startswith("ssl_")}
    own = {"username": unquote(user) or None, "password": unquote(password) or None}
    theirs = {name: query.get(f"sentinel_{name}") for name in ("username", "password")}
    return Named(
        hosts=[_host(one, port) for one in hosts.split(",")],
        path=[part for part in split.path.split("/") if part],
        options={**{name: value for name, value in own.items() if value}, **tls},
        sentinel_options={**{name: value for name, value in theirs.items() if value}, **tls},
    )


def _host(text: str, port: int) -> tuple[str, int]:
    split = urlsplit(f"//{text}")
    return split.hostname or "", split.port or port
