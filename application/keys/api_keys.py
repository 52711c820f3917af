"""A tenant's API keys: issue, list, revoke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from domain.api_key import SECRET_BYTES, ApiKey, KeyKind, Lifetime, require_end, require_name
from domain.audit import Action
from domain.caller import Caller
from domain.ids import KeyId, TenantId
from domain.refusal import FieldError, Forbidden, InvalidRequest, NotFound
from domain.rights import Rights
from domain.rules import plain
from domain.tenant import Tenant

ALL_RIGHTS = Rights()


def new_key(
    scribe: Scribe,
    tenant: Tenant,
    kind: KeyKind,
    name: str,
    now: datetime,
    expires_at: datetime | None = None,
    rights: Rights = ALL_RIGHTS,
) -> tuple[ApiKey, str]:
    """A key of a tenant and its secret."""
    return ApiKey.issue(
        tenant_id=tenant.id,
        slug=tenant.slug,
        id=scribe.id(KeyId, now),
        kind=kind,
        name=name,
        chance=scribe.dice.roll(SECRET_BYTES),
        life=Lifetime(created_at=now, expires_at=expires_at),
        rights=rights,
    )


def tell_of_key(tx: Transaction, scribe: Scribe, key: ApiKey, action: Action, *, now: datetime, caller: Caller) -> None:
    """An audit row and an event of a key that was issued or changed, with what it may do now."""
    details = {"kind": key.kind, "prefix": key.prefix, "scopes": list(key.rights.scopes)}
    payload = {"kind": key.kind}
    tx.records.add(
        scribe.audit(caller, action, at=now, tenant_id=key.tenant_id, subject=key.id, details=details),
        scribe.event(action.value, at=now, tenant_id=key.tenant_id, subject=key.id, payload=payload),
    )


@dataclass(frozen=True, slots=True)
class IssueApiKey:
    """Make a key of a tenant; its secret is returned once.  Earlier keys go on, so that apps change over in peace.

    `giver` are the rights of the key that asks, if one does, and `giver_ends` when it expires: nobody gives away more
    than they have.
    Raises InvalidRequest, Forbidden and NotFound.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        kind: KeyKind,
        name: str,
        expires_at: datetime | None,
        caller: Caller,
        rights: Rights = ALL_RIGHTS,
        giver: Rights = ALL_RIGHTS,
        giver_ends: datetime | None = None,
        promise: Promise[tuple[ApiKey, str]] | None = None,
    ) -> tuple[ApiKey, str]:
        now = self.scribe.now()
        if kind == "publishable" and rights != ALL_RIGHTS:
            raise InvalidRequest([FieldError("scopes", "A publishable key opens sign-in alone; it takes no rights.")])
        if kind == "secret" and not (giver.covers(rights) and _ends_by(expires_at, giver_ends)):
            raise Forbidden("A key gives no scope, network, rate or time away that it does not have itself.")
        require_name(name)
        require_end(expires_at, now)
        with self.store.begin() as tx:
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            key, secret = new_key(self.scribe, tenant, kind, name, now, expires_at, rights)
            self.within(tx, key, now=now, caller=caller)
            keep(tx, promise, (key, secret))
        return key, secret

    def within(self, tx: Transaction, key: ApiKey, *, now: datetime, caller: Caller) -> None:
        """Keep a new key, and tell of it."""
        tx.api_keys.add(key)
        tell_of_key(tx, self.scribe, key, Action.KEY_ISSUED, now=now, caller=caller)


def _ends_by(expires_at: datetime | None, latest: datetime | None) -> bool:
    return latest is None or (expires_at is not None and expires_at <= latest)


@dataclass(frozen=True, slots=True)
class ListApiKeys:
    """A tenant's keys, newest first; raises NotFound where there is no such tenant."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[ApiKey]:
        with self.store.begin() as tx:
            if tx.tenants.get(tenant_id) is None:
                raise NotFound("There is no tenant of that id.")
            return tx.api_keys.page(tenant_id=tenant_id, before=before, most=most)


@dataclass(frozen=True, slots=True)
class ShowApiKey:
    """One key of a tenant; raises NotFound."""

    store: Store

    def __call__(self, *, tenant_id: TenantId, key_id: KeyId) -> ApiKey:
        with self.store.begin() as tx:
            key = tx.api_keys.get(tenant_id=tenant_id, key_id=key_id)
        if key is None:
            raise NotFound("There is no key of that id.")
        return key


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    """End a key now, or after a while in which apps change over.

    This process refuses it at once, the others within 5 s.

    Raises NotFound for an id that is not this tenant's.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys

    def __call__(self, *, tenant_id: TenantId, key_id: KeyId, after: timedelta, caller: Caller) -> ApiKey:
        now = self.scribe.now()
        with self.store.begin() as tx:
            key = tx.api_keys.get(tenant_id=tenant_id, key_id=key_id)
            if key is None:
                raise NotFound("There is no key of that id.")
            key = key.revoked(now + after)
            tx.api_keys.save(key)
            self._tell(tx, key, now, caller)
        self.known_keys.forget(tenant_id)
        return key

    def _tell(self, tx: Transaction, key: ApiKey, now: datetime, caller: Caller) -> None:
        ends = {"revoked_at": plain(key.life.revoked_at)}
        tx.records.add(
            self.scribe.audit(
                caller, Action.KEY_REVOKED, at=now, tenant_id=key.tenant_id, subject=key.id, details=ends
            ),
            self.scribe.event("key.revoked", at=now, tenant_id=key.tenant_id, subject=key.id, payload=ends),
        )
