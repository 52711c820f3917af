"""A tenant's signing keys: list, rotate, hand over to the tenant's own servers, seal anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from application.ports.tokens import TokenSigner
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.refusal import Conflict, FieldError, InvalidRequest, NotFound
from domain.signing_key import LEAD, LONGEST_LEAD, KeyState, KeyUse, SigningKey, make_way, of_use, published, state_of
from domain.tenant import Tenant

BATCH = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A signing key and where it stands at this moment."""

    key: SigningKey
    state: KeyState


@dataclass(frozen=True, slots=True)
class NewSigningKey:
    """Make a tenant's next signing key within a commit, and set the end of those before it."""

    signer: TokenSigner
    scribe: Scribe

    def __call__(
        self,
        tx: Transaction,
        tenant: Tenant,
        *,
        now: datetime,
        after: timedelta,
        at_once: bool,
        caller: Caller,
        use: KeyUse = "access",
    ) -> SigningKey:
        older = tx.signing_keys.of_tenant(tenant_id=tenant.id)
        key = self.signer.new_key(
            tenant_id=tenant.id,
            algorithm=tenant.settings.algorithm_of(use),
            generation=1 + max((key.generation for key in older), default=0),
            now=now,
            active_from=now + after,
            use=use,
        )
        for changed in make_way(of_use(older, use), active_from=key.active_from, now=now, at_once=at_once):
            tx.signing_keys.save(changed)
        tx.signing_keys.add(key)
        details = {"algorithm": key.algorithm, "active_in": int(after.total_seconds()), "at_once": at_once, "use": use}
        tx.records.add(
            self.scribe.audit(
                caller, Action.SIGNING_KEY_CREATED, at=now, tenant_id=tenant.id, subject=key.id, details=details
            )
        )
        return key

    def first_for_ids(self, tx: Transaction, tenant: Tenant, *, now: datetime, caller: Caller) -> None:
        """Make the tenant's first key for ID tokens, within the commit that makes its first OpenID client.

        The caller holds the tenant's row, so that two first clients make one key.
        """
        if not of_use(tx.signing_keys.of_tenant(tenant_id=tenant.id), "id"):
            self(tx, tenant, now=now, after=timedelta(0), at_once=False, caller=caller, use="id")


@dataclass(frozen=True, slots=True)
class RotateSigningKey:
    """Give a tenant a new signing key: published now, signing after a while, while the old ones still verify.

    `after` is how long verifiers get to see it first (default 15 minutes).
    `at_once` is for a key that leaked: the new one signs now, and every token so far is dead.
    `use`: the keys of access tokens, or those of ID tokens.
    Raises NotFound, also where there is no key of that use, and Conflict while an earlier rotation has not come to its
    turn.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys
    new_signing_key: NewSigningKey

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        caller: Caller,
        after: timedelta = LEAD,
        at_once: bool = False,
        use: KeyUse = "access",
        promise: Promise[SigningKey] | None = None,
    ) -> SigningKey:
        if not timedelta(0) <= after <= LONGEST_LEAD:
            raise InvalidRequest([FieldError("activate_after", "This must be 0 seconds to 30 days.")])
        now = self.scribe.now()
        with self.store.begin() as tx:
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            keys = of_use(tx.signing_keys.of_tenant(tenant_id=tenant_id), use)
            if not keys:
                raise NotFound("This tenant has no OpenID client yet, and so no key for ID tokens.")
            if not at_once:
                _require_turn(keys, now)
            lead = timedelta(0) if at_once else after
            key = self.new_signing_key(tx, tenant, now=now, after=lead, at_once=at_once, caller=caller, use=use)
            tx.records.add(self.scribe.event("key.rotated", at=now, tenant_id=tenant_id, subject=key.id))
            keep(tx, promise, key)
        self.known_keys.forget(tenant_id)
        return key


def _require_turn(keys: Sequence[SigningKey], now: datetime) -> None:
    waiting = [key for key in published(keys, now) if key.active_from > now]
    if waiting:
        raise Conflict(f"A rotation is under way: {waiting[0].id} signs from {waiting[0].active_from.isoformat()}.")


@dataclass(frozen=True, slots=True)
class ListSigningKeys:
    """A tenant's signing keys, newest first, with their states and without their secrets; raises NotFound."""

    store: Store
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId) -> Sequence[Shown]:
        now = self.scribe.now()
        with self.store.begin() as tx:
            keys = tx.signing_keys.of_tenant(tenant_id=tenant_id)
        if not keys:
            raise NotFound("There is no tenant of that id.")
        return [Shown(key, state_of(key, keys, now)) for key in keys]


@dataclass(frozen=True, slots=True)
class ShareSigningKeys:
    """Hand a tenant the keys that verify its access tokens, the symmetric ones too, and remember who asked.

    Whoever has an HS256 key can also mint with it: with many verifiers choose ES256 or EdDSA.
    """

    store: Store
    signer: TokenSigner
    scribe: Scribe

    def __call__(self, *, tenant_id: TenantId, caller: Caller) -> Mapping[str, Any]:
        now = self.scribe.now()
        with self.store.begin() as tx:
            keys = published(of_use(tx.signing_keys.of_tenant(tenant_id=tenant_id), "access"), now)
            shared = [self.signer.public_jwk(key) or self.signer.secret_jwk(key) for key in keys]
            details = {"keys": [key.id for key in keys]}
            tx.records.add(
                self.scribe.audit(caller, Action.SIGNING_KEYS_SHARED, at=now, tenant_id=tenant_id, details=details)
            )
        return {"keys": shared}


@dataclass(frozen=True, slots=True)
class ResealSigningKeys:
    """Seal every signing key anew under JWT_SECRET, batch by batch; yields (done, all) for a progress bar.

    No key changes, so no token does.  It may be stopped and begun again at any time.
    Raises Unavailable where a key was sealed under neither JWT_SECRET nor JWT_SECRET_PREVIOUS.
    """

    store: Store
    signer: TokenSigner
    scribe: Scribe

    def __call__(self) -> Iterator[tuple[int, int]]:
        mine, done = self.scribe.keys.id, 0
        with self.store.begin() as tx:
            total = tx.signing_keys.count_sealed_otherwise(mine)
        yield done, total
        while True:
            with self.store.begin() as tx:
                found = tx.signing_keys.sealed_otherwise(mine, most=BATCH)
                for key in found:
                    tx.signing_keys.save(self.signer.resealed(key))
            if not found:
                return
            done += len(found)
            yield done, max(done, total)
