"""A new tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.keys.api_keys import new_key
from application.ports.store import Store
from application.ports.tokens import TokenSigner
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.plan import RouteBook
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class NewTenant:
    """A tenant and the secrets of its first two keys, shown once."""

    tenant: Tenant
    publishable_key: str = field(repr=False)
    secret_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CreateTenant:
    """Make a tenant with a publishable key, a secret key and a signing key, in one commit.

    Raises InvalidRequest, naming every wrong field, and Conflict where the slug is taken.
    """

    store: Store
    signer: TokenSigner
    scribe: Scribe
    book: RouteBook
    test_numbers_must_end: bool

    def __call__(
        self,
        *,
        name: str,
        slug: str,
        settings: Mapping[str, Any],
        branding: Mapping[str, Any],
        caller: Caller,
        promise: Promise[NewTenant] | None = None,
    ) -> NewTenant:
        now = self.scribe.now()
        tenant = Tenant.create(
            id=self.scribe.id(TenantId, now),
            name=name,
            slug=slug,
            settings=settings,
            branding=branding,
            now=now,
            test_numbers_must_end=self.test_numbers_must_end,
        )
        self.book.require(tenant.settings.message_plan, tenant.slug)
        return self._keep(tenant, now, caller, promise)

    def _keep(self, tenant: Tenant, now: datetime, caller: Caller, promise: Promise[NewTenant] | None) -> NewTenant:
        publishable, publishable_secret = new_key(self.scribe, tenant, "publishable", "first", now)
        secret, secret_secret = new_key(self.scribe, tenant, "secret", "first", now)
        algorithm = tenant.settings.signing_algorithm
        signing_key = self.signer.new_key(
            tenant_id=tenant.id, algorithm=algorithm, generation=1, now=now, active_from=now
        )
        with self.store.begin() as tx:
            tx.tenants.add(tenant)
            tx.api_keys.add(publishable)
            tx.api_keys.add(secret)
            tx.signing_keys.add(signing_key)
            for action, subject in (
                (Action.TENANT_CREATED, str(tenant.id)),
                (Action.KEY_ISSUED, publishable.id),
                (Action.KEY_ISSUED, secret.id),
                (Action.SIGNING_KEY_CREATED, signing_key.id),
            ):
                tx.records.add(self.scribe.audit(caller, action, at=now, tenant_id=tenant.id, subject=subject))
            tx.records.add(self.scribe.event("tenant.created", at=now, tenant_id=tenant.id, subject=tenant.id))
            new = NewTenant(tenant, publishable_secret, secret_secret)
            keep(tx, promise, new)
        return new
