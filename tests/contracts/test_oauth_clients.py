"""OAuthClients and ClientBook, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.ports.store import Transaction
from domain.client_secret import SECRET_BYTES, ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from domain.refusal import Unavailable
from domain.tenant import Tenant
from tests.contracts.asks import make
from tests.contracts.conftest import DICE, NOON, Stores
from tests.fixtures.race import race

HOUR = timedelta(hours=1)
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k1"}
WEB: dict[str, Any] = {
    "name": "Web „app”", "auth_method": "client_secret_basic", "redirect_uris": ["https://app.example.com/cb"],
}  # fmt: skip


def client_of(tenant: Tenant, **values: Any) -> OAuthClient:
    """A new client with two secrets, of which one ends."""
    said = {**WEB, **values}
    client = OAuthClient.create(tenant_id=tenant.id, id=make(ClientId), values=said, now=NOON)
    (first, _), (second, _) = (ClientSecret.issue(chance=DICE.roll(SECRET_BYTES), now=NOON) for _ in range(2))
    return client.given(first).rotated(second, until=NOON + HOUR, now=NOON) if client.has_secret else client


def keep(stores: Stores, *clients: OAuthClient) -> None:
    """Keep some clients."""
    with stores.store.begin() as tx:
        for client in clients:
            tx.oauth_clients.add(client)


class TestEmpty:
    """Nothing is there."""

    def test_unknown_things_are_none_or_empty(self, stores: Stores) -> None:
        """What is not there is None, nothing or zero, never an error."""
        nobody, client_id = make(TenantId), make(ClientId)
        with stores.store.begin() as tx:
            assert tx.oauth_clients.get(tenant_id=nobody, client_id=client_id) is None
            assert [] == list(tx.oauth_clients.page(tenant_id=nobody, before="", most=10))
            assert 0 == tx.oauth_clients.count(tenant_id=nobody)
            tx.oauth_clients.remove(tenant_id=nobody, client_id=client_id)
        assert stores.client_book.find(tenant_id=nobody, client_id=client_id) is None


class TestNormal:
    """What is kept is found again."""

    @pytest.mark.parametrize(
        "values",
        [
            {"scopes": ["openid", "orders:read"], "grant_types": ["authorization_code", "refresh_token"]},
            {"auth_method": "none", "redirect_uris": ["com.example.app:/cb"], "needs_consent": False, "scopes": []},
            {"auth_method": "private_key_jwt", "jwks": {"keys": [JWK]}, "post_logout_redirect_uris": ["https://a.b/c"]},
        ],
        ids=["by secret", "public", "by keys"],
    )
    def test_a_client_comes_back_as_it_was(self, stores: Stores, values: dict[str, Any]) -> None:
        """Every field of it, to a transaction and to the book."""
        acme = stores.tenant("acme")
        client = client_of(acme, **values)
        keep(stores, client)
        with stores.store.begin() as tx:
            assert client == tx.oauth_clients.get(tenant_id=acme.id, client_id=client.id)

        assert client == stores.client_book.find(tenant_id=acme.id, client_id=client.id)

    def test_a_change_is_seen_at_once(self, stores: Stores) -> None:
        """The book remembers nothing of what it said before."""
        acme = stores.tenant("acme")
        client, other = client_of(acme), client_of(acme)
        keep(stores, client, other)
        assert stores.client_book.find(tenant_id=acme.id, client_id=client.id)
        changed = client.changed({"auth_method": "none", "name": "App", "redirect_uris": ["https://a.example/x"]})
        with stores.store.begin() as tx:
            tx.oauth_clients.save(changed)

        assert changed == stores.client_book.find(tenant_id=acme.id, client_id=client.id)
        assert other == stores.client_book.find(tenant_id=acme.id, client_id=other.id)

    def test_pages_are_newest_first(self, stores: Stores) -> None:
        """A cursor continues where the page before ended; the count is of all."""
        acme = stores.tenant("acme")
        made = [client_of(acme) for _ in range(5)]
        keep(stores, *made)
        with stores.store.begin() as tx:
            first = tx.oauth_clients.page(tenant_id=acme.id, before="", most=3)
            rest = tx.oauth_clients.page(tenant_id=acme.id, before=first[-1].id, most=3)
            assert 5 == tx.oauth_clients.count(tenant_id=acme.id)

        assert sorted(made, key=lambda one: one.id, reverse=True) == [*first, *rest]

    def test_what_is_removed_is_gone(self, stores: Stores) -> None:
        """The others stay."""
        acme = stores.tenant("acme")
        gone, other = client_of(acme), client_of(acme)
        keep(stores, gone, other)
        with stores.store.begin() as tx:
            tx.oauth_clients.remove(tenant_id=acme.id, client_id=gone.id)

        assert stores.client_book.find(tenant_id=acme.id, client_id=gone.id) is None
        with stores.store.begin() as tx:
            assert [other] == list(tx.oauth_clients.page(tenant_id=acme.id, before="", most=3))

    def test_a_deleted_tenants_clients_are_nobodys(self, stores: Stores) -> None:
        """The end of a tenant is the end of sign-in by its clients."""
        acme = stores.tenant("acme")
        client = client_of(acme)
        keep(stores, client)
        with stores.store.begin() as tx:
            tx.tenants.save(replace(acme, deleted_at=NOON))

        assert stores.client_book.find(tenant_id=acme.id, client_id=client.id) is None

    def test_a_block_that_raises_leaves_nothing(self, stores: Stores) -> None:
        """All or nothing."""
        acme = stores.tenant("acme")
        client = client_of(acme)

        def half(tx: Transaction) -> None:
            tx.oauth_clients.add(client)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), stores.store.begin() as tx:
            half(tx)
        assert stores.client_book.find(tenant_id=acme.id, client_id=client.id) is None


class TestTenantWall:
    """Another tenant sees nothing."""

    def test_another_tenant_cannot_see_it(self, stores: Stores) -> None:
        """It neither finds, lists, counts nor removes it."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        client = client_of(acme)
        keep(stores, client)
        with stores.store.begin() as tx:
            assert tx.oauth_clients.get(tenant_id=bolt.id, client_id=client.id) is None
            assert [] == list(tx.oauth_clients.page(tenant_id=bolt.id, before="", most=5))
            assert 0 == tx.oauth_clients.count(tenant_id=bolt.id)
            tx.oauth_clients.remove(tenant_id=bolt.id, client_id=client.id)

        assert stores.client_book.find(tenant_id=bolt.id, client_id=client.id) is None
        assert client == stores.client_book.find(tenant_id=acme.id, client_id=client.id)


class TestRace:
    """Real threads."""

    def test_who_changes_it_waits_for_who_does_already(self, stores: Stores) -> None:
        """Ten changes at once are ten changes: none is lost."""
        acme = stores.tenant("acme")
        client = client_of(acme)
        keep(stores, client)

        def change(number: int) -> None:
            with stores.store.begin() as tx:
                found = tx.oauth_clients.get(tenant_id=acme.id, client_id=client.id)
                assert found is not None
                tx.oauth_clients.save(found.changed({"scopes": [*found.scopes, f"s{number}"]}))

        race(10, change)
        now = stores.client_book.find(tenant_id=acme.id, client_id=client.id)

        assert now is not None
        assert (client.version + 10, 11) == (now.version, len(now.scopes))


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Looking up says Unavailable, never an exception of the driver."""
        with pytest.raises(Unavailable):
            nowhere.client_book.find(tenant_id=make(TenantId), client_id=make(ClientId))
