"""Workers are killed while events are told: every event arrives at least once, its id constant."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.instance import Instance, eventually, serving
from tests.fixtures.loopback import Reply
from tests.fixtures.receiver import Receiver
from tests.fixtures.rows import rows
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.workers import Workers, working

EVENT = """
INSERT INTO events (tenant_id, id, created_at, type, subject, payload)
SELECT t, 'evt_' || substr(t, 4, 10) || lpad(to_hex(g), 16, '0'), now(), 'user.created', 'usr_' || g, '{}'
  FROM (SELECT %s::text AS t) AS one, generate_series(%s::int, %s::int) g
"""
OWED = "SELECT count(*) FROM webhook_deliveries WHERE status = 'pending'"
BURST = 20


class Post:
    """An instance without a worker of its own, workers beside it, and a receiver."""

    def __init__(self, instance: Instance, workers: Workers, postgres: EmbeddedPostgres, receiver: Receiver) -> None:
        self.workers, self.postgres, self.receiver = workers, postgres, receiver
        tenant = instance.tenant("acme")
        self.tenant_id, self.told = tenant["tenant_id"], 0
        made = instance.call("POST", "/api/webhooks", {"url": receiver.url}, key=tenant["secret_key"])
        receiver.secret = made.json["secret"]

    def happen(self) -> None:
        """Some events in one commit."""
        rows(self.postgres, EVENT, self.tenant_id, self.told + 1, self.told + BURST)
        self.told += BURST

    def heard(self) -> set[str]:
        """The subjects that arrived."""
        return {event["subject"] for event in self.receiver.events if event["type"] == "user.created"}


@pytest.fixture
def post(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver, tmp_path: Path) -> Iterator[Post]:
    """Durable Postgres, Valkey, an instance, two workers."""
    postgres, valkey = make_postgres(tmp_path_factory.mktemp("pgh"), settings={}), make_valkey()
    urls = {
        "DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url, "REDIS_URL": valkey.url,
        "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip
    try:
        with (
            serving(tmp_path / "log", "--no-worker", **urls) as instance,
            working(tmp_path / "w", 2, **urls) as workers,
        ):
            yield Post(instance, workers, postgres, receiver)
    finally:
        postgres.stop()
        valkey.stop()


@pytest.mark.fault("C22")
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
def test_killed_workers_lose_no_event(post: Post, kills: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Workers are killed at random while they tell; each event arrives, doubles are few and have one id.

    A double can only be where a worker died between the receiver's answer and our commit.
    """
    chance = random.Random(20261124)
    if kills > 2:  # Leases are held while workers die, and each costs half a minute.
        post.receiver.judge = lambda _: (post.receiver.server.ended.wait(0.01), Reply(204))[1]
    for _ in range(kills):
        before = len(post.receiver.arrivals)
        post.happen()
        eventually(lambda before=before: len(post.receiver.arrivals) > before + chance.randrange(BURST // 2), 90)
        post.workers.kill(chance.randrange(2))
    post.happen()
    eventually(lambda: post.told == len(post.heard()), 120)
    # As if every lease had run out: what is left is told now.
    eventually(lambda: 0 == rows(post.postgres, OWED)[0][0], 120)

    times = post.receiver.times()
    doubles = sum(times.values()) - len(times)
    with capsys.disabled():
        print(f"\n  {kills} kills, {len(times)} events, {doubles} doubles")
    assert {f"usr_{number}" for number in range(1, post.told + 1)} == post.heard()
    assert doubles <= kills * 4
