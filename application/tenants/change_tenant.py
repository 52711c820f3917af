"""A tenant's name, settings or branding change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownKeys
from application.ports.store import Store, Transaction
from application.ports.tokens import TokenSigner
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.plan import RouteBook
from domain.refusal import NotFound
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class ChangeTenant:
    """Change any of `name`, `settings` and `branding`, all or nothing; another algorithm gets a signing key at once.

    Raises InvalidRequest, naming every wrong field, and NotFound.
    """

    store: Store
    signer: TokenSigner
    scribe: Scribe
    known_keys: KnownKeys
    book: RouteBook
    test_numbers_must_end: bool

    def __call__(self, *, tenant_id: TenantId, changes: Mapping[str, Any], caller: Caller) -> Tenant:
        now = self.scribe.now()
        with self.store.begin() as tx:
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            changed = tenant.changed(changes, now=now, test_numbers_must_end=self.test_numbers_must_end)
            if changed.settings.message_plan != tenant.settings.message_plan:
                self.book.require(changed.settings.message_plan, changed.slug)
            tx.tenants.save(changed)
            if changed.settings.signing_algorithm != tenant.settings.signing_algorithm:
                self._new_signing_key(tx, changed, caller)
            named = sorted(f"{part}.{name}" for part in ("settings", "branding") for name in changes.get(part, {}))
            tx.records.add(
                self.scribe.audit(
                    caller,
                    Action.TENANT_CHANGED,
                    at=now,
                    tenant_id=tenant_id,
                    subject=tenant_id,
                    details={"fields": [*named, *(["name"] if "name" in changes else [])]},
                ),
                self.scribe.event("tenant.changed", at=now, tenant_id=tenant_id, subject=tenant_id),
            )
        self.known_keys.forget(tenant_id)
        return changed

    def _new_signing_key(self, tx: Transaction, tenant: Tenant, caller: Caller) -> None:
        now = self.scribe.now()
        generation = 1 + len(tx.signing_keys.of_tenant(tenant_id=tenant.id))
        key = self.signer.new_key(
            tenant_id=tenant.id, algorithm=tenant.settings.signing_algorithm, generation=generation, now=now
        )
        tx.signing_keys.add(key)
        tx.records.add(
            self.scribe.audit(caller, Action.SIGNING_KEY_CREATED, at=now, tenant_id=tenant.id, subject=key.id)
        )
