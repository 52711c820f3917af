"""KnownKeys, over memory and Postgres, and the cache in front."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.known_keys import FRESH_SECONDS, FreshKnownKeys
from domain.api_key import ApiKey, digest_of
from domain.refusal import Unavailable
from domain.tenant import Tenant
from tests.contracts.conftest import NOON, Stores
from tests.contracts.test_store import key_of
from tests.fixtures.race import race


def keep(stores: Stores, tenant: Tenant) -> ApiKey:
    """Keep a new key of a tenant."""
    key = key_of(tenant)
    with stores.store.begin() as tx:
        tx.api_keys.add(key)
    return key


def test_an_unknown_digest_is_none(stores: Stores) -> None:
    """A key that nobody issued is nobody's."""
    assert stores.known_keys.find(digest_of("auth1_pk_acme_0"), now=NOON) is None


def test_a_key_brings_its_tenant_and_signing_key(stores: Stores) -> None:
    """One look-up tells whose key it is and what the tenant's tokens are signed with."""
    acme = stores.tenant("acme")
    key = keep(stores, acme)
    known = stores.known_keys.find(key.digest, now=NOON)

    assert known is not None
    assert (key.id, acme, acme.id) == (known.key.id, known.tenant, known.signing_key(NOON).tenant_id)


def test_a_deleted_tenants_keys_are_nobodys(stores: Stores) -> None:
    """The end of a tenant is the end of its keys."""
    acme = stores.tenant("acme")
    key = keep(stores, acme)
    with stores.store.begin() as tx:
        tx.tenants.save(replace(acme, deleted_at=NOON))

    assert stores.known_keys.find(key.digest, now=NOON) is None


def test_the_last_use_is_noted_once_a_minute(stores: Stores) -> None:
    """Finding a live key notes its use, and again only when a minute is over."""
    acme = stores.tenant("acme")
    key = keep(stores, acme)

    def last_use_after(seconds: int) -> timedelta | None:
        stores.known_keys.find(key.digest, now=NOON + timedelta(seconds=seconds))
        with stores.store.begin() as tx:
            found = tx.api_keys.get(tenant_id=acme.id, key_id=key.id)
            return found.life.last_used_at - NOON if found and found.life.last_used_at else None

    uses = [last_use_after(second) for second in (0, 59, 60)]

    assert [timedelta(0), timedelta(0), timedelta(seconds=60)] == uses


def test_each_tenant_has_its_own_origins(stores: Stores) -> None:
    """The origins of all living tenants are those that preflights may come from."""
    for slug in ("acme", "bolt"):
        tenant = stores.tenant(slug)
        origins = {"settings": {"cors_origins": [f"https://{slug}.test"]}}
        with stores.store.begin() as tx:
            tx.tenants.save(tenant.changed(origins, now=NOON, test_numbers_must_end=True))

    assert {"https://acme.test", "https://bolt.test"} == stores.known_keys.allowed_origins(now=NOON)


def test_many_at_once_find_the_same(stores: Stores) -> None:
    """Parallel look-ups of a key that was never used find it and note one use."""
    key = keep(stores, stores.tenant("acme"))
    found = race(10, lambda _: stores.known_keys.find(key.digest, now=NOON))

    assert [key.id] * 10 == [known.key.id for known in found if known]


def test_a_store_that_is_gone_is_unavailable(nowhere: Stores) -> None:
    """Looking up says Unavailable, never an exception of the driver."""
    with pytest.raises(Unavailable):
        nowhere.known_keys.find(b"x", now=NOON)


def test_the_cache_forgets_within_five_seconds(stores: Stores) -> None:
    """A process forgets a revoked key in less than five seconds, and a new key works at once."""
    ticks = [0.0]
    cached = FreshKnownKeys(stores.known_keys, monotonic=lambda: ticks[0])
    acme = stores.tenant("acme")
    assert cached.find(key_of(acme).digest, now=NOON) is None
    key = keep(stores, acme)
    assert cached.find(key.digest, now=NOON) is not None
    with stores.store.begin() as tx:
        tx.api_keys.save(key.revoked(NOON))
    ticks[0] = FRESH_SECONDS
    known = cached.find(key.digest, now=NOON)

    assert known is not None and not known.key.life.is_live(NOON)
    assert FRESH_SECONDS < 5
