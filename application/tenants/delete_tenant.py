"""A tenant goes."""

from dataclasses import dataclass, replace

from application.audit.scribe import Scribe
from application.ports.known_keys import KnownKeys
from application.ports.store import Store
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.refusal import NotFound


@dataclass(frozen=True, slots=True)
class DeleteTenant:
    """End a tenant: its keys open nothing any more, and its slug is never given again, since tokens name it.

    Raises NotFound.
    """

    store: Store
    scribe: Scribe
    known_keys: KnownKeys

    def __call__(self, *, tenant_id: TenantId, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            tenant = tx.tenants.get(tenant_id)
            if tenant is None:
                raise NotFound("There is no tenant of that id.")
            tx.tenants.save(replace(tenant, deleted_at=now, images={}))
            tx.brand_images.remove_all(tenant_id=tenant_id)
            tx.records.add(
                self.scribe.audit(caller, Action.TENANT_DELETED, at=now, tenant_id=tenant_id, subject=tenant_id),
                self.scribe.event("tenant.deleted", at=now, tenant_id=tenant_id, subject=tenant_id),
            )
        self.known_keys.forget(tenant_id)
