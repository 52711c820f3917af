"""A tenant's OAuth clients: register, list, show, change, remove."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.keys.signing_keys import NewSigningKey
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from application.sessions.end_sessions import EndEverybody
from domain.audit import Action
from domain.caller import Caller
from domain.client_secret import SECRET_BYTES, ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import MOST_PER_TENANT, OAuthClient
from domain.redirect_uri import origin_of
from domain.refusal import Conflict, NotFound, require_version
from domain.tenant import Tenant

MISSING = "There is no client of that id."


@dataclass(frozen=True, slots=True)
class ToldOfClient:
    """Writes the audit row of what was done to a client; of its addresses the origins alone, of its secrets nothing."""

    scribe: Scribe

    def __call__(
        self, tx: Transaction, client: OAuthClient, action: Action, caller: Caller, now: datetime, **more: Any
    ) -> None:
        origins = dict.fromkeys(origin_of(uri) for uri in (*client.redirect_uris, *client.post_logout_redirect_uris))
        details = {"auth_method": client.auth_method, "origins": list(origins), **more}
        row = self.scribe.audit(caller, action, at=now, tenant_id=client.tenant_id, subject=client.id, details=details)
        tx.records.add(row)


def found(tx: Transaction, tenant_id: TenantId, client_id: ClientId) -> OAuthClient:
    """The client of a tenant that is there; raises NotFound."""
    is_there = tx.tenants.get(tenant_id) is not None
    client = tx.oauth_clients.get(tenant_id=tenant_id, client_id=client_id) if is_there else None
    if client is None:
        raise NotFound(MISSING)
    return client


def with_secret(scribe: Scribe, client: OAuthClient, now: datetime) -> tuple[OAuthClient, str | None]:
    """The client with a first secret and its text, where it proves itself by one and has none."""
    if not client.has_secret or client.secrets:
        return client, None
    kept, text = ClientSecret.issue(chance=scribe.dice.roll(SECRET_BYTES), now=now)
    return client.given(kept), text


@dataclass(frozen=True, slots=True)
class CreateClient:
    """Register a client; where it proves itself by a secret, that is returned once, else None.

    The tenant's first client makes its key for ID tokens.
    Raises InvalidRequest that names every wrong field, NotFound for a tenant that is not there, and Conflict where the
    tenant has 100 already.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys
    new_signing_key: NewSigningKey

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        values: Mapping[str, Any],
        caller: Caller,
        promise: Promise[tuple[OAuthClient, str | None]] | None = None,
    ) -> tuple[OAuthClient, str | None]:
        now = self.scribe.now()
        id = self.scribe.id(ClientId, now)
        client = OAuthClient.create(tenant_id=tenant_id, id=id, values=values, now=now)
        client, secret = with_secret(self.scribe, client, now)
        with self.store.begin() as tx:
            # The tenant's row is locked, so that two at once do not both become the hundredth.
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            if tx.oauth_clients.count(tenant_id=tenant_id) >= MOST_PER_TENANT:
                raise Conflict(f"A tenant has at most {MOST_PER_TENANT} clients. Delete one first.")
            self.within(tx, tenant, client, now=now, caller=caller)
            keep(tx, promise, (client, secret))
        self.known_keys.forget(tenant_id)
        return client, secret

    def within(self, tx: Transaction, tenant: Tenant, client: OAuthClient, *, now: datetime, caller: Caller) -> None:
        """Keep a new client of a tenant, and tell of it."""
        tx.oauth_clients.add(client)
        self.new_signing_key.first_for_ids(tx, tenant, now=now, caller=caller)
        grants = list(client.grant_types)
        ToldOfClient(self.scribe)(tx, client, Action.CLIENT_CREATED, caller, now, grant_types=grants)


@dataclass(frozen=True, slots=True)
class ListClients:
    """A tenant's clients, newest first; raises NotFound where there is no such tenant."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[OAuthClient]:
        with self.store.begin() as tx:
            if tx.tenants.get(tenant_id) is None:
                raise NotFound("There is no tenant of that id.")
            return tx.oauth_clients.page(tenant_id=tenant_id, before=before, most=most)


@dataclass(frozen=True, slots=True)
class ShowClient:
    """One client of a tenant; raises NotFound."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient:
        with self.store.begin() as tx:
            return found(tx, tenant_id, client_id)


@dataclass(frozen=True, slots=True)
class ChangeClient:
    """Change any field of a client, all or nothing; codes that are under way are judged by what it is then.

    One that proves itself by a secret from now on has none until RotateClientSecret gives it one.

    `expected` is the version that the caller saw; None: whatever it is.
    Raises InvalidRequest, naming every wrong field, NotFound and PreconditionFailed.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        client_id: ClientId,
        changes: Mapping[str, Any],
        caller: Caller,
        expected: int | None = None,
    ) -> OAuthClient:
        now = self.scribe.now()
        with self.store.begin() as tx:
            client = found(tx, tenant_id, client_id)
            require_version(client.version, expected)
            changed = client.changed(changes)
            self.within(tx, changed, named=sorted(changes), now=now, caller=caller)
        return changed

    def within(
        self, tx: Transaction, changed: OAuthClient, *, named: Sequence[str], now: datetime, caller: Caller
    ) -> None:
        """Keep a changed client, and tell of it; `named` are the fields that somebody changed."""
        tx.oauth_clients.save(changed)
        ToldOfClient(self.scribe)(tx, changed, Action.CLIENT_CHANGED, caller, now, fields=list(named))


@dataclass(frozen=True, slots=True)
class DeleteClient:
    """Forget a client: nobody signs in by it any more, and what it has of users ends; raises NotFound.

    Where it is broken off in the middle, its access tokens live out their minutes: its refresh tokens are dead.
    """

    store: Store
    scribe: Scribe
    end_everybody: EndEverybody

    def __call__(self, *, tenant_id: TenantId, client_id: ClientId, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            client = found(tx, tenant_id, client_id)
            tx.oauth_clients.remove(tenant_id=tenant_id, client_id=client_id)
            ToldOfClient(self.scribe)(tx, client, Action.CLIENT_DELETED, caller, now)
        for _ in self.end_everybody(tenant_id=tenant_id, client_id=client_id, caller=caller):
            """Batch by batch."""
