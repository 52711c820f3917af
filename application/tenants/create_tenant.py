"""A new tenant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.keys.api_keys import new_key
from application.ports.store import Store, Transaction
from application.ports.tokens import TokenSigner
from domain.api_key import ApiKey, KeyKind
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.plan import RouteBook
from domain.tenant import Tenant

KINDS: Final[tuple[KeyKind, KeyKind]] = ("publishable", "secret")


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
        tenant = self.draft(name=name, slug=slug, settings=settings, branding=branding, now=now)
        publishable, secret = (new_key(self.scribe, tenant, kind, "first", now) for kind in KINDS)
        with self.store.begin() as tx:
            self.within(tx, tenant, [publishable[0], secret[0]], now=now, caller=caller)
            new = NewTenant(tenant, publishable[1], secret[1])
            keep(tx, promise, new)
        return new

    def draft(
        self, *, name: Any, slug: str, settings: Mapping[str, Any], branding: Mapping[str, Any], now: datetime
    ) -> Tenant:
        """The tenant, not yet kept; raises InvalidRequest."""
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
        return tenant

    def within(self, tx: Transaction, tenant: Tenant, keys: Sequence[ApiKey], *, now: datetime, caller: Caller) -> None:
        """Keep a new tenant with these keys and its first signing key; raises Conflict."""
        algorithm = tenant.settings.signing_algorithm
        signing_key = self.signer.new_key(
            tenant_id=tenant.id, algorithm=algorithm, generation=1, now=now, active_from=now
        )
        tx.tenants.add(tenant)
        tx.signing_keys.add(signing_key)
        done = [(Action.TENANT_CREATED, str(tenant.id)), (Action.SIGNING_KEY_CREATED, signing_key.id)]
        for key in keys:
            tx.api_keys.add(key)
            done.append((Action.KEY_ISSUED, key.id))
        for action, subject in done:
            tx.records.add(self.scribe.audit(caller, action, at=now, tenant_id=tenant.id, subject=subject))
        tx.records.add(self.scribe.event("tenant.created", at=now, tenant_id=tenant.id, subject=tenant.id))
