"""Tenants, to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.store import Store
from domain.ids import TenantId
from domain.refusal import NotFound
from domain.tenant import Tenant, is_slug


@dataclass(frozen=True, slots=True)
class ShowTenant:
    """One tenant, by its id or its slug; raises NotFound."""

    store: Store

    def __call__(self, id_or_slug: str) -> Tenant:
        tenant_id = TenantId.parse(id_or_slug)
        tenant = None
        if tenant_id or is_slug(id_or_slug):
            with self.store.begin() as tx:
                tenant = tx.tenants.get(tenant_id) if tenant_id else tx.tenants.by_slug(id_or_slug)
        if tenant is None:
            raise NotFound("There is no such tenant.")
        return tenant


@dataclass(frozen=True, slots=True)
class ListTenants:
    """Tenants, newest first."""

    store: Store

    def __call__(self, *, before: str, most: int) -> Sequence[Tenant]:
        with self.store.begin() as tx:
            return tx.tenants.page(before=before, most=most)
