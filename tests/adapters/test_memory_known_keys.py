"""Keys that are remembered for a few seconds."""

from datetime import datetime, timedelta

from adapters.memory.clock import NOON
from adapters.memory.known_keys import FreshKnownKeys, MemoryKnownKeys
from application.ports.known_keys import KnownKey
from domain.api_key import digest_of
from domain.caller import Caller
from domain.ids import TenantId
from tests.fixtures.worlds import TenantKeys, World

CALLER = Caller("cli:ada", "cli_1")


class CountedKeys(MemoryKnownKeys):
    """Counts what is asked of it."""

    asked = 0

    def find(self, digest: bytes, *, now: datetime) -> KnownKey | None:
        """See KnownKeys."""
        self.asked += 1
        return super().find(digest, now=now)

    def allowed_origins(self, *, now: datetime) -> frozenset[str]:
        """See KnownKeys."""
        self.asked += 1
        return super().allowed_origins(now=now)


class Seconds:
    """A monotonic clock that is turned by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def fresh(world: World) -> tuple[FreshKnownKeys, CountedKeys, Seconds]:
    inner, seconds = CountedKeys(world.container.adapters.world()), Seconds()
    return FreshKnownKeys(inner, seconds), inner, seconds


def revoke(world: World, tenant: TenantKeys) -> None:
    key = MemoryKnownKeys(world.container.adapters.world()).find(digest_of(tenant.secret), now=NOON)
    assert key is not None
    world.container.use_cases.revoke_api_key()(
        tenant_id=TenantId(tenant.id), key_id=key.key.id, after=timedelta(0), caller=CALLER
    )


def test_a_known_key_is_asked_for_once_in_four_seconds(memory_world: World) -> None:
    """Within four seconds the answer comes from memory, after them from the store."""
    acme = memory_world.tenant()
    known, inner, seconds = fresh(memory_world)
    for at, asked in ((100.0, 1), (103.9, 1), (104.0, 2), (107.9, 2), (108.0, 3)):
        seconds.at = at
        found = known.find(digest_of(acme.secret), now=NOON)

        assert (asked, acme.id) == (inner.asked, found and found.tenant.id)


def test_a_revoked_key_is_known_as_such_within_four_seconds(memory_world: World) -> None:
    """What the store says of a revoked key arrives at the latest after four seconds."""
    acme = memory_world.tenant()
    known, _, seconds = fresh(memory_world)
    known.find(digest_of(acme.secret), now=NOON)
    revoke(memory_world, acme)
    seconds.at += 4.0
    found = known.find(digest_of(acme.secret), now=NOON)

    assert found is not None
    assert not found.key.life.is_live(NOON)


def test_an_unknown_key_is_not_remembered(memory_world: World) -> None:
    """A made-up key is asked for each time, so that a new key works at once and memory is not filled."""
    known, inner, _ = fresh(memory_world)
    for number in range(3):
        assert known.find(digest_of(str(number)), now=NOON) is None
        assert known.find(digest_of(str(number)), now=NOON) is None
    acme = memory_world.tenant()

    assert 6 == inner.asked
    assert known.find(digest_of(acme.secret), now=NOON) is not None


def test_a_deleted_tenants_key_is_none(memory_world: World) -> None:
    """With its tenant a key is gone, not revoked."""
    acme = memory_world.tenant()
    known, _, seconds = fresh(memory_world)
    known.find(digest_of(acme.secret), now=NOON)
    memory_world.container.use_cases.delete_tenant()(tenant_id=TenantId(acme.id), caller=CALLER)
    seconds.at += 4.0

    assert known.find(digest_of(acme.secret), now=NOON) is None


def test_origins_are_remembered_for_four_seconds(memory_world: World) -> None:
    """Every tenant's origins are known, and a new one after four seconds."""
    memory_world.tenant(cors_origins=["https://a.example"])
    known, inner, seconds = fresh(memory_world)
    before = known.allowed_origins(now=NOON)
    memory_world.tenant("other", cors_origins=["https://b.example"])
    within = known.allowed_origins(now=NOON)
    seconds.at += 4.0

    assert ({"https://a.example"}, 1) == (set(before), inner.asked)
    assert before == within
    assert {"https://a.example", "https://b.example"} == known.allowed_origins(now=NOON)


def test_use_is_noted_once_a_minute(memory_world: World) -> None:
    """The last use of a live key is noted, at most once a minute."""
    acme = memory_world.tenant()
    keys = MemoryKnownKeys(memory_world.container.adapters.world())
    table = memory_world.container.adapters.world().api_keys
    noted = []
    for seconds in (0, 59, 60, 119, 120):
        keys.find(digest_of(acme.secret), now=NOON + timedelta(seconds=seconds))
        used = next(key.life.last_used_at for key in table.values() if key.kind == "secret")
        noted.append((used - NOON).total_seconds())

    assert [0, 0, 60, 60, 120] == noted
