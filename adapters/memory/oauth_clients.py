"""OAuth clients in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.memory.world import MemoryWorld
from application.ports.oauth_clients import ClientBook, OAuthClients
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient


@dataclass(frozen=True, slots=True)
class MemoryOAuthClients(OAuthClients):
    """Clients of a world."""

    world: MemoryWorld

    def add(self, client: OAuthClient) -> None:
        """See OAuthClients."""
        self.world.oauth_clients[client.tenant_id, client.id] = client

    def save(self, client: OAuthClient) -> None:
        """See OAuthClients."""
        self.world.oauth_clients[client.tenant_id, client.id] = client

    def get(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """See OAuthClients."""
        return self.world.oauth_clients.get((tenant_id, client_id))

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[OAuthClient]:
        """See OAuthClients."""
        mine = [one for one in self._of(tenant_id) if not before or one.id < before]
        return sorted(mine, key=lambda one: one.id, reverse=True)[:most]

    def remove(self, *, tenant_id: TenantId, client_id: ClientId) -> None:
        """See OAuthClients."""
        self.world.oauth_clients.pop((tenant_id, client_id), None)

    def count(self, *, tenant_id: TenantId) -> int:
        """See OAuthClients."""
        return len(self._of(tenant_id))

    def _of(self, tenant_id: TenantId) -> list[OAuthClient]:
        return [one for one in self.world.oauth_clients.values() if one.tenant_id == tenant_id]


class MemoryClientBook(ClientBook):
    """The clients of a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def find(self, *, tenant_id: TenantId, client_id: ClientId) -> OAuthClient | None:
        """See ClientBook."""
        with self._world.lock:
            tenant = self._world.tenants.get(tenant_id)
            is_there = tenant is not None and tenant.deleted_at is None
            return self._world.oauth_clients.get((tenant_id, client_id)) if is_there else None
