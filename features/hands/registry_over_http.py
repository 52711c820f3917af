"""Hands on the doors of OAuth clients."""

from datetime import timedelta
from typing import Any

from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from features.hands.outcome import Outcome, Tenancy
from features.hands.registry import Registry
from tests.fixtures.worlds import World


class RegistryOverHttp(Registry):
    """See Registry."""

    @property
    def world(self) -> World:
        """The product as it stands."""
        raise NotImplementedError

    def tenant_call(self, method: str, path: str, tenant: Tenancy, body: Any = None) -> Outcome:
        """One request with the tenant's secret key."""
        raise NotImplementedError

    def register(self, tenant: Tenancy, values: dict[str, Any]) -> Outcome:
        return self.tenant_call("POST", "/clients", tenant, values)

    def clients(self, tenant: Tenancy) -> Outcome:
        return self.tenant_call("GET", "/clients", tenant)

    def change_client(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        return self.tenant_call("PATCH", f"/clients/{id}", tenant, changes)

    def delete_client(self, tenant: Tenancy, id: str) -> Outcome:
        return self.tenant_call("DELETE", f"/clients/{id}", tenant)

    def rotate_client_secret(self, tenant: Tenancy, id: str, overlap: timedelta) -> Outcome:
        body = {"overlap_seconds": int(overlap.total_seconds())}
        return self.tenant_call("POST", f"/clients/{id}/secret", tenant, body)

    def found_client(self, tenant: Tenancy, id: str) -> OAuthClient | None:
        book = self.world.container.adapters.client_book()
        found: OAuthClient | None = book.find(tenant_id=TenantId(tenant.id), client_id=ClientId(id))
        return found
