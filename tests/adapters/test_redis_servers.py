"""Redis as a cluster and behind sentinels: the same promises, and a primary that is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.redis.client import RedisDoor
from adapters.redis.rate_limits import RedisRateLimits
from adapters.redis.servers import Named, named_by
from application.ports.rate_limits import Window
from domain.rate_limit import Limit
from domain.refusal import Unavailable
from tests.fixtures.redis_servers import Cluster, Watched, make_cluster, wait_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WINDOW = Window("tn_acme", "198.51.100.7", "ada", Limit(3, timedelta(hours=1)))


def admitted(limits: RedisRateLimits) -> bool:
    """Whether Redis counted a call; False where it does not answer."""
    try:
        return limits.admit(WINDOW, now=NOON, asks=True) is None
    except Unavailable:
        return False


def test_a_cluster_keeps_both_keys_of_a_call_in_one_slot(redis_cluster: Cluster, redis_cluster_door: RedisDoor) -> None:
    """Windows of many tenants lie on every node, each call on one; nothing is asked across slots."""
    limits = RedisRateLimits(redis_cluster_door)
    for number in range(40):
        window = Window(f"tn_{number}", "198.51.100.7", "ada", Limit(1, timedelta(hours=1)))
        assert [True, False] == [limits.admit(window, now=NOON, asks=True) is None for _ in range(2)]

    assert all(node.client.dbsize() > 0 for node in redis_cluster.nodes)


def test_sentinels_are_asked_again_when_the_primary_is_lost(watched: Watched) -> None:
    """Redis is Unavailable while the sentinel makes the replica primary, and is there again without a restart."""
    limits = RedisRateLimits(RedisDoor.at(watched.url))
    before = admitted(limits)
    watched.primary.kill()
    during = admitted(limits)

    assert (True, False) == (before, during)
    assert wait_for(lambda: admitted(limits))
    assert "master" == watched.replica.client.info("replication")["role"]


@pytest.mark.long
def test_a_cluster_whose_primary_is_lost_serves_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    """C12: with three replicas, the loss of a primary costs its slots some seconds."""
    cluster = make_cluster(tmp_path_factory.mktemp("six"), replicas=1)
    door = RedisDoor.at(cluster.url)
    limits = RedisRateLimits(door)
    assert admitted(limits)
    owner: Any = door.client.get_node_from_key("auth1:{tn_acme}:slot:ada")
    next(node for node in cluster.nodes if node.port == owner.port).kill()

    assert not admitted(limits)
    assert wait_for(lambda: admitted(limits))
    cluster.stop()


def test_a_cluster_that_is_away_is_unavailable_and_comes_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A client is made when the cluster is there, also where it was not at first."""
    door = RedisDoor.at("redis+cluster://127.0.0.1:1,127.0.0.1:2")

    with pytest.raises(Unavailable):
        door.ping()


def test_a_url_of_several_servers_is_read_whole() -> None:
    """Hosts, ports, credentials of both kinds, TLS and its authorities."""
    url = "rediss+sentinel://app:p%40ss@a.example:1,[::1]/main/2?ssl_ca_certs=/ca.pem&sentinel_password=s3"
    tls = {"ssl": True, "ssl_ca_certs": "/ca.pem"}
    hosts = [("a.example", 1), ("::1", 26379)]

    assert Named(
        hosts, ["main", "2"], {"username": "app", "password": "p@ss", **tls}, {"password": "s3", **tls}
    ) == named_by(url, 26379)
