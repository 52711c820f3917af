"""Authorizations and consents in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.memory.world import MemoryWorld
from application.ports.authorizations import Authorizations, Consents
from domain.authorization import Authorization
from domain.ids import AuthorizationId, ClientId, TenantId, UserId


@dataclass(frozen=True, slots=True)
class MemoryAuthorizations(Authorizations):
    """The authorizations of a world."""

    world: MemoryWorld

    def add(self, authorization: Authorization) -> None:
        """See Authorizations."""
        self.save(authorization)

    def get(self, *, tenant_id: TenantId, id: AuthorizationId) -> Authorization | None:
        """See Authorizations."""
        return self.world.authorizations.get((tenant_id, id))

    def of_code(self, *, tenant_id: TenantId, code: bytes) -> Authorization | None:
        """See Authorizations."""
        found = (one for (owner, _), one in self.world.authorizations.items() if owner == tenant_id)
        return next((one for one in found if one.code == code), None)

    def save(self, authorization: Authorization) -> None:
        """See Authorizations."""
        self.world.authorizations[authorization.tenant_id, authorization.id] = authorization

    def spend_assertion(self, *, tenant_id: TenantId, digest: bytes, until: datetime) -> bool:
        """See Authorizations."""
        is_new = (tenant_id, digest) not in self.world.assertions
        self.world.assertions.setdefault((tenant_id, digest), until)
        return is_new

    def sweep(self, *, before: datetime, most: int) -> None:
        """See Authorizations."""
        old = [key for key, one in self.world.authorizations.items() if one.expires_at < before]
        for key in old[:most]:
            del self.world.authorizations[key]
        over = [spent for spent, until in self.world.assertions.items() if until < before]
        for spent in over[:most]:
            del self.world.assertions[spent]


@dataclass(frozen=True, slots=True)
class MemoryConsents(Consents):
    """The consents of a world."""

    world: MemoryWorld

    def get(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> Sequence[str]:
        """See Consents."""
        return self.world.consents.get((tenant_id, user_id, client_id), ())

    def put(
        self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId, scope: Sequence[str], now: datetime
    ) -> None:
        """See Consents."""
        self.world.consents[tenant_id, user_id, client_id] = tuple(scope)

    def remove(self, *, tenant_id: TenantId, user_id: UserId, client_id: ClientId) -> bool:
        """See Consents."""
        return self.world.consents.pop((tenant_id, user_id, client_id), None) is not None
