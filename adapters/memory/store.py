"""The administrative paths in memory."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from adapters.memory.answers import MemoryAnswers
from adapters.memory.authorizations import MemoryAuthorizations, MemoryConsents
from adapters.memory.brand_images import MemoryBrandImages
from adapters.memory.codes import MemoryCodes
from adapters.memory.hooks import MemoryHooks
from adapters.memory.networks import MemoryNetworks
from adapters.memory.notices import MemoryNotices
from adapters.memory.oauth_clients import MemoryOAuthClients
from adapters.memory.prices import MemoryPrices
from adapters.memory.user_sessions import MemoryUserSessions
from adapters.memory.users import MemoryAddressChanges, MemoryUsers
from adapters.memory.webhooks import MemoryWebhooks
from adapters.memory.world import MemoryWorld
from application.ports import store as ports
from domain.api_key import AdminToken, ApiKey
from domain.audit import AuditEvent, Event
from domain.ids import AdminTokenId, KeyId, TenantId
from domain.refusal import Conflict
from domain.signing_key import SigningKey
from domain.tenant import Tenant

Identified = TypeVar("Identified", Tenant, ApiKey)


class MemoryStore(ports.Store):
    """Transactions on a MemoryWorld."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    @contextmanager
    def begin(self) -> Iterator[ports.Transaction]:
        """See Store."""
        with self._world.transaction():
            yield ports.Transaction(
                tenants=MemoryTenants(self._world),
                api_keys=MemoryApiKeys(self._world),
                admin_tokens=MemoryAdminTokens(self._world),
                signing_keys=MemorySigningKeys(self._world),
                prices=MemoryPrices(self._world),
                networks=MemoryNetworks(self._world),
                codes=MemoryCodes(self._world),
                users=MemoryUsers(self._world),
                sessions=MemoryUserSessions(self._world),
                address_changes=MemoryAddressChanges(self._world),
                answers=MemoryAnswers(self._world),
                notices=MemoryNotices(self._world),
                hooks=MemoryHooks(self._world),
                brand_images=MemoryBrandImages(self._world),
                webhooks=MemoryWebhooks(self._world),
                authorizations=MemoryAuthorizations(self._world),
                consents=MemoryConsents(self._world),
                oauth_clients=MemoryOAuthClients(self._world),
                records=MemoryRecords(self._world),
            )


@dataclass(frozen=True, slots=True)
class MemoryTenants(ports.Tenants):
    """Tenants of a world."""

    world: MemoryWorld

    def add(self, tenant: Tenant) -> None:
        """See Tenants."""
        if any(tenant.slug == other.slug for other in self.world.tenants.values()):
            raise Conflict("The slug is taken. Choose another one.")
        self.world.tenants[tenant.id] = tenant

    def save(self, tenant: Tenant) -> None:
        """See Tenants."""
        self.world.tenants[tenant.id] = tenant

    def get(self, tenant_id: TenantId) -> Tenant | None:
        """See Tenants."""
        tenant = self.world.tenants.get(tenant_id)
        return tenant if tenant and tenant.deleted_at is None else None

    def by_slug(self, slug: str) -> Tenant | None:
        """See Tenants."""
        return next((tenant for tenant in self._live() if tenant.slug == slug), None)

    def page(self, *, before: str, most: int, with_deleted: bool = False) -> Sequence[Tenant]:
        """See Tenants."""
        return _page([*self.world.tenants.values()] if with_deleted else self._live(), before, most)

    def _live(self) -> list[Tenant]:
        return [tenant for tenant in self.world.tenants.values() if tenant.deleted_at is None]


@dataclass(frozen=True, slots=True)
class MemoryApiKeys(ports.ApiKeys):
    """Keys of a world."""

    world: MemoryWorld

    def add(self, key: ApiKey) -> None:
        """See ApiKeys."""
        self.world.api_keys[key.tenant_id, key.id] = key

    def save(self, key: ApiKey) -> None:
        """See ApiKeys."""
        self.world.api_keys[key.tenant_id, key.id] = key

    def get(self, *, tenant_id: TenantId, key_id: KeyId) -> ApiKey | None:
        """See ApiKeys."""
        return self.world.api_keys.get((tenant_id, key_id))

    def page(self, *, tenant_id: TenantId, before: str, most: int) -> Sequence[ApiKey]:
        """See ApiKeys."""
        return _page([key for key in self.world.api_keys.values() if key.tenant_id == tenant_id], before, most)


@dataclass(frozen=True, slots=True)
class MemoryAdminTokens(ports.AdminTokens):
    """Named admin tokens of a world."""

    world: MemoryWorld

    def add(self, token: AdminToken) -> None:
        """See AdminTokens."""
        self.world.admin_tokens[token.id] = token

    def save(self, token: AdminToken) -> None:
        """See AdminTokens."""
        self.world.admin_tokens[token.id] = token

    def get(self, token_id: AdminTokenId) -> AdminToken | None:
        """See AdminTokens."""
        return self.world.admin_tokens.get(token_id)

    def all(self) -> Sequence[AdminToken]:
        """See AdminTokens."""
        return sorted(self.world.admin_tokens.values(), key=lambda token: token.id, reverse=True)


@dataclass(frozen=True, slots=True)
class MemorySigningKeys(ports.SigningKeys):
    """Signing keys of a world, newest first."""

    world: MemoryWorld

    def add(self, key: SigningKey) -> None:
        """See SigningKeys."""
        self.world.signing_keys[key.tenant_id] = [key, *self.world.signing_keys.get(key.tenant_id, [])]

    def save(self, key: SigningKey) -> None:
        """See SigningKeys."""
        mine = self.world.signing_keys[key.tenant_id]
        self.world.signing_keys[key.tenant_id] = [key if key.id == old.id else old for old in mine]

    def of_tenant(self, *, tenant_id: TenantId) -> Sequence[SigningKey]:
        """See SigningKeys."""
        return self.world.signing_keys.get(tenant_id, [])

    def sealed_otherwise(self, seal_key_id: str, *, most: int) -> Sequence[SigningKey]:
        """See SigningKeys."""
        every = [key for mine in self.world.signing_keys.values() for key in mine]
        return [key for key in every if key.seal_key_id != seal_key_id][:most]

    def count_sealed_otherwise(self, seal_key_id: str) -> int:
        """See SigningKeys."""
        return len(self.sealed_otherwise(seal_key_id, most=sys.maxsize))


@dataclass(frozen=True, slots=True)
class MemoryRecords(ports.Records):
    """Audit rows and events of a world."""

    world: MemoryWorld

    def add(self, *records: AuditEvent | Event) -> None:
        """See Records."""
        self.world.audit.extend(record for record in records if isinstance(record, AuditEvent))
        self.world.events.extend(record for record in records if isinstance(record, Event))


def _page(things: Sequence[Identified], before: str, most: int) -> Sequence[Identified]:
    older = [thing for thing in things if not before or thing.id < before]
    return sorted(older, key=lambda thing: thing.id, reverse=True)[:most]
