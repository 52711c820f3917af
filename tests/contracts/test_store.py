"""Store and its repositories, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.store import Transaction
from domain.api_key import AdminToken, ApiKey, KeyKind, Lifetime
from domain.audit import Action, AuditEvent
from domain.ids import AdminTokenId, AuditId, KeyId, TenantId
from domain.refusal import Conflict, Unavailable
from domain.tenant import Tenant
from tests.contracts.asks import make
from tests.contracts.conftest import DICE, NOON, SIGNER, Stores
from tests.fixtures.race import race


def key_of(tenant: Tenant, kind: KeyKind = "secret") -> ApiKey:
    """A new key."""
    life = Lifetime(NOON, expires_at=NOON + timedelta(days=1))
    key, _ = ApiKey.issue(
        tenant_id=tenant.id, slug=tenant.slug, id=make(KeyId), kind=kind, name="ci", chance=DICE.roll(24), life=life
    )
    return key


class TestEmpty:
    """Nothing is there."""

    def test_unknown_things_are_none_or_empty(self, stores: Stores) -> None:
        """What is not there is None or empty, never an error."""
        nobody = make(TenantId)
        with stores.store.begin() as tx:
            assert tx.tenants.get(nobody) is None
            assert tx.tenants.by_slug("nobody") is None
            assert [] == list(tx.tenants.page(before="", most=10))
            assert tx.api_keys.get(tenant_id=nobody, key_id=make(KeyId)) is None
            assert [] == list(tx.api_keys.page(tenant_id=nobody, before="", most=10))
            assert [] == list(tx.admin_tokens.all())
            assert tx.admin_tokens.get(make(AdminTokenId)) is None
            assert [] == list(tx.signing_keys.of_tenant(tenant_id=nobody))


class TestNormal:
    """What is kept is found again."""

    def test_a_tenant_comes_back_as_it_was(self, stores: Stores) -> None:
        """Settings of every type survive, and so does the branding."""
        acme = stores.tenant("acme")
        values = {
            "otp_length": 8,
            "allowed_countries": ["US", "DE"],
            "test_numbers": {"+15551234567": "482913"},
            "test_numbers_until": "2026-12-01T00:00:00Z",
        }
        changes = {"name": "Acme & Co", "settings": values, "branding": {"color": "#112233"}}
        changed = acme.changed(changes, now=NOON, test_numbers_must_end=True)
        with stores.store.begin() as tx:
            tx.tenants.save(changed)
        with stores.store.begin() as tx:
            assert changed == tx.tenants.get(acme.id) == tx.tenants.by_slug("acme")

    def test_pages_are_newest_first(self, stores: Stores) -> None:
        """A cursor continues where the page before ended."""
        made = [stores.tenant(slug) for slug in ("a", "b", "c", "d", "e")]
        with stores.store.begin() as tx:
            everything = [tenant.id for tenant in tx.tenants.page(before="", most=10)]
            first = tx.tenants.page(before="", most=4)
            rest = tx.tenants.page(before=first[-1].id, most=10)

        assert sorted(everything, reverse=True) == everything
        assert everything == [tenant.id for tenant in (*first, *rest)]
        assert {tenant.id for tenant in made} == set(everything)

    def test_a_taken_slug_is_a_conflict(self, stores: Stores) -> None:
        """No two tenants have one slug, also after one is deleted."""
        acme = stores.tenant("acme")
        with stores.store.begin() as tx:
            tx.tenants.save(replace(acme, deleted_at=NOON))

        with pytest.raises(Conflict):
            stores.tenant("acme")
        with stores.store.begin() as tx:
            assert tx.tenants.get(acme.id) is None
            assert tx.tenants.by_slug("acme") is None

    def test_keys_come_back_and_change(self, stores: Stores) -> None:
        """A key's end is kept, and its digest is all that is known of its secret."""
        acme = stores.tenant("acme")
        key = key_of(acme)
        with stores.store.begin() as tx:
            tx.api_keys.add(key)
            tx.api_keys.save(key.revoked(NOON))
        with stores.store.begin() as tx:
            assert key.revoked(NOON) == tx.api_keys.get(tenant_id=acme.id, key_id=key.id)
            assert [key.id] == [one.id for one in tx.api_keys.page(tenant_id=acme.id, before="", most=5)]

    def test_admin_tokens_come_back_and_change(self, stores: Stores) -> None:
        """A named token's end is kept."""
        token, _ = AdminToken.issue(id=make(AdminTokenId), name="ada", chance=DICE.roll(24), life=Lifetime(NOON))
        ended = replace(token, life=replace(token.life, revoked_at=NOON))
        with stores.store.begin() as tx:
            tx.admin_tokens.add(token)
            tx.admin_tokens.save(ended)
        with stores.store.begin() as tx:
            assert [ended] == list(tx.admin_tokens.all())
            assert ended == tx.admin_tokens.get(token.id)

    def test_signing_keys_come_newest_first_and_keep_their_ends(self, stores: Stores) -> None:
        """A new key stands before the old one, whose end is kept."""
        acme = stores.tenant("acme")
        with stores.store.begin() as tx:
            tx.signing_keys.add(
                SIGNER.new_key(tenant_id=acme.id, algorithm="ES256", generation=2, now=NOON, active_from=NOON)
            )
            old = tx.signing_keys.of_tenant(tenant_id=acme.id)[-1]
            tx.signing_keys.save(old.retired(NOON + timedelta(days=1)))
        with stores.store.begin() as tx:
            found = tx.signing_keys.of_tenant(tenant_id=acme.id)

        assert [("ES256", None), ("HS256", NOON + timedelta(days=1))] == [
            (key.algorithm, key.retires_at) for key in found
        ]

    def test_a_block_that_raises_leaves_nothing(self, stores: Stores) -> None:
        """All or nothing: what a failing transaction did is not there."""

        def half(tx: Transaction) -> None:
            tx.tenants.add(Tenant(make(TenantId), "half", "Half", NOON))
            tx.records.add(AuditEvent("t", make(AuditId), NOON, Action.TENANT_CREATED, "cli"))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), stores.store.begin() as tx:
            half(tx)
        with stores.store.begin() as tx:
            assert tx.tenants.by_slug("half") is None


class TestTenantWall:
    """Another tenant sees nothing."""

    def test_keys_are_their_tenants(self, stores: Stores) -> None:
        """Another tenant's key is not there."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        key = key_of(acme)
        with stores.store.begin() as tx:
            tx.api_keys.add(key)
        with stores.store.begin() as tx:
            assert tx.api_keys.get(tenant_id=bolt.id, key_id=key.id) is None
            assert [] == list(tx.api_keys.page(tenant_id=bolt.id, before="", most=5))
            assert 1 == len(tx.signing_keys.of_tenant(tenant_id=bolt.id))


class TestRace:
    """Real threads."""

    def test_one_of_many_gets_the_slug(self, stores: Stores) -> None:
        """Of ten that want the same slug, one gets it, and the others hear that it is taken."""

        def create(_: int) -> bool:
            try:
                stores.tenant("acme")
            except Conflict:
                return False
            return True

        assert 1 == sum(race(10, create))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Beginning says Unavailable, never an exception of the driver."""
        with pytest.raises(Unavailable), nowhere.store.begin():
            pass
